"""The forms of "you said, we did" on a unit's page: promise something, and say that it has been kept."""

from datetime import date
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from serving.access.roles import Role
from serving.access.sessions import check_csrf
from serving.insight.commitments import MAX_OWNER, MAX_WHAT, Promise, mark_done, record_commitment
from serving.insight.units import visible_unit
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.store.engine import writing

Csrf = Annotated[str, Form(max_length=128)]


def commitments_router(parts: PageParts) -> APIRouter:
    """The routes `/commitments` and `/commitments/done`."""
    router = APIRouter(include_in_schema=False)
    _add_record(router, parts)
    _add_done(router, parts)
    return router


def _add_record(router: APIRouter, parts: PageParts) -> None:
    @router.post("/commitments")
    def record(
        request: Request,
        unit_id: Annotated[str, Form(max_length=256)],
        measure: Annotated[str, Form(max_length=96)],
        what: Annotated[str, Form(min_length=1, max_length=MAX_WHAT)],
        owner: Annotated[str, Form(min_length=1, max_length=MAX_OWNER)],
        due: Annotated[date, Form()],
        csrf: Csrf = "",
    ) -> Response:
        """Promise something about what the unit's last round said."""
        session = session_for(parts, request, Role.ER_MANAGER, Role.ER_LEAD)
        check_csrf(session, csrf)
        with writing(parts.engine) as conn:
            unit = visible_unit(conn, session.principal, unit_id)
            promise = Promise(measure, what.strip(), owner.strip(), due)
            made = record_commitment(conn, unit, parts.releases(), promise, parts.today())
            parts.audit.record(
                conn,
                session.principal,
                "commitment.recorded",
                commitment=made.commitment_id,
                unit=unit.unit_id,
            )
        parts.commitments_changed()
        return _back(unit_id)


def _add_done(router: APIRouter, parts: PageParts) -> None:
    @router.post("/commitments/done")
    def done(
        request: Request,
        commitment_id: Annotated[str, Form(max_length=64)],
        version: Annotated[int, Form(ge=1)],
        csrf: Csrf = "",
    ) -> Response:
        """Say that a promise has been kept."""
        session = session_for(parts, request, Role.ER_MANAGER, Role.ER_LEAD)
        check_csrf(session, csrf)
        with writing(parts.engine) as conn:
            kept = mark_done(conn, session.principal, commitment_id, version, parts.today())
            parts.audit.record(conn, session.principal, "commitment.kept", commitment=commitment_id)
        parts.commitments_changed()
        return _back(kept.unit_id)


def _back(unit_id: str) -> Response:
    return RedirectResponse(f"/units/{quote(unit_id, safe='')}#did", 303)
