"""Decide about a line of one's list and log what came of it: each once, by whoever holds the line."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request
from pydantic import BaseModel, ConfigDict, Field, StrictBool
from sqlalchemy import Connection
from starlette.responses import JSONResponse

from serving.access.roles import Principal
from serving.api import outreach_examples
from serving.api.documentation import answers
from serving.api.guard import ErManagerKey, parts_of
from serving.api.idempotency import once, once_only
from serving.api.outreach import er_manager_id_of
from serving.api.parts import AppParts
from serving.api.score_request import Text
from serving.outreach.states import DismissReason, Standing, State
from serving.outreach.workflow import Act, Action, Decision, decide, log_outcome
from serving.relationship.contacts import Changed, ContactKind, Logged, Tag

router = APIRouter(prefix="/v1/outreach", tags=["outreach"])

ItemId = Annotated[str, Path(min_length=1, max_length=64, pattern=r"^[^\x00]+$")]
Version = Annotated[int, Field(ge=0, le=1_000_000, strict=True)]
Words = Annotated[Text, Field(max_length=500, pattern=r"^[^\x00]*$")]
Note = Annotated[Text, Field(max_length=4000, pattern=r"^[^\x00]*$")]


class SentDecision(BaseModel):
    """What is to become of a line; `version` is the one that was read.

    `dismiss` needs a `reason` (with `words` for "other"), `reschedule` a day `due`, `hand_over` the id `to`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    decision: Action
    version: Version
    reason: DismissReason | None = None
    words: Words = ""
    due: date | None = None
    to: Annotated[Text, Field(max_length=200, pattern=r"^[^\x00]+$")] | None = None


class SentContact(BaseModel):
    """What is logged of a contact of today: what was discussed and changed, the next step with its day.

    `note` is private to you unless `share_note`; the person may ask to see it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: ContactKind
    tags: Annotated[tuple[Tag, ...], Field(max_length=12)] = ()
    changed: Annotated[tuple[Changed, ...], Field(max_length=12)] = ()
    next_step: Words = ""
    next_on: date | None = None
    note: Note = ""
    share_note: StrictBool = False
    kept: Annotated[tuple[Annotated[str, Field(pattern=r"^[0-9a-f]{24}$")], ...], Field(max_length=50)] = ()
    asked_for: StrictBool = False

    def logged(self) -> Logged:
        """The same for the relationship record."""
        return Logged(**{name: getattr(self, name) for name in Logged.__dataclass_fields__})


class SentOutcome(SentContact):
    """A contact that answers a line; `version` is the one that was read."""

    version: Version


@dataclass(frozen=True)
class LineState:
    """Where the line stands now; the next decision names `version`. It says nothing about the person."""

    item_id: str
    state: State
    version: int
    due: date
    overdue: bool


@router.post(
    "/{item_id}/decision",
    response_model=LineState,
    **once_only,
    **answers(outreach_examples.LINE_STATE, 400, 404, 409),
)
def post_decision(
    request: Request,
    caller: ErManagerKey,
    item_id: ItemId,
    sent: Annotated[SentDecision, Body(openapi_examples=outreach_examples.DECISIONS)],
) -> JSONResponse:
    """Accept, dismiss with a reason, reschedule, hand over, or take back your last decision of today.

    409 says why a line cannot be decided any more: it changed meanwhile, ran out, or was withdrawn.
    """
    parts = parts_of(request)
    decision = Decision(sent.decision, sent.version, sent.reason, sent.words, sent.due, sent.to)

    def act(conn: Connection) -> LineState:
        return _state(item_id, decide(conn, act_of(parts, caller), item_id, decision))

    return once(request, caller, parts, 200, act)


@router.post(
    "/{item_id}/outcome",
    response_model=LineState,
    **once_only,
    **answers(outreach_examples.LINE_STATE, 400, 404, 409),
)
def post_outcome(
    request: Request,
    caller: ErManagerKey,
    item_id: ItemId,
    sent: Annotated[SentOutcome, Body(openapi_examples=outreach_examples.OUTCOMES)],
) -> JSONResponse:
    """Log the contact that answers the line; its next step comes back to your list on its day."""
    parts = parts_of(request)

    def act(conn: Connection) -> LineState:
        found = log_outcome(conn, act_of(parts, caller), item_id, sent.version, sent.logged())
        return _state(item_id, found)

    return once(request, caller, parts, 200, act)


def act_of(parts: AppParts, caller: Principal) -> Act:
    """Who acts, and when."""
    return Act(caller, er_manager_id_of(caller), parts.today(), parts.clock(), parts.audit)


def _state(item_id: str, standing: Standing) -> LineState:
    return LineState(item_id, standing.state, standing.version, standing.due, standing.overdue)
