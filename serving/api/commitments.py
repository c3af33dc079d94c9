""" "You said, we did": what was promised in return for what a released round said of a unit."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt, StringConstraints
from sqlalchemy import Connection
from starlette.responses import Response

from serving.api import insight_examples as examples
from serving.api.documentation import answers
from serving.api.guard import parts_of
from serving.api.idempotency import once, once_only
from serving.api.insights import InsightKey
from serving.insight.commitments import (
    MAX_OWNER,
    MAX_WHAT,
    Commitment,
    Promise,
    mark_done,
    record_commitment,
    visible_commitments,
)
from serving.insight.units import visible_unit
from serving.store.engine import reading

router = APIRouter(prefix="/v1/commitments", tags=["insights"])

Words = Annotated[str, StringConstraints(min_length=1, max_length=MAX_WHAT, strip_whitespace=True)]
Id = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[^\x00]+$")]


class NewCommitment(BaseModel):
    """A promise about one measure (or `topic:<id>`) that was published of a unit; employees will read it."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "unit_id": "U10",
                    "measure": "topic:workload",
                    "what": "A second shift from September on.",
                    "owner": "Head of the plant",
                    "due": "2026-09-30",
                }
            ]
        },
    )

    unit_id: Annotated[str, Field(min_length=1, max_length=256)]
    measure: Annotated[str, Field(min_length=1, max_length=96)]
    what: Words
    owner: Annotated[str, StringConstraints(min_length=1, max_length=MAX_OWNER, strip_whitespace=True)]
    due: date


class Done(BaseModel):
    """The version of the commitment that you have seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", json_schema_extra={"examples": [{"version": 1}]})

    version: Annotated[StrictInt, Field(ge=1)]


@dataclass(frozen=True)
class Commitments:
    """Commitments about units of the caller's population, the newest first."""

    commitments: tuple[Commitment, ...]


@router.get("", **answers(examples.COMMITMENTS, 404))
def get_commitments(
    request: Request,
    caller: InsightKey,
    unit: Annotated[str | None, Query(min_length=1, max_length=256, pattern=r"^[^\x00]+$")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Commitments:
    """What was promised about your units, or about one of them."""
    with reading(parts_of(request).engine) as conn:
        return Commitments(visible_commitments(conn, caller, unit)[:limit])


@router.post(
    "",
    status_code=201,
    response_model=Commitment,
    **once_only,
    **answers(examples.COMMITMENT, 400, 404, 409, success=201),
)
def post_commitment(request: Request, caller: InsightKey, sent: NewCommitment) -> Response:
    """Promise something in return; employees see it on the feedback pages."""
    parts = parts_of(request)

    def act(conn: Connection) -> Commitment:
        unit = visible_unit(conn, caller, sent.unit_id)
        promise = Promise(sent.measure, sent.what, sent.owner, sent.due)
        made = record_commitment(conn, unit, parts.releases(), promise, parts.today())
        parts.audit.record(
            conn, caller, "commitment.recorded", commitment=made.commitment_id, unit=unit.unit_id
        )
        return made

    reply = once(request, caller, parts, 201, act)
    parts.commitments_changed()
    return reply


@router.post(
    "/{commitment_id}/done",
    response_model=Commitment,
    **once_only,
    **answers(examples.COMMITMENT, 400, 404, 409),
)
def post_done(request: Request, caller: InsightKey, commitment_id: Id, sent: Done) -> Response:
    """Say that a commitment has been kept."""
    parts = parts_of(request)

    def act(conn: Connection) -> Commitment:
        kept = mark_done(conn, caller, commitment_id, sent.version, parts.today())
        parts.audit.record(conn, caller, "commitment.kept", commitment=commitment_id)
        return kept

    reply = once(request, caller, parts, 200, act)
    parts.commitments_changed()
    return reply
