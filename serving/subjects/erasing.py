"""Take one person out of the store: their rows go, and what other rows say of them is blanked."""

import json
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import (
    JSON,
    Column,
    Connection,
    Engine,
    String,
    Table,
    Text,
    cast,
    delete,
    or_,
    select,
    update,
)

from data_contracts.errors import Conflict
from serving.store.audit_tables import audit_log, audit_subjects, idempotency
from serving.store.score_job_tables import score_jobs
from serving.store.subject_tables import subject_links
from serving.store.tables import api_keys, metadata
from serving.subjects.holdings import person_column, person_tables

Keeper = Callable[[Connection, str], int]
"""Takes the person out of rows that stay, such as a trial's; gives the number of rows."""

ERASED = "[erased]"
_SURE = 6
"""A text of fewer characters, such as the id 17, is looked for as a whole value only."""


class StoreInUse(Conflict):
    """Somebody else is reading the database, so that what was deleted cannot be overwritten yet."""


def erase_in_store(
    conn: Connection, employee_id: str, names: Collection[str], keepers: Collection[Keeper] = ()
) -> dict[str, int]:
    """Delete every row about the person and blank every mention; gives the number of rows by table."""
    gone = {"kept without the person": sum(keeper(conn, employee_id) for keeper in keepers)}
    links = select(subject_links.c.key_id).where(subject_links.c.employee_id == employee_id)
    conn.execute(delete(api_keys).where(api_keys.c.key_id.in_(links)))
    for table in sorted(person_tables(), key=metadata.sorted_tables.index, reverse=True):
        column = table.c[str(person_column(table))]
        gone[table.name] = conn.execute(delete(table).where(column == employee_id)).rowcount
    conn.execute(delete(idempotency))  # a kept reply may show anybody, and so may the answers of a job
    conn.execute(delete(score_jobs))
    gone["mentions"] = sum(
        _blank(conn, table, column, names)
        for table in metadata.sorted_tables
        if table not in (audit_log, audit_subjects)
        for column in table.c
        if not column.primary_key and not column.foreign_keys and _holds_text(column)
    )
    return {name: count for name, count in gone.items() if count}


def overwrite_deleted(engine: Engine) -> None:
    """Leave no byte of what was deleted in the database's files; raises `StoreInUse` while others are at work."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        if engine.dialect.name == "postgresql":
            raw.driver_connection.autocommit = True  # type: ignore[union-attr]
            _rewrite_on_postgresql(cursor)
            return
        cursor.execute("PRAGMA secure_delete = ON")
        cursor.execute("VACUUM")
        if cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise StoreInUse(
                "The database is being read, so what was deleted is not overwritten yet.",
                remedy="Run the same command again in a moment, or stop `ermine serve` before.",
            )
    finally:
        raw.close()


def _rewrite_on_postgresql(cursor: Any) -> None:
    """Write our tables anew, and what the server keeps of their values for its planner, which would hold names."""
    ours = ", ".join(table.name for table in metadata.sorted_tables)
    cursor.execute(f"VACUUM (FULL, ANALYZE) {ours}")
    cursor.execute("VACUUM FULL pg_statistic")


def _holds_text(column: Column[Any]) -> bool:
    return isinstance(column.type, JSON | String)


def _blank(conn: Connection, table: Table, column: Column[Any], names: Collection[str]) -> int:
    """Blank the person in one column of other rows; JSON is searched value by value."""
    keys = list(table.primary_key.columns)
    text = cast(column, Text)
    # JSON is stored as ASCII, so a name with other letters is looked for by its escaped form too.
    wanted = [form for name in names for form in {name, json.dumps(name)[1:-1]}]
    rows = conn.execute(
        select(*keys, column).where(or_(*(text.contains(form, autoescape=True) for form in wanted)))
    ).all()
    changed = 0
    for row in rows:
        *key, value = row
        new = _without(value, names)
        if new != value:
            same = [one == other for one, other in zip(keys, key, strict=True)]
            changed += conn.execute(update(table).where(*same).values({column.name: new})).rowcount
    return changed


def _without(value: Any, names: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, names) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_without(inner, names) for inner in value]
    if not isinstance(value, str):
        return value
    for name in names:
        if value == name:
            return ERASED
        if len(name) >= _SURE:
            value = value.replace(name, ERASED)
    return value
