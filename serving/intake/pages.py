"""The pages of feedback: the questions of a round, the receipt, the promise, and what to say on an error."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from sentiment.release.answers import SCALES, Question
from serving.api.problems import PageError
from serving.feedback.concerns.raising import MAX_WHERE
from serving.feedback.replies import published_replies
from serving.feedback.rounds import SMALLEST_GROUP
from serving.feedback.submission import MAX_TEXT
from serving.intake.form import QUESTION, sent_form
from serving.intake.parts import IntakeParts
from serving.intake.promise import load_promise
from serving.intake.sent import Sent
from serving.intake.taking import TOKEN, open_round, take
from serving.intake.threads import Show, add_threads
from serving.pages.assets import asset_url, assets_router
from serving.store.engine import reading

Token = Annotated[str, Path(pattern=TOKEN)]

_ENDS = {"enps": ("not at all likely", "extremely likely"), "scale": ("not at all true", "fully true")}
_HEADINGS = {
    404: "There is nothing under this address",
    409: "This round is closed",
    422: "That could not be taken",
    503: "The feedback pages cannot answer just now",
}


def pages_router(parts: IntakeParts) -> APIRouter:
    """Every page for people who give feedback. Opening a page touches no token: mail programs open links too."""
    router = APIRouter(include_in_schema=False)
    show = _shower(parts)
    _add_round(router, parts, show)
    add_threads(router, parts, show)

    @router.get("/")
    def start() -> Response:
        """Somebody came without a link."""
        with reading(parts.engine) as conn:
            replies = published_replies(conn)
        return show("start.html", replies=replies)

    @router.get("/promise")
    def promise() -> Response:
        """What is promised to everybody who answers."""
        return show("promise.html", promise=load_promise())

    @router.get("/healthz", include_in_schema=False)
    def healthz() -> dict[str, str]:
        """The process answers."""
        return {"status": "ok"}

    router.include_router(assets_router())
    return router


def page_error(parts: IntakeParts) -> PageError:
    """Renders an error as a page, with the help lines: who came here may need them."""
    show = _shower(parts)

    def answer(_request: Request, status: int, title: str, detail: str) -> Response:
        heading = _HEADINGS.get(status, "Something went wrong on our side")
        return show("notice.html", status=status, heading=heading, detail=detail or title)

    return answer


def _add_round(router: APIRouter, parts: IntakeParts, show: Show) -> None:
    @router.get("/r/{round_id}/{token}")
    def ask(round_id: str, token: Token) -> Response:
        """The questions of a round, the same page for every token."""
        with reading(parts.engine) as conn:
            found, replies = open_round(conn, round_id), published_replies(conn)
        questions = [_question(question) for question in found.questions]
        shown = {"questions": questions, "max_text": MAX_TEXT, "max_where": MAX_WHERE}
        return show("ask.html", floors=found.floors, replies=replies, **shown)

    @router.post("/r/{round_id}/{token}")
    def receive(round_id: str, token: Token, sent: Annotated[Sent, Depends(sent_form)]) -> Response:
        """Take the answer and give a receipt, whatever the token."""
        return show("receipt.html", status=202, receipt=take(parts, round_id, token, sent))


def _question(question: Question) -> Mapping[str, Any]:
    """A question as the form shows it: its field, its values and what its ends mean."""
    low, high = _ENDS[question.kind]
    values = SCALES[question.kind]
    return {
        "field": QUESTION + question.id,
        "text": question.text,
        "values": values,
        "low": low,
        "high": high,
    }


def _shower(parts: IntakeParts) -> Show:
    environment = Environment(
        loader=PackageLoader("serving.intake"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(day=_day)
    environment.globals.update(
        asset=asset_url,
        help_lines=parts.help_lines,
        smallest_group=SMALLEST_GROUP,
        door=parts.concerns,
        days=_days,
    )

    def show(template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        return HTMLResponse(environment.get_template(template).render(**values), status)

    return show


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(number: int) -> str:
    """A number of days in words of a sentence."""
    return "one day" if number == 1 else f"{number} days"
