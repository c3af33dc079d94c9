"""Team: the ER lead's page. Hours, coverage, what became of suggestions, who gets help, who looks after whom, goals."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from data_contracts.errors import Conflict, ErmineError, InputRefused, NotFound
from serving.access.roles import Role
from serving.access.sessions import Session, check_csrf
from serving.outreach.team import Handover, close_goal, reassign, set_goal, team
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.pages.words import KPIS
from serving.store.engine import reading, writing

Csrf = Annotated[str, Form(max_length=128)]
Id = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=500)]


def team_router(parts: PageParts) -> APIRouter:
    """The routes under `/team`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/team")
    def my_team(request: Request) -> Response:
        """The team's weeks, or what to do before the first run."""
        return _shown(parts, session_for(parts, request, Role.ER_LEAD))

    @router.post("/team/reassign")
    def post_reassign(
        request: Request, to: Id, valid_from: Annotated[date, Form()], csrf: Csrf = "", unit_id: Id = "",
        employee_id: Id = "", note: Annotated[str, Form(max_length=2000)] = "",
    ) -> Response:  # fmt: skip
        """Let another ER manager look after a unit or a person from a day on."""
        session = _lead(parts, request, csrf)
        handover = Handover(to, unit_id or None, employee_id or None, valid_from, note.strip())

        def do(conn: Connection) -> None:
            reassign(conn, parts.audit, session.principal, handover, parts.today(), parts.clock())

        return _done(parts, session, do)

    @router.post("/team/goals")
    def post_goal(
        request: Request, words: Words, kpi: Annotated[str, Form(max_length=64)], due: Annotated[date, Form()],
        csrf: Csrf = "", playbook_id: Annotated[str, Form(max_length=64)] = "",
    ) -> Response:  # fmt: skip
        """Write a goal down."""
        session = _lead(parts, request, csrf)

        def do(conn: Connection) -> None:
            if kpi not in KPIS:
                raise InputRefused(f"There is no KPI {kpi!r}.", remedy=f"Choose one of: {', '.join(KPIS)}.")
            set_goal(
                conn, parts.audit, session.principal, words=words.strip(), playbook_id=playbook_id,
                kpi=kpi, due=due, today=parts.today(), at=parts.clock(),
            )  # fmt: skip

        return _done(parts, session, do)

    @router.post("/team/goals/{goal_id}/close")
    def post_close(request: Request, goal_id: str, csrf: Csrf = "") -> Response:
        """Close a goal."""
        session = _lead(parts, request, csrf)
        return _done(
            parts,
            session,
            lambda conn: close_goal(conn, parts.audit, session.principal, goal_id, parts.today()),
        )

    return router


def _lead(parts: PageParts, request: Request, csrf: str) -> Session:
    session = session_for(parts, request, Role.ER_LEAD)
    check_csrf(session, csrf)
    return session


def _done(parts: PageParts, session: Session, do: Callable[[Connection], None]) -> Response:
    try:
        with writing(parts.engine) as conn:
            do(conn)
    except (Conflict, InputRefused, NotFound) as refused:
        return _shown(parts, session, refused)
    return RedirectResponse("/team", 303)


def _shown(parts: PageParts, session: Session, refused: ErmineError | None = None) -> Response:
    try:
        with reading(parts.engine) as conn:
            found = team(conn, parts.today())
    except NotFound:
        return page("no_team.html", session, here="/team")
    parts.audit.seen(parts.engine, session.principal, "team.viewed", run=found.run.run_id, door="page")
    return page(
        "team.html",
        session,
        status=200 if refused is None else refused.status,
        here="/team",
        team=found,
        allocation=parts.lead.allocation(),
        preview=parts.lead.preview(),
        refused=refused,
        today=parts.today(),
        frozen=parts.today_is_frozen,
    )
