"""Who could have been listed in each stored run, for audits that report on groups and never on a person.

This is the one reading of people that no population filter guards: it is for the command line of whoever has the
home, no route calls it, and what is made of it names groups of 30 people and more.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, and_, select

from serving.store.tables import run_items, run_people, runs

COULD_BE_LISTED = ("", "no_gain", "no_room", "waiting")
"""What `not_listed` says of people whom no rule kept off every list."""


@dataclass(frozen=True)
class IssuedRun:
    """The last run of an as-of day; `horizon_days` null when the list was made without a score."""

    run_id: str
    as_of: date
    horizon_days: int | None


@dataclass(frozen=True)
class Considered:
    """One person who could have been listed in one run."""

    run_id: str
    employee_id: str
    listed: bool
    probability: float | None


def issued_runs(conn: Connection) -> tuple[IssuedRun, ...]:
    """The runs in the order of their as-of days, of each day the last one made."""
    rows = conn.execute(select(runs.c.run_id, runs.c.as_of, runs.c.horizon_days).order_by(runs.c.number))
    last = {row.as_of: IssuedRun(row.run_id, row.as_of, row.horizon_days) for row in rows}
    return tuple(last[day] for day in sorted(last))


def considered(conn: Connection, run_ids: Collection[str]) -> tuple[Considered, ...]:
    """Everybody who could have been listed in these runs, by run and person."""
    same = and_(
        run_items.c.run_id == run_people.c.run_id, run_items.c.employee_id == run_people.c.employee_id
    )
    rows = conn.execute(
        select(run_people.c.run_id, run_people.c.employee_id, run_people.c.probability, run_items.c.item_id)
        .join_from(run_people, run_items, same, isouter=True)
        .where(run_people.c.run_id.in_(run_ids), run_people.c.not_listed.in_(COULD_BE_LISTED))
        .order_by(run_people.c.run_id, run_people.c.employee_id)
    )
    return tuple(Considered(r.run_id, r.employee_id, r.item_id is not None, r.probability) for r in rows)
