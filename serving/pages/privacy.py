"""Privacy: the privacy officer's page. Answer a person, answer contests, see whether the audit is whole."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from serving.access.roles import Role
from serving.access.sessions import check_csrf
from serving.audit.heads import check
from serving.audit.reading import newest
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.store.engine import reading, writing
from serving.subjects.answer import NobodyByThatId, SubjectAnswer, answer_for
from serving.subjects.contests import MAX_TEXT, Outcome, to_answer
from serving.subjects.doing import answer

LATEST = 20


def privacy_router(parts: PageParts) -> APIRouter:
    """The routes `/privacy` and `/privacy/contests`."""
    router = APIRouter(include_in_schema=False)
    _add_page(router, parts)
    _add_answer(router, parts)
    return router


def _add_page(router: APIRouter, parts: PageParts) -> None:
    @router.get("/privacy")
    def privacy(request: Request, done: str = "") -> Response:
        """Contests to answer, the state of the audit and its latest entries."""
        session = session_for(parts, request, Role.DPO)
        with reading(parts.engine) as conn:
            waiting, verdict = to_answer(conn), check(conn)
            latest = newest(conn, before=None, limit=LATEST)
        people = [contest.employee_id for contest in waiting]
        parts.audit.seen(
            parts.engine,
            session.principal,
            "contests.viewed",
            subjects=people,
            people=len(people),
            door="page",
        )
        return page(
            "privacy.html",
            session,
            here="/privacy",
            waiting=waiting,
            verdict=verdict,
            latest=latest,
            today=parts.today(),
            most=MAX_TEXT,
            done=done == "answered",
        )

    @router.post("/privacy/person")
    def one(
        request: Request,
        employee_id: Annotated[str, Form(min_length=1, max_length=200)],
        csrf: Annotated[str, Form(max_length=128)] = "",
    ) -> Response:
        """Everything about one person; asked for by a form, so that no id stands in an address."""
        session = session_for(parts, request, Role.DPO)
        check_csrf(session, csrf)
        found = _answer(parts, employee_id.strip())
        if found is not None:
            parts.audit.seen(
                parts.engine, session.principal, "subject.viewed", subject=found.employee_id, door="page"
            )
        return page("privacy_person.html", session, here="/privacy", found=found)


def _answer(parts: PageParts, employee_id: str) -> SubjectAnswer | None:
    try:
        with reading(parts.engine) as conn:
            return answer_for(conn, parts.audit.keys, employee_id, parts.subjects)
    except NobodyByThatId:
        return None


def _add_answer(router: APIRouter, parts: PageParts) -> None:
    @router.post("/privacy/contests")
    def answer_it(
        request: Request,
        contest_id: Annotated[str, Form(max_length=32)],
        outcome: Annotated[Outcome, Form()],
        told: Annotated[str, Form(max_length=MAX_TEXT)],
        csrf: Annotated[str, Form(max_length=128)] = "",
    ) -> Response:
        """Close a contest with what the person is told."""
        session = session_for(parts, request, Role.DPO)
        check_csrf(session, csrf)
        with writing(parts.engine) as conn:
            answer(conn, parts.audit, session.principal, contest_id, outcome, told, parts.clock())
        return RedirectResponse("/privacy?done=answered", 303)
