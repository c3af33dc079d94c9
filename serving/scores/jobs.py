"""Score jobs in the store: made, worked on part by part, read by whoever made them, forgotten after a week."""

import secrets
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pyarrow as pa
from sqlalchemy import Connection, Row, delete, func, insert, or_, select, update

from data_contracts.errors import Conflict, NotFound
from serving.access.roles import Principal
from serving.scores.arrow_results import RESULTS
from serving.store.score_job_tables import score_job_parts, score_jobs

PART = 1_000
"""Rows of a part: what is scored, stored and audited in one go."""
MOST_ROWS = 200_000
MOST_UNFINISHED = 3
KEPT = timedelta(days=7)
_LEASE = timedelta(seconds=60)


class TooManyJobs(Conflict):
    """This key has as many unfinished jobs as it may have."""


class JobUnknown(NotFound):
    """There is no such job, or it is not yours."""


class JobUnfinished(Conflict):
    """The job has no results yet."""


@dataclass(frozen=True)
class Part:
    """Up to 1,000 rows as they were sent: employee_ids and rows as JSON, columns as an Arrow stream."""

    kind: str
    sent: bytes


def make_job(
    conn: Connection, who: Principal, parts: Sequence[Part], rows: int, input_sha256: str, now: datetime
) -> str:
    """Store a job and give its id; raises `TooManyJobs`."""
    mine = (score_jobs.c.key_id == who.key_id) & score_jobs.c.status.in_(("queued", "running"))
    if conn.execute(select(func.count()).select_from(score_jobs).where(mine)).scalar_one() >= MOST_UNFINISHED:
        raise TooManyJobs(
            f"{MOST_UNFINISHED} jobs of this key are unfinished.", remedy="Wait until one of them has ended."
        )
    job_id = secrets.token_hex(12)
    conn.execute(
        insert(score_jobs).values(
            job_id=job_id,
            key_id=who.key_id,
            purpose=who.purpose,
            unit_scope=who.unit_scope,
            status="queued",
            problem="",
            rows=rows,
            parts=len(parts),
            parts_done=0,
            scored=0,
            input_sha256=input_sha256,
            created_at=now,
        )
    )
    conn.execute(
        insert(score_job_parts),
        [{"job_id": job_id, "part": n, "kind": part.kind, "sent": part.sent} for n, part in enumerate(parts)],
    )
    return job_id


def find_job(conn: Connection, who: Principal, job_id: str) -> Row[Any]:
    """A job of this key; another key's is as unknown as one that never was (`JobUnknown`)."""
    mine = (score_jobs.c.job_id == job_id) & (score_jobs.c.key_id == who.key_id)
    row = conn.execute(select(score_jobs).where(mine)).first()
    if row is None:
        raise JobUnknown("There is no such job.", remedy="Jobs are kept for a week after they were made.")
    return row


def finished(job: Row[Any]) -> Row[Any]:
    """The job itself if it has results; raises `JobUnfinished`."""
    if job.status != "done":
        raise JobUnfinished(f"The job is {job.status}. {job.problem}".strip(), remedy="Ask for its status.")
    return job


def answers_of(conn: Connection, job_id: str, part: int) -> pa.Table:
    """The results of one part, in the order sent."""
    this = (score_job_parts.c.job_id == job_id) & (score_job_parts.c.part == part)
    stored = conn.execute(select(score_job_parts.c.answers).where(this)).scalar()
    return RESULTS.empty_table() if stored is None else pa.ipc.open_stream(bytes(stored)).read_all()


def claim(conn: Connection, worker: str, now: datetime) -> Row[Any] | None:
    """The oldest job that waits or whose worker has not been heard of for a minute; forgets old ones on the way."""
    conn.execute(delete(score_jobs).where(score_jobs.c.created_at < now - KEPT))
    free = or_(
        score_jobs.c.claimed_by.is_(None), score_jobs.c.claimed_by == worker, score_jobs.c.claimed_until < now
    )
    waits = score_jobs.c.status.in_(("queued", "running")) & free
    job = conn.execute(
        select(score_jobs).where(waits).order_by(score_jobs.c.created_at, score_jobs.c.job_id)
    ).first()
    if job is not None:
        change(conn, job.job_id, status="running", claimed_by=worker, claimed_until=now + _LEASE)
    return job


def next_part(conn: Connection, job_id: str) -> Row[Any] | None:
    """The first part without answers."""
    open_part = (score_job_parts.c.job_id == job_id) & score_job_parts.c.answers.is_(None)
    return conn.execute(
        select(score_job_parts).where(open_part).order_by(score_job_parts.c.part).limit(1)
    ).first()


def keep_answers(conn: Connection, job: Row[Any], part: int, answers: bytes, scored: int) -> None:
    """Store the results of a part."""
    this = (score_job_parts.c.job_id == job.job_id) & (score_job_parts.c.part == part)
    conn.execute(update(score_job_parts).where(this).values(answers=answers))
    done = {"parts_done": score_jobs.c.parts_done + 1, "scored": score_jobs.c.scored + scored}
    change(conn, job.job_id, **done)


def start_again(conn: Connection, job_id: str, answering: Mapping[str, Any]) -> None:
    """Forget all answers of a job: another model or run answers now, and its parts must agree."""
    conn.execute(update(score_job_parts).where(score_job_parts.c.job_id == job_id).values(answers=None))
    change(conn, job_id, parts_done=0, scored=0, **answering)


def end(conn: Connection, job_id: str, now: datetime, problem: str = "") -> None:
    """The job is done, or failed with a problem; what was sent is forgotten."""
    conn.execute(update(score_job_parts).where(score_job_parts.c.job_id == job_id).values(sent=None))
    change(
        conn,
        job_id,
        status="failed" if problem else "done",
        problem=problem,
        finished_at=now,
        claimed_by=None,
    )


def change(conn: Connection, job_id: str, **values: Any) -> None:
    """Change columns of a job."""
    conn.execute(update(score_jobs).where(score_jobs.c.job_id == job_id).values(**values))


def cut(rows: Sequence[Any]) -> Iterator[Sequence[Any]]:
    """The rows part by part."""
    for start in range(0, len(rows), PART):
        yield rows[start : start + PART]
