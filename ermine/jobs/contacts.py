"""Every contact with a person that is on record: those that were imported, and those logged in Ermine."""

import polars as pl
from sqlalchemy import Connection, select

from data_contracts.lake import LakeSnapshot
from data_contracts.outreach_history import contacts_in
from serving.store.relationship_tables import contacts


def all_contacts(conn: Connection, lake: LakeSnapshot) -> pl.DataFrame | None:
    """employee_id and date of each; None where nothing of the kind was ever recorded."""
    past = contacts_in(lake)
    rows = conn.execute(
        select(contacts.c.employee_id, contacts.c.day).where(contacts.c.employee_id.is_not(None))
    ).all()
    logged = pl.DataFrame(
        {"employee_id": [row.employee_id for row in rows], "date": [row.day for row in rows]},
        schema={"employee_id": pl.String, "date": pl.Date},
    )
    if past is None:
        return logged if rows else None
    return pl.concat([past.select("employee_id", "date"), logged])
