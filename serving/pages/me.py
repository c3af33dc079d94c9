"""About me: what an employee sees of what is held on them, and where they contest or object."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from serving.access.roles import Role
from serving.access.sessions import check_csrf, sign_in
from serving.outreach.workflow import withdraw_person
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.pages.sign_in import check_own_form, form_token, opened_at, with_form_token
from serving.store.engine import reading, writing
from serving.subjects.answer import answer_for
from serving.subjects.contests import MAX_TEXT
from serving.subjects.doing import contest, objection
from serving.subjects.links import person_of
from serving.subjects.objections import OBJECTED


def me_router(parts: PageParts) -> APIRouter:
    """The routes `/me`, `/me/enter/{key}`, `/me/contest` and `/me/object`."""
    router = APIRouter(include_in_schema=False)
    _add_entry(router, parts)
    _add_page(router, parts)
    _add_acts(router, parts)
    return router


def _add_entry(router: APIRouter, parts: PageParts) -> None:
    @router.get("/me/enter/{key}")
    def door(request: Request, key: str) -> Response:
        """A page with one button: a mail program that looks at links beforehand uses nothing up."""
        token = form_token()
        return with_form_token(
            parts, page("me_enter.html", None, key=key[:200], form=token), token, "/me/enter"
        )

    @router.post("/me/enter")
    def enter(
        request: Request,
        key: Annotated[str, Form(max_length=512)],
        form: Annotated[str, Form(max_length=128)] = "",
    ) -> Response:
        """Use the link up and open a session for this person."""
        check_own_form(request, form)
        with writing(parts.engine) as conn:
            opened = sign_in(conn, key, parts.clock())
            parts.audit.record(conn, opened.session.principal, "session.opened")
        return opened_at(parts, opened, "/me")


def _add_page(router: APIRouter, parts: PageParts) -> None:
    @router.get("/me")
    def me(request: Request, done: str = "") -> Response:
        """What is held, who looked, why; recorded like every look."""
        session = session_for(parts, request, Role.EMPLOYEE)
        with reading(parts.engine) as conn:
            who = person_of(conn, session.principal)
            mine = answer_for(conn, parts.audit.keys, who, parts.subjects)
        parts.audit.seen(parts.engine, session.principal, "me.viewed", subject=who, door="page")
        return page(
            "me.html",
            session,
            here="/me",
            me=mine,
            open_contests=[found for found in mine.contests if found.state == "open"],
            answer_days=parts.subjects.answer_days,
            most=MAX_TEXT,
            done=done if done in ("contested", "objected") else "",
        )


def _add_acts(router: APIRouter, parts: PageParts) -> None:
    @router.post("/me/contest")
    def contest_it(
        request: Request,
        about: Annotated[str, Form(max_length=MAX_TEXT)],
        csrf: Annotated[str, Form(max_length=128)] = "",
    ) -> Response:
        """Suspend the lines about this person until somebody has answered."""
        session = session_for(parts, request, Role.EMPLOYEE)
        check_csrf(session, csrf)
        with writing(parts.engine) as conn:
            me, days = person_of(conn, session.principal), parts.subjects.answer_days
            contest(conn, parts.audit, session.principal, me, about, parts.today(), days)
        return RedirectResponse("/me?done=contested", 303)

    @router.post("/me/object")
    def object_now(request: Request, csrf: Annotated[str, Form(max_length=128)] = "") -> Response:
        """Never score or list this person again."""
        session = session_for(parts, request, Role.EMPLOYEE)
        check_csrf(session, csrf)
        with writing(parts.engine) as conn:
            me = person_of(conn, session.principal)
            withdraw_person(conn, me, OBJECTED, parts.today())
            objection(conn, parts.audit, session.principal, me, parts.clock())
        return RedirectResponse("/me?done=objected", 303)
