"""Whether the service lives and whether it can work."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response
from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from data_contracts.errors import ErmineError
from serving.api import examples
from serving.api.guard import parts_of
from serving.api.parts import AppParts
from serving.store.engine import reading
from serving.store.migrate import check_migrated
from serving.store.runs import latest_run_row
from serving.store.score_job_tables import score_jobs

router = APIRouter(tags=["health"])


@dataclass(frozen=True)
class Liveness:
    """The process answers."""

    status: Literal["ok"]
    version: str


@dataclass(frozen=True)
class Readiness:
    """`ready`, `degraded` (works, but a part is not as it should be) or `not_ready` (503), and why in words."""

    status: Literal["ready", "degraded", "not_ready"]
    store: str
    model: str
    run: str
    registry: str
    feedback: str


@router.get("/healthz")
def healthz(request: Request) -> Liveness:
    """The process lives; says nothing about its parts."""
    return Liveness("ok", parts_of(request).version)


@router.get(
    "/readyz",
    responses={
        200: {"content": {"application/json": {"example": examples.READINESS}}},
        503: {"model": Readiness, "description": "The store does not answer or has other tables."},
    },
)
def readyz(request: Request, response: Response) -> Readiness:
    """Whether requests can be answered, and what is missing if not."""
    found, well = readiness(parts_of(request))
    if not well:
        response.status_code = 503
    return found


def readiness(parts: AppParts) -> tuple[Readiness, bool]:
    """How each part is, and whether requests can be answered."""
    store, run = _store(parts)
    ok, model = _model(parts)
    registry, feedback = parts.registry(), parts.feedback()
    said = (store, model, run, registry.said, feedback.said)
    if store != "ok":
        return Readiness("not_ready", *said), False
    return Readiness("ready" if ok and registry.ok and feedback.ok else "degraded", *said), True


def state_of(parts: AppParts) -> dict[str, float]:
    """The same as numbers, for those who watch."""
    _, well = readiness(parts)
    state = {
        "ermine_store_up": float(well),
        "ermine_champion_version": 0.0,
        "ermine_champion_refused": float(bool(parts.model_problem())),
        "ermine_registry_age_seconds": parts.registry_age(),
        "ermine_feedback_up": float(parts.feedback().ok),
    }
    with suppress(ErmineError):
        champion = parts.champion()
        state["ermine_champion_version"] = float(champion.version) if champion else 0.0
    if well:
        with reading(parts.engine) as conn:
            row = latest_run_row(conn)
            waiting = select(func.count()).select_from(score_jobs).where(score_jobs.c.finished_at.is_(None))
            state["ermine_jobs_unfinished"] = float(conn.execute(waiting).scalar_one())
        with suppress(ErmineError):
            state["ermine_run_age_days"] = -1.0 if row is None else float((parts.today() - row["as_of"]).days)
    return state


def _store(parts: AppParts) -> tuple[str, str]:
    try:
        with reading(parts.engine) as conn:
            check_migrated(conn)
            row = latest_run_row(conn)
    except ErmineError as error:
        return error.message, "unknown"
    except SQLAlchemyError:
        return "the database does not answer", "unknown"
    return "ok", "none yet" if row is None else str(row["run_id"])


def _model(parts: AppParts) -> tuple[bool, str]:
    try:
        champion = parts.champion()
    except ErmineError as error:
        return False, error.message
    said = "none yet: cold start" if champion is None else f"{champion.name} version {champion.version}"
    if problem := parts.model_problem():
        return False, f"{said}; the file that lies there now is refused: {problem}"
    return True, said
