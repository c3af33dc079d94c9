"""The team as the ER lead sees it: figures by ER manager, reassignment, and the lists under another policy."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import JSONResponse

from data_contracts.errors import NotFound
from serving.api import team_examples
from serving.api.documentation import answers
from serving.api.guard import ErLeadKey, parts_of
from serving.api.idempotency import once, once_only
from serving.api.score_request import Text
from serving.outreach.preview import PolicyPreview
from serving.outreach.team import Handover, Team, reassign, team
from serving.store.engine import reading

router = APIRouter(prefix="/v1", tags=["team"])

Id = Annotated[Text, Field(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]


class SentReassignment(BaseModel):
    """From `valid_from` on `to` looks after a unit with all below it, or one person."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [
                {
                    "to": "ER-2",
                    "unit_id": "U10",
                    "valid_from": "2026-07-06",
                    "note": "Jo is on leave until October.",
                }
            ]
        },
    )

    to: Id
    unit_id: Id | None = None
    employee_id: Id | None = None
    valid_from: date
    note: Annotated[Text, Field(max_length=2000, pattern=r"^[^\x00]*$")] = ""


@dataclass(frozen=True)
class Reassigned:
    """The reassignment as it was written down; the next run obeys it."""

    to: str
    valid_from: date


@router.get("/team", **answers(team_examples.TEAM, 404))
def get_team(request: Request, caller: ErLeadKey) -> Team:
    """Hours, coverage, what became of suggestions, handovers and goals; nobody who is looked after is named."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        found = team(conn, parts.today())
    parts.audit.seen(parts.engine, caller, "team.viewed", run=found.run.run_id, door="api")
    return found


@router.post(
    "/team/reassignments",
    response_model=Reassigned,
    **once_only,
    **answers(team_examples.REASSIGNED, 400, 404, 409),
)
def post_reassignment(
    request: Request, caller: ErLeadKey, sent: Annotated[SentReassignment, Body()]
) -> JSONResponse:
    """Let another ER manager look after a unit or a person from a day to come."""
    parts = parts_of(request)
    handover = Handover(sent.to, sent.unit_id, sent.employee_id, sent.valid_from, sent.note)

    def act(conn: Connection) -> Reassigned:
        reassign(conn, parts.audit, caller, handover, parts.today(), parts.clock())
        return Reassigned(sent.to, sent.valid_from)

    return once(request, caller, parts, 200, act)


@router.get("/policy/preview", **answers(team_examples.PREVIEW, 404))
def get_preview(request: Request, caller: ErLeadKey) -> PolicyPreview:
    """What the lists would be under another policy, as `ermine policy preview` worked it out last."""
    found = parts_of(request).lead.preview()
    if found is None:
        raise NotFound("No policy has been previewed yet.", remedy="Run `ermine policy preview FILE`.")
    return found
