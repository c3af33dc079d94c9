"""Serious concerns, for the people who handle them and for nobody else.

An act names the version that was seen, so that repeating it does nothing twice: it needs no `Idempotency-Key`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from data_contracts.errors import InputRefused, Unavailable
from serving.access.roles import Principal, Role
from serving.api import concern_examples as examples
from serving.api.documentation import answers
from serving.api.guard import Requires, parts_of
from serving.feedback.concerns.acts import MAX_MESSAGE
from serving.feedback.concerns.desk import Desk
from serving.feedback.concerns.opening import OpenConcern
from serving.feedback.concerns.queue import Concern

router = APIRouter(prefix="/v1/concerns", tags=["concerns"])

HandlerKey = Annotated[Principal, Depends(Requires(Role.CONCERN_HANDLER))]
ConcernId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
CASE_REF = r"^[A-Za-z0-9][A-Za-z0-9._/-]{0,63}$"
"""A reference, not a story: what happened stays in the case system."""


class NoDesk(Unavailable):
    """This service was started without the store of concerns."""


class ActRefused(InputRefused):
    """An answer needs its message, a hand-over its case_ref, and nothing else has either."""


@dataclass(frozen=True)
class Queue:
    """Your open concerns, those that are due first, and how many comments wait on the not-assessed list."""

    concerns: tuple[Concern, ...]
    not_assessed: int


@dataclass(frozen=True)
class NotAssessed:
    """Comments that no program could judge, with their words: take each up as a concern or dismiss it."""

    comments: tuple[OpenConcern, ...]


class ConcernAct(BaseModel):
    """What to do with a concern, in the version that you saw."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_extra={
            "examples": [
                {"act": "answer", "version": 2, "message": "Thank you. May I ask in which building?"}
            ]
        },
    )

    act: Literal["acknowledge", "answer", "hand_over", "close", "recuse", "take_up", "dismiss"]
    version: Annotated[StrictInt, Field(ge=1, le=1_000_000)]
    message: Annotated[str, Field(min_length=1, max_length=MAX_MESSAGE)] | None = None
    case_ref: Annotated[str, Field(pattern=CASE_REF)] | None = None


class ConcernActed(BaseModel):
    """What was done; the concern has a new version now, and after a recusal it is not yours any more."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    concern_id: str
    act: str


@router.get("", **answers(examples.QUEUE))
def get_queue(request: Request, caller: HandlerKey) -> Queue:
    """Your open concerns, those that are due first; nothing that is sealed is in it."""
    desk = desk_of(request)
    return Queue(desk.queue(caller), desk.waiting(caller))


@router.get("/not-assessed", **answers(examples.NOT_ASSESSED))
def get_not_assessed(request: Request, caller: HandlerKey) -> NotAssessed:
    """Comments that no program could judge: another language, garbled, or a word or two."""
    return NotAssessed(desk_of(request).not_assessed(caller))


@router.get("/{concern_id}", **answers(examples.CONCERN, 404))
def get_concern(request: Request, caller: HandlerKey, concern_id: ConcernId) -> OpenConcern:
    """A concern with its words and messages; somebody else's is answered like an unknown one."""
    return desk_of(request).open(caller, concern_id)


@router.post("/{concern_id}", **answers(examples.ACTED, 404, 409))
def act_on_concern(
    request: Request, caller: HandlerKey, concern_id: ConcernId, sent: ConcernAct
) -> ConcernActed:
    """Acknowledge, answer, hand over, close, step back from, take up or dismiss; 409 if it changed since you looked."""
    desk = desk_of(request)
    if (sent.act == "answer") != (sent.message is not None) or (sent.act == "hand_over") != (
        sent.case_ref is not None
    ):
        raise ActRefused(
            "An answer needs its message, a hand-over its case_ref, and nothing else has either."
        )
    told = sent.message or sent.case_ref
    does: Callable[..., None] = getattr(desk, sent.act)
    does(caller, concern_id, sent.version, *([told] if told is not None else []))
    return ConcernActed(concern_id=concern_id, act=sent.act)


def desk_of(request: Request) -> Desk:
    """The desk of this service; raises `NoDesk`."""
    desk = parts_of(request).concerns
    if desk is None:
        raise NoDesk("This service was started without the store of concerns.", remedy="Use `ermine serve`.")
    return desk
