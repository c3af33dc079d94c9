"""Requests to promote a version or to roll back; the command line gates, signs and carries them out."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from serving.api import model_examples as examples
from serving.api.documentation import answers
from serving.api.guard import DataScientistKey, parts_of
from serving.api.idempotency import once, once_only
from serving.store.engine import reading
from serving.versions.requests import (
    ACTIONS,
    MAX_REASON,
    Kind,
    ModelRequest,
    Wanted,
    file_request,
    newest_requests,
)

router = APIRouter(prefix="/v1/models/promotion-requests", tags=["models"])

Reason = Annotated[str, StringConstraints(min_length=1, max_length=MAX_REASON, strip_whitespace=True)]


class NewModelRequest(BaseModel):
    """What should be done and why; `version` is the one to promote and absent for a rollback."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "kind": "promotion",
                    "version": 4,
                    "reason": "Better calibrated since the spring; same inputs.",
                }
            ]
        },
    )

    kind: Kind
    version: Annotated[StrictInt, Field(ge=1, le=2**31 - 1)] | None = None
    reason: Reason


@dataclass(frozen=True)
class ModelRequests:
    """Requests in any state, the newest first."""

    requests: tuple[ModelRequest, ...]


@router.get("", **answers(examples.MODEL_REQUESTS))
def get_model_requests(
    request: Request, caller: DataScientistKey, limit: Annotated[int, Query(ge=1, le=200)] = 100
) -> ModelRequests:
    """What was asked for, and what became of it."""
    with reading(parts_of(request).engine) as conn:
        return ModelRequests(newest_requests(conn, limit))


@router.post(
    "",
    status_code=201,
    response_model=ModelRequest,
    **once_only,
    **answers(examples.MODEL_REQUEST, 400, 404, 409, success=201),
)
def post_model_request(request: Request, caller: DataScientistKey, sent: NewModelRequest) -> Response:
    """Ask for a promotion or a rollback; nothing that serves changes until somebody with the key carries it out."""
    parts = parts_of(request)

    def act(conn: Connection) -> ModelRequest:
        wanted = Wanted(sent.kind, sent.version, sent.reason)
        made = file_request(conn, wanted, parts.champion(), parts.versions(), caller, parts.clock())
        parts.audit.record(
            conn, caller, ACTIONS[made.kind], request=made.request_id, model=made.model, version=made.version
        )
        return made

    return once(request, caller, parts, 201, act)
