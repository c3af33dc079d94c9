"""Impact: whether talking helped, how sure one can be, what it cost, and what may not be concluded."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from serving.access.roles import Role
from serving.impact.reading import Impact, impact_of
from serving.pages.arms import arm_chart
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import fragment, page
from serving.store.engine import reading


def impact_router(parts: PageParts) -> APIRouter:
    """The route `/impact`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/impact")
    def impact(request: Request) -> Response:
        """The impact of all trials together."""
        session = session_for(parts, request, Role.ER_LEAD)
        with reading(parts.engine) as conn:
            found = impact_of(conn, parts.trial_setting())
        return page("impact.html", session, here="/impact", impact=found, chart=_chart(found))

    return router


def impact_fragment(impact: Impact) -> str:
    """The body of the page as a piece of HTML, for a report that stands by itself."""
    return fragment("impact_body.html", impact=impact, chart=_chart(impact))


def _chart(impact: Impact) -> object:
    curves = impact.report.curves if impact.report is not None else None
    return None if curves is None else arm_chart(curves)
