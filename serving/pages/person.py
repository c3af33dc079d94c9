"""Person: one person's band, every reason as a signed bar, the suggested conversation, and what stays unknown."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from data_contracts.errors import NotFound
from serving.access.roles import Role
from serving.outreach.queries import latest_run, person
from serving.outreach.views import PersonView
from serving.pages.bars import Waterfall, waterfall
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.store.engine import reading


def person_router(parts: PageParts) -> APIRouter:
    """The route `/people/{employee_id}`; ids are kept exactly, so one may contain a slash."""
    router = APIRouter(include_in_schema=False)

    @router.get("/people/{employee_id:path}")
    def one_person(request: Request, employee_id: str) -> Response:
        """One person of the ER manager's own population; anybody else is not found."""
        session = session_for(parts, request, Role.ER_MANAGER)
        with reading(parts.engine) as conn:
            run = latest_run(conn)
            if run is None:
                raise NotFound("There is no outreach run yet.", remedy="Make one with `ermine run`.")
            view = person(conn, run.run_id, str(session.principal.er_manager_id), employee_id)
        parts.audit.seen(
            parts.engine,
            session.principal,
            "person.viewed",
            subject=view.employee_id,
            run=run.run_id,
            door="page",
        )
        return page(
            "person.html",
            session,
            here="/people",
            person=view,
            fall=_waterfall(view),
            today=parts.today(),
            frozen=parts.today_is_frozen,
        )

    return router


def _waterfall(view: PersonView) -> Waterfall | None:
    """The reasons laid out; None for a person without a score."""
    if view.base is None or view.log_odds is None:
        return None
    return waterfall(view.base, view.log_odds, view.reasons)
