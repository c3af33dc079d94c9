"""Objections: who objects is never scored or listed again, and what is stored of a score goes at once."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from serving.store.subject_tables import objections
from serving.store.tables import run_people

OBJECTED = "objected"


def object_to_scores(conn: Connection, employee_id: str, now: datetime) -> bool:
    """Record the objection and take the person's scores and inputs out of every run; False if they had objected."""
    known = conn.execute(
        select(objections.c.employee_id).where(objections.c.employee_id == employee_id)
    ).first()
    if known is None:
        conn.execute(insert(objections).values(employee_id=employee_id, objected_at=now))
    withdraw_scores(conn, [employee_id])
    return known is None


def objectors(conn: Connection) -> frozenset[str]:
    """Everybody who objected."""
    return frozenset(conn.execute(select(objections.c.employee_id)).scalars())


def has_objected(conn: Connection, employee_id: str) -> bool:
    """Whether this person objected."""
    return conn.execute(select(objections).where(objections.c.employee_id == employee_id)).first() is not None


def withdraw_scores(conn: Connection, employee_ids: Collection[str], run_id: str | None = None) -> None:
    """Leave of these people, in one run or in all, only that they objected."""
    whose = update(run_people).where(run_people.c.employee_id.in_(employee_ids))
    if run_id is not None:
        whose = whose.where(run_people.c.run_id == run_id)
    conn.execute(
        whose.values(
            status=OBJECTED,
            not_listed=OBJECTED,
            band="unknown",
            log_odds=None,
            probability=None,
            features={},
            contributions={},
        )
    )
