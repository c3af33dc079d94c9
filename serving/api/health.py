"""Whether the service lives and whether it can work."""

from dataclasses import dataclass
from typing import Literal

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from data_contracts.errors import ErmineError
from serving.api import examples
from serving.api.guard import parts_of
from serving.api.parts import AppParts
from serving.store.engine import reading
from serving.store.migrate import check_migrated
from serving.store.runs import latest_run_row

router = APIRouter(tags=["health"])


@dataclass(frozen=True)
class Liveness:
    """The process answers."""

    status: Literal["ok"]
    version: str


@dataclass(frozen=True)
class Readiness:
    """`ready`, `degraded` (lists are read, scores are not given) or `not_ready` (503), and why in words."""

    status: Literal["ready", "degraded", "not_ready"]
    store: str
    model: str
    run: str


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
    parts = parts_of(request)
    store, run = _store(parts)
    ok, model = _model(parts)
    if store != "ok":
        response.status_code = 503
        return Readiness("not_ready", store, model, run)
    return Readiness("ready" if ok else "degraded", store, model, run)


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
    return True, "none yet: cold start" if champion is None else f"{champion.name} version {champion.version}"
