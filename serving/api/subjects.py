"""What the privacy officer answers to people, and the contests that wait for an answer."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from serving.api import subject_examples as examples
from serving.api.audit import DpoKey
from serving.api.documentation import answers
from serving.api.guard import parts_of
from serving.api.idempotency import once, once_only
from serving.api.score_request import Text
from serving.store.engine import reading
from serving.subjects.answer import SubjectAnswer, answer_for
from serving.subjects.contests import MAX_TEXT, Contest, Outcome, to_answer
from serving.subjects.doing import answer

router = APIRouter(prefix="/v1", tags=["subjects"])


@dataclass(frozen=True)
class OpenContests:
    """The contests that wait, those due first first; at most 200."""

    contests: tuple[Contest, ...]


class AnswerRequest(BaseModel):
    """What a person decided, and what the employee is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    outcome: Outcome
    answer: Annotated[Text, Field(min_length=1, max_length=MAX_TEXT)]


@router.get("/subjects/{employee_id:path}", **answers(examples.SUBJECT, 404))
def get_subject(
    request: Request,
    caller: DpoKey,
    employee_id: Annotated[str, Path(min_length=1, max_length=200, pattern=r"^[^\x00]+$")],
) -> SubjectAnswer:
    """What is held about a person, who looked, and why they were on a list."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        found = answer_for(conn, parts.audit.keys, employee_id, parts.subjects)
    parts.audit.seen(parts.engine, caller, "subject.viewed", subject=employee_id, door="api")
    return found


@router.get("/contests", **answers({"contests": [examples.OPEN_CONTEST]}))
def get_contests(request: Request, caller: DpoKey) -> OpenContests:
    """The contests that a person must answer."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        found = to_answer(conn)
    people = [contest.employee_id for contest in found]
    parts.audit.seen(parts.engine, caller, "contests.viewed", subjects=people, people=len(people), door="api")
    return OpenContests(found)


@router.post(
    "/contests/{contest_id}/answer",
    response_model=Contest,
    **answers(examples.ANSWERED_CONTEST, 404, 409),
    **once_only,
)
def post_answer(
    request: Request,
    caller: DpoKey,
    contest_id: Annotated[str, Path(min_length=1, max_length=32, pattern=r"^[0-9a-f]+$")],
    wanted: Annotated[AnswerRequest, Body(examples=[examples.ANSWER])],
) -> Response:
    """Answer a contest: upheld, the lines of its run stay away; rejected, they come back."""
    parts = parts_of(request)

    def act(conn: Connection) -> Contest:
        return answer(conn, parts.audit, caller, contest_id, wanted.outcome, wanted.answer, parts.clock())

    return once(request, caller, parts, 200, act)
