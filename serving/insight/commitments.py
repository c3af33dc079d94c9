"""Commitments: what is done about something that a released round said of a unit, by whom and until when.

Employees see them on the feedback pages: an answer that leads to nothing is the last one that somebody gives.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, RowMapping, insert, select, update

from data_contracts.errors import Conflict, InputRefused, NotFound
from serving.access.roles import Principal
from serving.insight.releases import Release
from serving.insight.units import OrgUnit, UnitNotFound, visible_unit, visible_units
from serving.insight.words import label
from serving.store.commitment_tables import commitments

MAX_WHAT, MAX_OWNER = 500, 120


class NothingPublished(Conflict):
    """A commitment answers something that was published of this unit, and this was not."""


class CommitmentNotFound(NotFound):
    """There is no such commitment in your population."""


class CommitmentChanged(Conflict):
    """Somebody else has changed this commitment since you looked at it."""


class DueInThePast(InputRefused):
    """A commitment is due today or later."""


@dataclass(frozen=True)
class Promise:
    """What is to be recorded: about which measure (or `topic:<id>`), what, who answers for it, and until when."""

    measure: str
    what: str
    owner: str
    due: date


@dataclass(frozen=True)
class Commitment:
    """A commitment as it is stored; `subject` is what it answers, in plain words."""

    commitment_id: str
    unit_id: str
    unit_name: str
    round_id: str
    measure: str
    subject: str
    what: str
    owner: str
    due: date
    recorded_on: date
    done_on: date | None
    version: int


def record_commitment(
    conn: Connection, unit: OrgUnit, releases: Sequence[Release], promise: Promise, today: date
) -> Commitment:
    """Store a commitment about the last round in which the unit was asked.

    Raises `NothingPublished` unless that round published the measure of this very unit, and `DueInThePast`.
    """
    if promise.due < today:
        raise DueInThePast(f"{promise.due} has passed: today is {today}.", remedy="Choose a later day.")
    asked = [release for release in releases if release.asked(unit.path)]
    if not asked or promise.measure not in published_measures(unit, releases):
        raise NothingPublished(
            f"{label(promise.measure)} was not published of this unit.",
            remedy="Choose one of the figures that the unit's page shows, or the larger unit that it names.",
        )
    row = {
        "commitment_id": secrets.token_hex(8),
        "unit_id": unit.unit_id,
        "unit_name": unit.name,
        "round_id": asked[-1].round_id,
        "measure": promise.measure,
        "what": promise.what,
        "owner": promise.owner,
        "due": promise.due,
        "recorded_on": today,
        "version": 1,
    }
    conn.execute(insert(commitments).values(row))
    return _commitment({**row, "done_on": None})


def published_measures(unit: OrgUnit, releases: Sequence[Release]) -> tuple[str, ...]:
    """What the unit's last round published of it: that is what one can answer."""
    asked = [release for release in releases if release.asked(unit.path)]
    if not asked:
        return ()
    last = asked[-1]
    return tuple(measure for measure in last.measures if last.cell(unit.path, measure).shown)


def mark_done(conn: Connection, who: Principal, commitment_id: str, version: int, today: date) -> Commitment:
    """Say that it has been kept; raises `CommitmentNotFound` (foreign or unknown) and `CommitmentChanged`."""
    found = _mine(conn, who, commitment_id)
    moved = conn.execute(
        update(commitments)
        .where(
            commitments.c.commitment_id == commitment_id,
            commitments.c.version == version,
            commitments.c.done_on.is_(None),
        )
        .values(done_on=max(today, found.recorded_on), version=version + 1)
    )
    if moved.rowcount != 1:
        raise CommitmentChanged(
            "This commitment has been changed since you looked at it.", remedy="Load the page again."
        )
    return _mine(conn, who, commitment_id)


def visible_commitments(
    conn: Connection, who: Principal, unit_id: str | None = None
) -> tuple[Commitment, ...]:
    """The commitments of the units that somebody may look at, or of one of them (`UnitNotFound`), newest first."""
    if unit_id is not None:
        units = {visible_unit(conn, who, unit_id).unit_id}
    else:
        units = {unit.unit_id for unit in visible_units(conn, who)}
    return tuple(one for one in all_commitments(conn) if one.unit_id in units)


def all_commitments(conn: Connection) -> tuple[Commitment, ...]:
    """Every commitment, the newest first."""
    newest = select(commitments).order_by(
        commitments.c.recorded_on.desc(), commitments.c.due.desc(), commitments.c.commitment_id
    )
    return tuple(_commitment(row) for row in conn.execute(newest).mappings())


def _mine(conn: Connection, who: Principal, commitment_id: str) -> Commitment:
    row = (
        conn.execute(select(commitments).where(commitments.c.commitment_id == commitment_id))
        .mappings()
        .first()
    )
    try:
        if row is None:
            raise UnitNotFound("There is no such unit.")
        visible_unit(conn, who, row["unit_id"])
    except UnitNotFound:
        raise CommitmentNotFound("There is no such commitment in your population.") from None
    return _commitment(row)


def _commitment(row: RowMapping | dict[str, object]) -> Commitment:
    fields = {name: row[name] for name in Commitment.__dataclass_fields__ if name != "subject"}
    return Commitment(**fields, subject=label(str(row["measure"])))  # type: ignore[arg-type]
