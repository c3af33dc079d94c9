"""Requests to promote a version or to roll back: filed on the page or by the API, carried out on the command line.

The service has no signing key; a request is a note to whoever has it, and changes nothing that serves.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from data_contracts.errors import Conflict, InputRefused, NotFound
from serving.access.roles import Principal
from serving.store.model_request_tables import model_requests
from serving.versions.on_file import TrainedVersion, has_predecessor
from training.champion import Champion

MAX_REASON = 500

Kind = Literal["promotion", "rollback"]
State = Literal["open", "done", "declined"]

ACTIONS: dict[Kind, str] = {
    "promotion": "model.promotion_requested",
    "rollback": "model.rollback_requested",
}


class RequestOpen(Conflict):
    """The same has been asked for already and is still open."""


class RequestClosed(Conflict):
    """The request has been carried out or declined already."""


class NothingToRequest(Conflict):
    """There is nothing to ask for: the version serves already, none serves, or none has served before."""


class ReasonRefused(InputRefused):
    """The reason is empty, too long, or holds characters that cannot be shown."""


@dataclass(frozen=True)
class Wanted:
    """What somebody asks for: `version` is the one to promote, None for a rollback."""

    kind: Kind
    version: int | None
    reason: str


@dataclass(frozen=True)
class ModelRequest:
    """A request; `serving_version` is the champion that served when it was filed, None for none.

    `filed_by` is the id of the key, `closed_by` who carried it out or declined it.
    """

    request_id: str
    kind: Kind
    model: str
    version: int | None
    serving_version: int | None
    reason: str
    state: State
    filed_at: datetime
    filed_by: str
    closed_at: datetime | None
    closed_by: str | None


def file_request(
    conn: Connection,
    wanted: Wanted,
    champion: Champion | None,
    versions: Sequence[TrainedVersion],
    who: Principal,
    now: datetime,
) -> ModelRequest:
    """Keep a request; refused when the version is not on file, serves already, or was asked for already."""
    reason = _said(wanted.reason)
    if wanted.kind == "promotion":
        model, version = _to_promote(wanted.version, champion, versions)
    else:
        model, version = _to_roll_back(champion, versions), None
    serving = champion.version if champion is not None else None
    if any((one.kind, one.version) == (wanted.kind, version) for one in open_requests(conn)):
        raise RequestOpen(
            "The same has been requested already and is still open.",
            remedy="Whoever has the signing key sees it with `ermine models requests`.",
        )
    made = ModelRequest(
        secrets.token_hex(6),
        wanted.kind,
        model,
        version,
        serving,
        reason,
        "open",
        now,
        who.key_id,
        None,
        None,
    )
    conn.execute(insert(model_requests).values(**vars(made)))
    return made


def open_requests(conn: Connection, limit: int = 200) -> tuple[ModelRequest, ...]:
    """The open requests, the oldest first."""
    waiting = select(model_requests).where(model_requests.c.state == "open")
    rows = conn.execute(waiting.order_by(model_requests.c.filed_at, model_requests.c.request_id).limit(limit))
    return tuple(_request(row) for row in rows)


def newest_requests(conn: Connection, limit: int = 20) -> tuple[ModelRequest, ...]:
    """Requests in any state, the newest first."""
    by_age = (model_requests.c.filed_at.desc(), model_requests.c.request_id)
    return tuple(_request(row) for row in conn.execute(select(model_requests).order_by(*by_age).limit(limit)))


def open_request(conn: Connection, request_id: str, kind: Kind | None = None) -> ModelRequest:
    """An open request by its id, of a kind if one is given."""
    found = conn.execute(select(model_requests).where(model_requests.c.request_id == request_id)).first()
    if found is None or (kind is not None and found.kind != kind):
        raise NotFound(
            f"There is no {kind or 'model'} request {request_id}.",
            remedy="`ermine models requests` lists what is open.",
        )
    if found.state != "open":
        raise RequestClosed(
            f"Request {request_id} is {found.state} already.",
            remedy="`ermine models requests` lists what is open.",
        )
    return _request(found)


def close_request(conn: Connection, request_id: str, state: State, by: str, now: datetime) -> None:
    """Mark an open request as done or declined; `RequestClosed` when somebody was faster."""
    still_open = (model_requests.c.request_id == request_id) & (model_requests.c.state == "open")
    closed = conn.execute(
        update(model_requests).where(still_open).values(state=state, closed_at=now, closed_by=by)
    )
    if closed.rowcount != 1:
        raise RequestClosed(
            f"Request {request_id} is closed already.", remedy="`ermine models requests` lists what is open."
        )


def _to_promote(
    wanted: int | None, champion: Champion | None, versions: Sequence[TrainedVersion]
) -> tuple[str, int]:
    if champion is not None and wanted == champion.version:
        raise NothingToRequest(f"Version {wanted} serves already.", remedy="Name another version.")
    for one in versions:
        if one.version == wanted:
            return one.name, one.version
    raise NotFound(
        "This home keeps no papers of that version.",
        remedy="Train with `ermine train --no-promote`, or run `ermine models sync`; then the page names it.",
    )


def _to_roll_back(champion: Champion | None, versions: Sequence[TrainedVersion]) -> str:
    if champion is None:
        raise NothingToRequest("No model serves, so none can be rolled back.", remedy="Ask for a promotion.")
    if not has_predecessor(champion, versions):
        raise NothingToRequest(
            f"No version on file has served before version {champion.version}.", remedy="Ask for a promotion."
        )
    return champion.name


def _said(text: str) -> str:
    said = " ".join(text.split())
    if not 1 <= len(said) <= MAX_REASON or not said.isprintable():
        raise ReasonRefused(f"Give a reason of 1 to {MAX_REASON} characters.")
    return said


def _request(row: Row[Any]) -> ModelRequest:
    return ModelRequest(**{name: getattr(row, name) for name in ModelRequest.__dataclass_fields__})
