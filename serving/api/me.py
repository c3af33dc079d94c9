"""What an employee may ask and do about their own data, with a key that stands for them."""

from typing import Annotated

from fastapi import APIRouter, Body, Depends, Request
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import Connection
from starlette.responses import Response

from serving.access.roles import Principal, Role
from serving.api import subject_examples as examples
from serving.api.documentation import answers
from serving.api.guard import Requires, parts_of
from serving.api.idempotency import once, once_only
from serving.api.score_request import Text
from serving.outreach.workflow import withdraw_person
from serving.store.engine import reading
from serving.subjects.answer import SubjectAnswer, answer_for
from serving.subjects.contests import MAX_TEXT
from serving.subjects.doing import Contested, Objected, contest, objection
from serving.subjects.links import person_of
from serving.subjects.objections import OBJECTED

router = APIRouter(prefix="/v1/me", tags=["subjects"])

EmployeeKey = Annotated[Principal, Depends(Requires(Role.EMPLOYEE))]


class ContestRequest(BaseModel):
    """What is wrong, in the person's own words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: Annotated[Text, Field(min_length=1, max_length=MAX_TEXT)]


@router.get("", **answers(examples.SUBJECT, 404))
def get_me(request: Request, caller: EmployeeKey) -> SubjectAnswer:
    """What is held about you, who looked, and why you were on a list."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        mine = answer_for(conn, parts.audit.keys, person_of(conn, caller), parts.subjects)
    parts.audit.seen(parts.engine, caller, "me.viewed", subject=mine.employee_id, door="api")
    return mine


@router.post(
    "/contest",
    status_code=201,
    response_model=Contested,
    **answers(examples.CONTESTED, 404, 409, success=201),
    **once_only,
)
def post_contest(
    request: Request,
    caller: EmployeeKey,
    wanted: Annotated[ContestRequest, Body(examples=[examples.CONTEST])],
) -> Response:
    """Say that a line about you is wrong: it is suspended at once, and a person answers by the day given."""
    parts = parts_of(request)

    def act(conn: Connection) -> Contested:
        me = person_of(conn, caller)
        return contest(conn, parts.audit, caller, me, wanted.about, parts.today(), parts.subjects.answer_days)

    return once(request, caller, parts, 201, act)


@router.post("/object", response_model=Objected, **answers({"objected": True}, 404, 409), **once_only)
def post_object(request: Request, caller: EmployeeKey) -> Response:
    """Object to being scored and listed: it holds at once and for good, and what was worked out is removed."""
    parts = parts_of(request)

    def act(conn: Connection) -> Objected:
        me = person_of(conn, caller)
        withdraw_person(conn, me, OBJECTED, parts.today())
        return objection(conn, parts.audit, caller, me, parts.clock())

    return once(request, caller, parts, 200, act)
