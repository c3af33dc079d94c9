"""Steps of a round that read comments, asked for on a page and taken by a process of their own.

Closing and releasing need the words of the answers, and the server of the lists may not see them. So it writes down
that the step is wanted, starts the process, and shows how far it has come.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, insert, select, update

from data_contracts.errors import Conflict
from serving.store.round_tables import round_steps

StepName = Literal["close", "release"]
StepState = Literal["asked", "running", "done", "failed"]
PATIENCE = timedelta(hours=1)
"""A step that has not ended after this was broken off, and may be asked for again."""


class StepUnderWay(Conflict):
    """A step of this round is being taken already."""


@dataclass(frozen=True)
class Step:
    """A step and how far it has come; `message` says why it failed and what to do."""

    step_id: str
    round_id: str
    step: StepName
    state: StepState
    done: int
    total: int
    message: str


def ask_step(conn: Connection, round_id: str, step: StepName, key_id: str, now: datetime) -> Step:
    """Write down that a step is wanted; raises `StepUnderWay`."""
    under_way = select(round_steps.c.step_id).where(
        round_steps.c.round_id == round_id,
        round_steps.c.state.in_(("asked", "running")),
        round_steps.c.asked_at > now - PATIENCE,
    )
    if conn.execute(under_way).first() is not None:
        raise StepUnderWay(
            f"Round {round_id} is being worked on.", remedy="Wait a little, then load the page again."
        )
    wanted = Step(secrets.token_hex(8), round_id, step, "asked", 0, 0, "")
    row = {name: getattr(wanted, name) for name in Step.__dataclass_fields__}
    conn.execute(insert(round_steps).values(**row, key_id=key_id, asked_at=now))
    return wanted


def begin_step(conn: Connection, step_id: str) -> Step | None:
    """Take a step that was asked for; None if it is unknown or taken: of two processes one begins."""
    begun = conn.execute(
        update(round_steps)
        .where(round_steps.c.step_id == step_id, round_steps.c.state == "asked")
        .values(state="running")
    )
    return _found(conn, round_steps.c.step_id == step_id) if begun.rowcount == 1 else None


def advance_step(conn: Connection, step_id: str, done: int, total: int) -> None:
    """Say how far it has come."""
    conn.execute(update(round_steps).where(round_steps.c.step_id == step_id).values(done=done, total=total))


def end_step(conn: Connection, step_id: str, now: datetime, failure: str = "") -> None:
    """Say that it has ended, well or with a failure."""
    state = "failed" if failure else "done"
    ended = update(round_steps).where(round_steps.c.step_id == step_id)
    conn.execute(ended.values(state=state, message=failure, ended_at=now))


def last_step(conn: Connection, round_id: str) -> Step | None:
    """The step of a round that was asked for last."""
    return _found(conn, round_steps.c.round_id == round_id)


def waiting_steps(conn: Connection) -> tuple[str, ...]:
    """Steps that nobody has taken yet, such as when the server was stopped right after somebody asked."""
    return tuple(conn.execute(select(round_steps.c.step_id).where(round_steps.c.state == "asked")).scalars())


def _found(conn: Connection, which: object) -> Step | None:
    newest = select(round_steps).where(which).order_by(round_steps.c.asked_at.desc()).limit(1)  # type: ignore[arg-type]
    row = conn.execute(newest).mappings().first()
    return None if row is None else Step(**{name: row[name] for name in Step.__dataclass_fields__})
