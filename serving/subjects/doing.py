"""What a person or the privacy officer does, recorded as it is done: contest, object, answer."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from serving.access.roles import Principal
from serving.audit.trail import AuditTrail
from serving.subjects.contests import Contest, Outcome, answer_contest, open_contest
from serving.subjects.objections import object_to_scores


@dataclass(frozen=True)
class Contested:
    """A contest was opened; a person answers it by `answer_by`."""

    contest_id: str
    answer_by: date


@dataclass(frozen=True)
class Objected:
    """The objection stands."""

    objected: bool


def contest(
    conn: Connection, audit: AuditTrail, who: Principal, employee_id: str, about: str, today: date, days: int
) -> Contested:
    """Open a contest of this person; raises `ContestOpen` and `TextRefused`."""
    opened = open_contest(conn, employee_id, about, today, days)
    audit.record(
        conn,
        who,
        "contest.opened",
        subject=employee_id,
        contest=opened.contest_id,
        answer_by=opened.answer_by.isoformat(),
    )
    return Contested(opened.contest_id, opened.answer_by)


def objection(
    conn: Connection, audit: AuditTrail, who: Principal, employee_id: str, now: datetime
) -> Objected:
    """Let this person's objection stand from now on."""
    new = object_to_scores(conn, employee_id, now)
    audit.record(conn, who, "person.objected", subject=employee_id, new=new)
    return Objected(True)


def answer(
    conn: Connection,
    audit: AuditTrail,
    who: Principal,
    contest_id: str,
    outcome: Outcome,
    told: str,
    now: datetime,
) -> Contest:
    """Answer a contest; raises `NotFound`, `ContestClosed` and `TextRefused`."""
    closed = answer_contest(conn, contest_id, outcome, told, who, now)
    audit.record(
        conn, who, "contest.answered", subject=closed.employee_id, contest=contest_id, outcome=outcome
    )
    return closed
