"""Store a finished run: all of it or nothing, and the same run only once."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select

from serving.outreach.records import ItemRecord, OutreachRun, flat
from serving.store.engine import writing
from serving.store.tables import (
    run_er_managers,
    run_items,
    run_people,
    run_populations,
    run_unit_closure,
    run_units,
    runs,
)


@dataclass(frozen=True)
class StoredRunId:
    """A stored run's id; `new` is False when the day's last run said exactly the same and was kept."""

    run_id: str
    new: bool


Note = Callable[[Connection, StoredRunId], None]
"""Writes down, in the transaction that stores a run, that it was made."""


def store_run(
    engine: Engine, run: OutreachRun, made_at: datetime, note: Note = lambda _conn, _stored: None
) -> StoredRunId:
    """Store the run in one transaction. `made_at` needs a time zone and is no part of the run's content.

    `note` is called with the new run's id in that transaction; if it raises, there is no run.
    """
    content_hash = run.content_hash
    with writing(engine) as conn:
        last = _last_of_day(conn, run.header.as_of)
        if last is not None and last[1] == content_hash:
            return StoredRunId(last[0], new=False)
        run_id = _next_id(conn, run.header.as_of)
        _insert_header(conn, run, run_id, content_hash, made_at)
        _insert_organisation(conn, run, run_id)
        _insert(conn, run_people, ({"run_id": run_id, **flat(person)} for person in run.people))
        _insert(conn, run_items, (_item(run, run_id, item) for item in run.items))
        stored = StoredRunId(run_id, new=True)
        note(conn, stored)
    return stored


def _last_of_day(conn: Connection, as_of: date) -> tuple[str, str] | None:
    row = conn.execute(
        select(runs.c.run_id, runs.c.content_hash)
        .where(runs.c.as_of == as_of)
        .order_by(runs.c.number.desc())
        .limit(1)
    ).first()
    return None if row is None else (row.run_id, row.content_hash)


def _next_id(conn: Connection, as_of: date) -> str:
    """Such as "2026-07-01.2" for the second run of that day."""
    earlier = conn.execute(select(func.count()).select_from(runs).where(runs.c.as_of == as_of)).scalar_one()
    return f"{as_of.isoformat()}.{earlier + 1}"


def _insert_header(
    conn: Connection, run: OutreachRun, run_id: str, content_hash: str, made_at: datetime
) -> None:
    number = conn.execute(select(func.coalesce(func.max(runs.c.number), 0) + 1)).scalar_one()
    conn.execute(
        insert(runs).values(
            run_id=run_id,
            number=number,
            content_hash=content_hash,
            made_at=made_at,
            people=len(run.people),
            scored=run.scored,
            listed=len(run.items),
            **flat(run.header),
        )
    )


def _insert_organisation(conn: Connection, run: OutreachRun, run_id: str) -> None:
    _insert(conn, run_units, ({"run_id": run_id, **flat(unit)} for unit in run.units))
    pairs = (
        {"run_id": run_id, "ancestor_id": ancestor, "unit_id": unit, "depth": depth}
        for ancestor, unit, depth in run.closure
    )
    _insert(conn, run_unit_closure, pairs)
    _insert(conn, run_er_managers, ({"run_id": run_id, **flat(manager)} for manager in run.er_managers))
    entries = (
        {
            "run_id": run_id,
            "er_manager_id": entry.er_manager_id,
            "unit_id": entry.unit_id,
            "employee_id": entry.employee_id,
        }
        for entry in run.populations
    )
    _insert(conn, run_populations, entries)


def _item(run: OutreachRun, run_id: str, item: ItemRecord) -> dict[str, Any]:
    who = item.employee_id if item.unit_id is None else f"|{item.unit_id}"
    item_id = hashlib.sha256(f"{run_id}|{item.er_manager_id}|{who}".encode()).hexdigest()[:24]
    return {"item_id": item_id, "run_id": run_id, "valid_until": run.header.valid_until, **flat(item)}


def _insert(conn: Connection, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Nothing is inserted for no rows: an INSERT without values would be an empty row."""
    if values := list(rows):
        conn.execute(insert(table), values)
