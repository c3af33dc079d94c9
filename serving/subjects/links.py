"""Links for one employee: a key of role employee that stands for one person."""

from datetime import datetime

from sqlalchemy import Connection, insert, select

from data_contracts.errors import NotFound
from serving.access.keys import IssuedKey, create_key
from serving.access.roles import Principal, Role
from serving.store.subject_tables import subject_links


class NobodysKey(NotFound):
    """The key stands for no person; it was not made by a subject link."""


def issue_link(
    conn: Connection, employee_id: str, now: datetime, expires_at: datetime, *, sign_in: bool = True
) -> IssuedKey:
    """A key with which this person, and nobody else's data, can be seen; with `sign_in` it opens one session."""
    key = create_key(
        conn,
        role=Role.EMPLOYEE,
        purpose="subject request",
        now=now,
        expires_at=expires_at,
        sign_in=sign_in,
    )
    conn.execute(insert(subject_links).values(key_id=key.key_id, employee_id=employee_id))
    return key


def person_of(conn: Connection, who: Principal) -> str:
    """The employee id that a key of role employee stands for; raises `NobodysKey`."""
    found = conn.execute(
        select(subject_links.c.employee_id).where(subject_links.c.key_id == who.key_id)
    ).scalar()
    if found is None or who.role is not Role.EMPLOYEE:
        raise NobodysKey("This key stands for no person.", remedy="Ask the privacy officer for a new link.")
    return str(found)
