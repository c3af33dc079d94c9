"""Concerns: a handler's queue by the day on which something is due, one concern, and the not-assessed list."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Request
from starlette.responses import RedirectResponse, Response

from data_contracts.errors import Unavailable
from sentiment.labels import SERIOUS
from serving.access.roles import Role
from serving.access.sessions import Session, check_csrf
from serving.feedback.concerns.acts import MAX_MESSAGE
from serving.feedback.concerns.desk import Desk, SealedHere
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page

SOURCES = {
    "author": "Sent by its author",
    "program": "Found in a comment by the program",
    "unread": "A comment that no program could judge",
}
STATES = {
    "new": "New",
    "acknowledged": "Read",
    "answered": "Answered",
    "handed_over": "Handed over",
    "closed": "Closed",
    "unread": "Not assessed",
    "dismissed": "Dismissed",
}
ConcernId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$")]
Act = Literal["acknowledge", "answer", "hand_over", "close", "recuse", "take_up", "dismiss"]


def concerns_router(parts: PageParts) -> APIRouter:
    """The routes `/concerns`, `/concerns/not-assessed` and `/concerns/{concern_id}`."""
    router = APIRouter(include_in_schema=False)
    _add_queue(router, parts)
    _add_not_assessed(router, parts)
    _add_concern(router, parts)
    _add_acts(router, parts)
    return router


def _add_queue(router: APIRouter, parts: PageParts) -> None:
    @router.get("/concerns")
    def queue(request: Request) -> Response:
        """The open concerns, those that are due first; nothing that is sealed is opened."""
        session, desk = _at_the_desk(parts, request)
        return _page(
            "concerns.html",
            session,
            desk,
            concerns=desk.queue(session.principal),
            closed=desk.closed(session.principal),
            not_assessed=desk.waiting(session.principal),
            last_sweep=desk.last_sweep(),
            never_swept=desk.never_swept(),
            full_today=desk.full_today(),
        )


def _add_not_assessed(router: APIRouter, parts: PageParts) -> None:
    @router.get("/concerns/not-assessed")
    def not_assessed(request: Request) -> Response:
        """The comments that no program could judge, with their words."""
        session, desk = _at_the_desk(parts, request)
        try:
            comments, sealed = desk.not_assessed(session.principal), None
        except SealedHere as refused:
            comments, sealed = (), refused
        return _page(
            "not_assessed.html", session, desk, "/concerns/not-assessed", comments=comments, sealed=sealed
        )


def _add_concern(router: APIRouter, parts: PageParts) -> None:
    @router.get("/concerns/{concern_id}")
    def concern(request: Request, concern_id: ConcernId) -> Response:
        """One concern with its words and messages; where the key is not, with what to do about it."""
        session, desk = _at_the_desk(parts, request)
        return _concern(session, desk, concern_id)


def _add_acts(router: APIRouter, parts: PageParts) -> None:
    @router.post("/concerns/{concern_id}/{act}")
    def do(
        request: Request,
        concern_id: ConcernId,
        act: Act,
        version: Annotated[int, Form(ge=1, le=1_000_000)],
        csrf: Annotated[str, Form(max_length=128)] = "",
        message: Annotated[str, Form(max_length=2 * MAX_MESSAGE)] = "",
        case_ref: Annotated[str, Form(max_length=64)] = "",
    ) -> Response:
        """Do what the form says with the version that it shows, then show where that leaves it."""
        session, desk = _at_the_desk(parts, request)
        check_csrf(session, csrf)
        does: Callable[..., None] = getattr(desk, act)
        more = {"answer": [message], "hand_over": [case_ref]}.get(act, [])
        does(session.principal, concern_id, version, *more)
        after = {
            "recuse": "/concerns",
            "take_up": "/concerns/not-assessed",
            "dismiss": "/concerns/not-assessed",
        }
        return RedirectResponse(after.get(act, f"/concerns/{concern_id}"), 303)


def _concern(session: Session, desk: Desk, concern_id: str) -> Response:
    who = session.principal
    try:
        opened = desk.open(who, concern_id)
        return _page("concern.html", session, desk, concern=opened.concern, opened=opened, sealed=None)
    except SealedHere as refused:
        found = desk.find(who, concern_id)
        return _page("concern.html", session, desk, concern=found, opened=None, sealed=refused)


def _page(template: str, session: Session, desk: Desk, here: str = "/concerns", **values: Any) -> Response:
    today = desk.today()
    return page(
        template,
        session,
        here=here,
        sources=SOURCES,
        states=STATES,
        kinds=SERIOUS,
        today=today,
        left=lambda due: _left(due, today),
        max_message=MAX_MESSAGE,
        **values,
    )


def _left(due: date, today: date) -> str:
    """How long until a day, in words: it must be clear without a colour."""
    days = (due - today).days
    if days < 0:
        return f"{-days} {'day' if days == -1 else 'days'} late"
    return "due today" if days == 0 else f"{days} {'day' if days == 1 else 'days'} left"


def _at_the_desk(parts: PageParts, request: Request) -> tuple[Session, Desk]:
    session = session_for(parts, request, Role.CONCERN_HANDLER)
    if parts.concerns is None:
        raise Unavailable(
            "This service was started without the store of concerns.", remedy="Use `ermine serve`."
        )
    return session, parts.concerns
