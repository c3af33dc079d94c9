"""Feedback rounds: the ER lead opens, closes and releases them; an administrator takes the links, once."""

import json
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt
from sqlalchemy import Connection
from starlette.responses import Response

from sentiment.release.floors import Floor, Floors
from serving.access.roles import Principal, Role
from serving.api import insight_examples as examples
from serving.api.documentation import answers
from serving.api.guard import Requires, parts_of
from serving.api.idempotency import once, once_only
from serving.feedback.desk import (
    NAME,
    RoundView,
    desk_given,
    may_step,
    open_at_desk,
    raise_floors_at_desk,
    round_seen,
    rounds_seen,
)
from serving.feedback.handing_out import hand_out, links_headers
from serving.feedback.rounds import FLOORS
from serving.feedback.steps import Step, StepName, ask_step
from serving.store.engine import writing

router = APIRouter(prefix="/v1/rounds", tags=["rounds"])

LeadKey = Annotated[Principal, Depends(Requires(Role.ER_LEAD))]
AdminKey = Annotated[Principal, Depends(Requires(Role.ADMIN))]
RoundId = Annotated[str, Path(pattern=f"^{NAME}$")]
Id = Annotated[str, Field(min_length=1, max_length=256)]


class NewRound(BaseModel):
    """A round to open; no units are all units, no questions all questions of the policy."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [{"round_id": "autumn-2026", "units": ["U10", "U11"], "questions": []}]
        },
    )

    round_id: Annotated[str, Field(pattern=f"^{NAME}$")]
    units: Annotated[tuple[Id, ...], Field(max_length=1000)] = ()
    questions: Annotated[tuple[Id, ...], Field(max_length=20)] = ()


class FloorOf(BaseModel):
    """From how many respondents on a group is shown, and how many must be left when shown parts are subtracted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    group: Annotated[StrictInt, Field(ge=1, le=100_000)]
    remainder: Annotated[StrictInt, Field(ge=1, le=100_000)]


class NewFloors(BaseModel):
    """The floors of a round: each as it is, or higher."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "scores": {"group": 8, "remainder": 8},
                    "enps": {"group": 30, "remainder": 10},
                    "comments": {"group": 10, "remainder": 10},
                    "topic_writers": {"group": 5, "remainder": 5},
                    "quotes_eligible": 50,
                }
            ]
        },
    )

    scores: FloorOf
    enps: FloorOf
    comments: FloorOf
    topic_writers: FloorOf
    quotes_eligible: Annotated[StrictInt, Field(ge=1, le=100_000)]


@dataclass(frozen=True)
class Rounds:
    """Every round, the newest first."""

    rounds: tuple[RoundView, ...]


@dataclass(frozen=True)
class RoundFloors:
    """The floors that a round has now."""

    round_id: str
    floors: Floors


@router.get("", **answers(examples.ROUNDS))
def get_rounds(request: Request, caller: LeadKey, limit: Annotated[int, Query(ge=1, le=200)] = 100) -> Rounds:
    """All rounds: state, how many were asked, and, once that is safe, how many have answered."""
    parts = parts_of(request)
    with writing(parts.engine) as conn:
        return Rounds(rounds_seen(desk_given(parts.desk), conn, parts.clock().date())[:limit])


@router.post(
    "",
    status_code=201,
    response_model=RoundView,
    **once_only,
    **answers(examples.ROUND, 400, 404, 409, success=201),
)
def post_round(request: Request, caller: LeadKey, sent: NewRound) -> Response:
    """Open a round: who may answer, under which group, and from how many on something is shown is frozen now."""
    parts = parts_of(request)
    desk = desk_given(parts.desk)

    def act(conn: Connection) -> RoundView:
        parts.audit.record(conn, caller, "round.opened", round=sent.round_id, units=len(sent.units))
        open_at_desk(desk, sent.round_id, sent.units, sent.questions, parts.today())
        return round_seen(desk, conn, sent.round_id, parts.clock().date())

    return once(request, caller, parts, 201, act)


@router.get("/{round_id}", **answers(examples.ROUND, 404))
def get_round(request: Request, caller: LeadKey, round_id: RoundId) -> RoundView:
    """One round, and how far a step of it has come."""
    parts = parts_of(request)
    with writing(parts.engine) as conn:
        return round_seen(desk_given(parts.desk), conn, round_id, parts.clock().date())


@router.post(
    "/{round_id}/close",
    status_code=202,
    response_model=Step,
    **once_only,
    **answers(examples.STEP, 400, 404, 409, success=202),
)
def post_close(request: Request, caller: LeadKey, round_id: RoundId) -> Response:
    """Ask that a round be closed: another process takes no more answers, reads the comments and shuffles everything."""
    return _ask(request, caller, round_id, "close")


@router.post(
    "/{round_id}/release",
    status_code=202,
    response_model=Step,
    **once_only,
    **answers(examples.STEP, 400, 404, 409, success=202),
)
def post_release(request: Request, caller: LeadKey, round_id: RoundId) -> Response:
    """Ask that a closed round be released: once, through the gate and past an independent audit."""
    return _ask(request, caller, round_id, "release")


@router.put(
    "/{round_id}/floors",
    response_model=RoundFloors,
    **once_only,
    **answers(examples.ROUND_FLOORS, 400, 404, 409),
)
def put_floors(request: Request, caller: LeadKey, round_id: RoundId, sent: NewFloors) -> Response:
    """Raise the floors of a round; 409 where one of them would fall."""
    parts = parts_of(request)
    floors = Floors(
        **{name: Floor(**getattr(sent, name).model_dump()) for name in FLOORS},
        quotes_eligible=sent.quotes_eligible,
    )

    def act(conn: Connection) -> RoundFloors:
        parts.audit.record(conn, caller, "round.floors_raised", round=round_id)
        return RoundFloors(round_id, raise_floors_at_desk(desk_given(parts.desk), round_id, floors).floors)

    return once(request, caller, parts, 200, act)


_CSV: dict[int | str, dict[str, Any]] = {
    200: {"description": "The links.", "content": {"text/csv": {"example": examples.LINKS}}}
}


@router.get(
    "/{round_id}/tokens",
    response_class=Response,
    responses={**answers({}, 404, 409)["responses"], **_CSV},
)
def get_tokens(
    request: Request,
    caller: AdminKey,
    round_id: RoundId,
    base_url: Annotated[str, Query(max_length=300, pattern=r"^(https?://[^\s\x00]+)?$")] = "",
) -> Response:
    """The links of a round as CSV (group, link): once, then nobody can have them again (409)."""
    parts = parts_of(request)
    desk = desk_given(parts.desk)
    text = hand_out(desk, parts.engine, parts.audit, caller, round_id, base_url)
    return Response(text, headers=links_headers(round_id))


def _ask(request: Request, caller: Principal, round_id: str, step: StepName) -> Response:
    parts = parts_of(request)
    desk = desk_given(parts.desk)

    def act(conn: Connection) -> Step:
        may_step(desk, round_id, step)
        parts.audit.record(conn, caller, f"round.{step}_asked", round=round_id)
        return ask_step(conn, round_id, step, caller.key_id, parts.clock())

    reply = once(request, caller, parts, 202, act)
    desk.start(json.loads(bytes(reply.body))["step_id"])  # after the transaction, so that it is found
    return reply
