"""Rounds: the ER lead opens, closes and releases them; an administrator takes the links, once."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from serving.access.roles import Role
from serving.access.sessions import check_csrf
from serving.feedback.desk import desk_given, may_step, open_at_desk, rounds_seen
from serving.feedback.handing_out import hand_out, links_headers
from serving.feedback.steps import StepName, ask_step
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.store.engine import writing

RoundId = Annotated[str, Form(min_length=1, max_length=64)]
Csrf = Annotated[str, Form(max_length=128)]


def rounds_router(parts: PageParts) -> APIRouter:
    """The routes `/rounds` and what its forms are sent to."""
    router = APIRouter(include_in_schema=False)
    _add_list(router, parts)
    _add_open(router, parts)
    _add_steps(router, parts)
    _add_links(router, parts)
    return router


def _add_list(router: APIRouter, parts: PageParts) -> None:
    @router.get("/rounds")
    def rounds(request: Request) -> Response:
        """Every round and what can be done with it by this role."""
        session = session_for(parts, request, Role.ER_LEAD, Role.ADMIN)
        desk = desk_given(parts.desk)
        with writing(parts.engine) as conn:
            found = rounds_seen(desk, conn, parts.clock().date())
        if session.principal.role is Role.ADMIN:
            return page(
                "round_links.html", session, here="/rounds", rounds=found, begin=desk.links_begin_with
            )
        organisation = desk.organisation(())
        units = [(unit, organisation.names.get(unit, unit)) for unit in organisation.parents]
        busy = any(one.step and one.step.state in ("asked", "running") for one in found)
        return page(
            "rounds.html",
            session,
            here="/rounds",
            rounds=found,
            units=sorted(units, key=lambda unit: unit[1]),
            questions=desk.questions(),
            busy=busy,
            today=parts.today(),
        )


def _add_open(router: APIRouter, parts: PageParts) -> None:
    @router.post("/rounds")
    def open_round(
        request: Request,
        round_id: RoundId,
        units: Annotated[list[str], Form(max_length=1000)] = [],  # noqa: B006  # FastAPI copies it
        questions: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006
        csrf: Csrf = "",
    ) -> Response:
        """Open a round for the chosen units and questions."""
        session = session_for(parts, request, Role.ER_LEAD)
        check_csrf(session, csrf)
        with writing(parts.engine) as conn:
            parts.audit.record(conn, session.principal, "round.opened", round=round_id, units=len(units))
            open_at_desk(desk_given(parts.desk), round_id, units, questions, parts.today())
        return RedirectResponse("/rounds", 303)


def _add_steps(router: APIRouter, parts: PageParts) -> None:
    def ask(request: Request, round_id: str, step: StepName, csrf: str) -> Response:
        session = session_for(parts, request, Role.ER_LEAD)
        check_csrf(session, csrf)
        desk = desk_given(parts.desk)
        with writing(parts.engine) as conn:
            may_step(desk, round_id, step)
            parts.audit.record(conn, session.principal, f"round.{step}_asked", round=round_id)
            wanted = ask_step(conn, round_id, step, session.principal.key_id, parts.clock())
        desk.start(wanted.step_id)
        return RedirectResponse("/rounds", 303)

    @router.post("/rounds/close")
    def close(request: Request, round_id: RoundId, csrf: Csrf = "") -> Response:
        """Ask another process to close the round: it reads the comments, this one cannot."""
        return ask(request, round_id, "close", csrf)

    @router.post("/rounds/release")
    def release(request: Request, round_id: RoundId, csrf: Csrf = "") -> Response:
        """Ask another process to release the round, through the gate and past the audit."""
        return ask(request, round_id, "release", csrf)


def _add_links(router: APIRouter, parts: PageParts) -> None:
    @router.post("/rounds/links")
    def links(
        request: Request,
        round_id: RoundId,
        base_url: Annotated[str, Form(max_length=300, pattern=r"^https?://[^\s]+$")],
        csrf: Csrf = "",
    ) -> Response:
        """The links of a round, once."""
        session = session_for(parts, request, Role.ADMIN)
        check_csrf(session, csrf)
        text = hand_out(
            desk_given(parts.desk), parts.engine, parts.audit, session.principal, round_id, base_url
        )
        return Response(text, headers=links_headers(round_id))
