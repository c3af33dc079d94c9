"""Contests: a person says that a line about them is wrong; it is suspended until somebody has answered."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Connection, Row, insert, select, update

from data_contracts.errors import Conflict, InputRefused, NotFound
from serving.access.roles import Principal
from serving.store.runs import latest_run_row
from serving.store.subject_tables import contests

MAX_TEXT = 2_000

Outcome = Literal["upheld", "rejected"]


class ContestOpen(Conflict):
    """There is an open contest already; it is answered first."""


class ContestClosed(Conflict):
    """The contest has been answered already."""


class TextRefused(InputRefused):
    """What was written is empty or too long."""


@dataclass(frozen=True)
class Contest:
    """A contest; while it is open, and for its run if it was upheld, nobody sees a line about the person."""

    contest_id: str
    employee_id: str
    state: Literal["open", "upheld", "rejected"]
    about: str
    opened_on: date
    answer_by: date
    answer: str | None


def open_contest(conn: Connection, employee_id: str, about: str, today: date, answer_days: int) -> Contest:
    """Suspend every line about the person; a person answers by the day that the policy sets."""
    if of_person(conn, employee_id, state="open"):
        raise ContestOpen(
            "You have contested already.", remedy="Wait for the answer; its day is on your page."
        )
    run = latest_run_row(conn)
    made = Contest(
        secrets.token_hex(12),
        employee_id,
        "open",
        _said(about),
        today,
        today + timedelta(days=answer_days),
        None,
    )
    conn.execute(insert(contests).values(**vars(made), run_id=run["run_id"] if run is not None else None))
    return made


def answer_contest(
    conn: Connection, contest_id: str, outcome: Outcome, answer: str, who: Principal, now: datetime
) -> Contest:
    """Close a contest with what the person is told; upheld, the lines of its run stay away for good."""
    told = _said(answer)
    done = conn.execute(
        update(contests)
        .where(contests.c.contest_id == contest_id, contests.c.state == "open")
        .values(state=outcome, answer=told, answered_at=now, answered_by=who.key_id)
    )
    found = conn.execute(select(contests).where(contests.c.contest_id == contest_id)).first()
    if found is None:
        raise NotFound("There is no such contest.")
    if done.rowcount != 1:
        raise ContestClosed(
            "This contest has been answered.", remedy="Look at the list of open contests again."
        )
    return _contest(found)


def of_person(conn: Connection, employee_id: str, state: str | None = None) -> tuple[Contest, ...]:
    """A person's contests, the newest first."""
    mine = select(contests).where(contests.c.employee_id == employee_id)
    if state is not None:
        mine = mine.where(contests.c.state == state)
    rows = conn.execute(mine.order_by(contests.c.opened_on.desc(), contests.c.contest_id))
    return tuple(_contest(row) for row in rows)


def to_answer(conn: Connection, limit: int = 200) -> tuple[Contest, ...]:
    """The open contests, those due first first."""
    waiting = select(contests).where(contests.c.state == "open")
    rows = conn.execute(waiting.order_by(contests.c.answer_by, contests.c.contest_id).limit(limit))
    return tuple(_contest(row) for row in rows)


def _said(text: str) -> str:
    said = text.strip()
    if not 1 <= len(said) <= MAX_TEXT:
        raise TextRefused(f"Write 1 to {MAX_TEXT:,} characters.")
    return said


def _contest(row: Row[Any]) -> Contest:
    return Contest(**{name: getattr(row, name) for name in Contest.__dataclass_fields__})
