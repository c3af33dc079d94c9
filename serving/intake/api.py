"""`POST /v1/feedback`: an answer as JSON, for whoever builds a page of their own."""

from typing import Annotated

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt
from starlette.requests import Request

from serving.api.problems import FieldProblem, Problem, ProblemResponse
from serving.feedback.concerns.raising import MAX_WHERE
from serving.feedback.submission import MAX_TEXT, Submission
from serving.intake.parts import IntakeParts
from serving.intake.sent import Sent, Told
from serving.intake.taking import TOKEN, take


class Feedback(BaseModel):
    """An answer with its token; each part of it may be left out, not all.

    With `serious` the text goes sealed to a trained person and is no comment; the last three say what they may know.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    round: Annotated[str, Field(min_length=1, max_length=64)]
    token: Annotated[str, Field(pattern=TOKEN)]
    scores: Annotated[dict[str, StrictInt], Field(max_length=20)] = {}
    text: Annotated[str, Field(max_length=MAX_TEXT)] = ""
    may_quote: StrictBool = False
    serious: StrictBool = False
    keep_names: StrictBool = False
    where: Annotated[str, Field(max_length=MAX_WHERE)] = ""
    second: StrictBool = False


class Taken(BaseModel):
    """The reply to every answer that is well formed: it never says whether the token was unused."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    counts: str = "only if this token was unused"
    receipt: str


def feedback_router(parts: IntakeParts) -> APIRouter:
    """The route, and nothing else under `/v1`."""
    router = APIRouter()

    @router.post("/v1/feedback", status_code=202)
    def feedback(sent: Feedback) -> Taken:
        """Take an answer; 409 once the round is closed, 422 where it cannot be an answer."""
        submission = Submission(sent.scores, sent.text, sent.may_quote)
        told = Told(sent.where.strip(), sent.keep_names, sent.second)
        answer = Sent.of(submission, told, serious=sent.serious)
        return Taken(receipt=take(parts, sent.round, sent.token, answer))

    return router


def refuse_without_repeating(app: FastAPI) -> None:
    """Answer malformed requests by the names of our own fields; a name of the sender's could be a message."""

    def refuse(_request: Request, error: Exception) -> ProblemResponse:
        found = error.errors() if isinstance(error, RequestValidationError) else []
        fields = sorted({_known(item["loc"]) for item in found})
        problems = tuple(
            FieldProblem(field=name, problem="is missing or not as it should be") for name in fields
        )
        title = "The request is malformed."
        return ProblemResponse(
            Problem(
                type="urn:ermine:malformed-request",
                title=title,
                status=422,
                detail=title,
                remedy="Send round, token, and of scores, text and the ticks what there is.",
                errors=problems,
            )
        )

    app.add_exception_handler(RequestValidationError, refuse)


def _known(loc: tuple[object, ...]) -> str:
    name = loc[1] if len(loc) > 1 else None
    return f"body.{name}" if name in Feedback.model_fields else "body"
