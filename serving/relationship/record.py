"""What matters to a person, as they said it; anybody who looks after them reads it, one version after the other."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from data_contracts.errors import Conflict
from serving.store.relationship_tables import relationships


class RecordChanged(Conflict):
    """Somebody else has changed this record meanwhile."""


@dataclass(frozen=True)
class Said:
    """What a person said matters to them; every field may be empty."""

    aspirations: str = ""
    motivators: str = ""
    coaching_needs: str = ""
    channel: str = ""
    language: str = ""


@dataclass(frozen=True)
class Record:
    """What is on record; `version` 0 and no day before anything is."""

    said: Said = Said()
    version: int = 0
    changed_on: date | None = None
    changed_by: str = ""


def record_of(conn: Connection, employee_id: str) -> Record:
    """The person's record; the caller has checked that they may read about this person."""
    row = conn.execute(select(relationships).where(relationships.c.employee_id == employee_id)).first()
    if row is None:
        return Record()
    said = Said(**{name: getattr(row, name) for name in Said.__dataclass_fields__})
    return Record(said, row.version, row.changed_on, row.changed_by)


def write_record(
    conn: Connection, employee_id: str, said: Said, *, version: int, er_manager_id: str, today: date
) -> Record:
    """Replace what is on record, if nobody has changed it since `version`; raises `RecordChanged`."""
    found = record_of(conn, employee_id)
    if found.version != version:
        raise RecordChanged(
            f"This record was changed on {found.changed_on} (version {found.version}).",
            remedy="Open the page again, look at what is there now, then add yours.",
        )
    values = {**asdict(said), "version": version + 1, "changed_on": today, "changed_by": er_manager_id}
    if version == 0:
        conn.execute(insert(relationships).values(employee_id=employee_id, **values))
    else:
        conn.execute(update(relationships).where(relationships.c.employee_id == employee_id).values(**values))
    return record_of(conn, employee_id)


def aspirations_of(conn: Connection, employee_ids: Sequence[str]) -> dict[str, str]:
    """What each of these people aspires to, where that is on record."""
    wanted = relationships.c.employee_id.in_(employee_ids), relationships.c.aspirations != ""
    rows = conn.execute(select(relationships.c.employee_id, relationships.c.aspirations).where(*wanted))
    return {row[0]: row[1] for row in rows}
