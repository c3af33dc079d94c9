"""Larger batches of scores: sent once, scored in the background, fetched page by page or as one stream."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from fastapi import APIRouter, Query, Request, Response
from sqlalchemy import Row
from starlette.responses import StreamingResponse

from serving.api import examples
from serving.api.body_limit import body_of
from serving.api.cursor import CursorRefused
from serving.api.documentation import answers
from serving.api.guard import HrSystemKey, parts_of
from serving.api.idempotency import once, once_only
from serving.api.parts import AppParts
from serving.api.score_request import BODY, read_request
from serving.api.score_worker import parts_to_score
from serving.scores.arrow_guard import STREAM
from serving.scores.arrow_results import stream_pieces
from serving.scores.jobs import MOST_ROWS, PART, answers_of, find_job, finished, make_job
from serving.store.engine import reading

router = APIRouter(prefix="/v1/scores/jobs", tags=["scores"])
JOBS_PATH = "/v1/scores/jobs"


@dataclass(frozen=True)
class ScoreJob:
    """A job: how far it is, and which model and run answer. Times are in UTC; nulls are not known yet."""

    job_id: str
    status: Literal["queued", "running", "done", "failed"]
    problem: str
    rows: int
    rows_done: int
    scored: int
    purpose: str
    unit_scope: str | None
    model_name: str | None
    model_version: int | None
    run_id: str | None
    as_of: date | None
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class JobReason:
    """One feature's share of a score, in log-odds."""

    feature: str
    label: str
    contribution: float


@dataclass(frozen=True)
class JobResult:
    """One result, as in `POST /v1/scores`; reasons come strongest first."""

    id: str
    status: Literal["scored", "not_scored", "refused"]
    reason: str | None
    problems: list[str]
    probability: float | None
    log_odds: float | None
    base: float | None
    band: str | None
    reasons: list[JobReason]


@dataclass(frozen=True)
class JobResults:
    """A page of results in the order sent; `next_cursor` gives the next page, null after the last."""

    job_id: str
    results: list[JobResult]
    next_cursor: str | None


@router.post(
    "",
    status_code=202,
    response_model=ScoreJob,
    openapi_extra={"requestBody": BODY},
    **answers(examples.SCORE_JOB, 409, 413, 415, success=202),
    **once_only,
)
def post_score_job(request: Request, caller: HrSystemKey) -> Response:
    """Score up to 200,000 employees or rows in the background; ask for the job's status until it is done.

    Up to 64 MiB, JSON or Arrow, in the form of `POST /v1/scores`. A key has at most 3 unfinished jobs; a job and its
    results are kept for a week. Should the model or the run change meanwhile, the job starts again with the new one.
    """
    parts, body = parts_of(request), body_of(request.scope)
    asked = read_request(body, request.headers.get("content-type", ""), MOST_ROWS)
    pieces, rows = parts_to_score(asked)
    sha256 = hashlib.sha256(body).hexdigest()

    def act(conn: Any) -> ScoreJob:
        job_id = make_job(conn, caller, pieces, rows, sha256, parts.clock())
        parts.audit.record(
            conn,
            caller,
            "scores.job_made",
            job=job_id,
            rows=rows,
            input_sha256=sha256,
            purpose=caller.purpose,
        )
        return _shown(find_job(conn, caller, job_id))

    return once(request, caller, parts, 202, act)


@router.get("/{job_id}", **answers(examples.SCORE_JOB, 404))
def get_score_job(request: Request, caller: HrSystemKey, job_id: str) -> ScoreJob:
    """How far a job of this key is; another key's is answered like one that never was."""
    with reading(parts_of(request).engine) as conn:
        return _shown(find_job(conn, caller, job_id))


_RESULTS = answers(examples.SCORE_JOB_RESULTS, 404, 409)
_RESULTS["responses"][200]["content"][STREAM] = {"schema": {"type": "string", "format": "binary"}}


@router.get("/{job_id}/results", response_model=JobResults, **_RESULTS)
def get_score_job_results(
    request: Request,
    caller: HrSystemKey,
    job_id: str,
    cursor: Annotated[
        str | None, Query(max_length=64, description="`next_cursor` of the page before.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=200, description="Results of a page at most.")] = 200,
) -> Response:
    """The results of a job that is done, page by page; with `Accept` for Arrow all in one stream."""
    parts = parts_of(request)
    if STREAM in request.headers.get("accept", ""):
        with reading(parts.engine) as conn:
            job = finished(find_job(conn, caller, job_id))
        return StreamingResponse(stream_pieces(_tables(parts, job), _facts(job)), media_type=STREAM)
    first = 0 if cursor is None else _place(cursor)
    with reading(parts.engine) as conn:
        job = finished(find_job(conn, caller, job_id))
        found = answers_of(conn, job_id, first // PART).slice(first % PART, limit).to_pylist()
    after = first + len(found)
    page = {
        "job_id": job_id,
        "results": found,
        "next_cursor": _cursor(after) if found and after < job.rows else None,
    }
    return Response(msgspec.json.encode(page), media_type="application/json")


def _tables(parts: AppParts, job: Row[Any]) -> Iterator[Any]:
    for part in range(job.parts):
        with reading(parts.engine) as conn:
            yield answers_of(conn, job.job_id, part)


def _facts(job: Row[Any]) -> dict[str, str]:
    names = ("model_name", "model_version", "run_id", "as_of", "purpose", "unit_scope")
    return {name: msgspec.json.encode(getattr(job, name)).decode() for name in names}


def _shown(job: Row[Any]) -> ScoreJob:
    fields = {name: getattr(job, name) for name in ScoreJob.__dataclass_fields__ if name != "rows_done"}
    return ScoreJob(**fields, rows_done=min(job.parts_done * PART, job.rows))


def _cursor(place: int) -> str:
    return base64.urlsafe_b64encode(f"r{place}".encode()).decode().rstrip("=")


def _place(cursor: str) -> int:
    try:
        text = base64.urlsafe_b64decode(cursor.encode("ascii") + b"=" * (-len(cursor) % 4)).decode("ascii")
        place = int(text[1:]) if text[:1] == "r" and text[1:].isdecimal() else -1
    except ValueError:
        place = -1
    if not 0 <= place <= MOST_ROWS:
        raise CursorRefused(
            "The cursor was not given by a page of this job.", remedy="Begin without a cursor."
        )
    return place
