"""Requests that data scientists filed: list them, carry one out with the promoter's key, decline one."""

import getpass

from data_contracts.errors import Conflict, InputRefused
from ermine.clock import now
from ermine.home import Home
from ermine.jobs.auditing import COMMAND_LINE, audit_of
from ermine.jobs.champions import champion_of
from ermine.jobs.promotion import promote_version, roll_back
from ermine.settings import Settings
from ermine.store import open_store
from serving.store.engine import reading, writing
from serving.versions.requests import Kind, ModelRequest, close_request, open_request, open_requests
from training.registry.promotion import Promotion


class RequestOvertaken(Conflict):
    """Another model serves than the one that the request was about."""


def requests_of(settings: Settings) -> tuple[ModelRequest, ...]:
    """The open requests of this home, the oldest first."""
    home = Home(settings.home)
    home.required_record()
    with reading(open_store(settings, home)) as conn:
        return open_requests(conn)


def promote_requested(
    settings: Settings,
    request_id: str,
    which: str | None,
    reason: str | None,
    confirm_leak: str | None,
    override: str | None,
) -> Promotion:
    """Promote the version that a request names, if the gate lets it pass, and mark the request as done."""
    if which is not None:
        raise InputRefused("A request names its version.", remedy="Leave the version out beside --request.")
    asked = _asked(settings, request_id, "promotion")
    promotion = promote_version(
        settings, str(asked.version), reason or asked.reason, confirm_leak, override, request_id
    )
    _close(settings, asked)
    return promotion


def roll_back_requested(settings: Settings, request_id: str, reason: str | None) -> Promotion:
    """Roll back as a request asks for, if the model that it is about still serves, and mark it as done."""
    asked = _asked(settings, request_id, "rollback")
    champion = champion_of(Home(settings.home), asked.model)
    if champion is None or champion.version != asked.serving_version:
        serves = f"version {champion.version} serves" if champion is not None else "none serves"
        raise RequestOvertaken(
            f"Request {request_id} is about version {asked.serving_version}; now {serves}.",
            remedy=f"Decline it: `ermine models requests --decline {request_id}`.",
        )
    promotion = roll_back(settings, reason or asked.reason, request_id)
    _close(settings, asked)
    return promotion


def decline(settings: Settings, request_id: str) -> ModelRequest:
    """Close an open request without carrying it out."""
    home = Home(settings.home)
    home.required_record()
    with writing(open_store(settings, home)) as conn:
        asked = open_request(conn, request_id)
        close_request(conn, request_id, "declined", who_acts(), now())
        audit_of(settings, home).record(conn, COMMAND_LINE, "model.request_declined", request=request_id)
    return asked


def who_acts() -> str:
    """The command line, with the name of the account that runs it where it has one."""
    try:
        return f"{COMMAND_LINE.key_id} ({getpass.getuser()})"
    except (KeyError, OSError):
        return COMMAND_LINE.key_id


def _asked(settings: Settings, request_id: str, kind: Kind) -> ModelRequest:
    home = Home(settings.home)
    record = home.required_record()
    with reading(open_store(settings, home)) as conn:
        asked = open_request(conn, request_id, kind)
    if asked.model != record.model:
        raise RequestOvertaken(
            f"Request {request_id} is about {asked.model}; this home serves {record.model} now.",
            remedy=f"Decline it: `ermine models requests --decline {request_id}`.",
        )
    return asked


def _close(settings: Settings, asked: ModelRequest) -> None:
    """Mark as done; a crash before this leaves it open, and a rollback is not done twice: another model serves."""
    home = Home(settings.home)
    with writing(open_store(settings, home)) as conn:
        close_request(conn, asked.request_id, "done", who_acts(), now())
        audit_of(settings, home).record(
            conn,
            COMMAND_LINE,
            "model.request_done",
            request=asked.request_id,
            kind=asked.kind,
            version=asked.version,
        )
