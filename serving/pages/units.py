"""Units: what released rounds say of the groups one looks after, and of one group in full."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from serving.access.roles import Role
from serving.insight.commitments import visible_commitments
from serving.insight.unit_view import unit_insight, unit_summary
from serving.insight.units import visible_unit, visible_units
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.pages.trend import trend
from serving.store.engine import reading

PAGE_SIZE = 40


def units_router(parts: PageParts) -> APIRouter:
    """The routes `/units` and `/units/{unit_id}`; ids are kept exactly, so one may contain a slash."""
    router = APIRouter(include_in_schema=False)
    _add_list(router, parts)
    _add_unit(router, parts)
    return router


def _add_list(router: APIRouter, parts: PageParts) -> None:
    @router.get("/units")
    def units(request: Request, start: Annotated[int, Query(ge=0, le=10_000_000)] = 0) -> Response:
        """The units of one's population, each after the one above it."""
        session = session_for(parts, request, Role.ER_MANAGER, Role.ER_LEAD)
        with reading(parts.engine) as conn:
            found = visible_units(conn, session.principal)
        releases, shown = parts.releases(), found[start : start + PAGE_SIZE]
        return page(
            "units.html",
            session,
            here="/units",
            units=[unit_summary(unit, releases) for unit in shown],
            least=min((unit.depth for unit in found), default=0),
            found=len(found),
            start=start,
            size=PAGE_SIZE,
            rounds=len(releases),
        )


def _add_unit(router: APIRouter, parts: PageParts) -> None:
    @router.get("/units/{unit_id:path}")
    def one_unit(request: Request, unit_id: str) -> Response:
        """One unit of one's population; any other is not found."""
        session = session_for(parts, request, Role.ER_MANAGER, Role.ER_LEAD)
        with reading(parts.engine) as conn:
            unit = visible_unit(conn, session.principal, unit_id)
            promised = visible_commitments(conn, session.principal, unit_id)
        view = unit_insight(unit, parts.releases())
        return page(
            "unit.html",
            session,
            here="/units",
            unit=view,
            commitments=promised,
            answerable=[(one.measure, one.label) for one in (*view.measures, *view.topics) if one.shown],
            today=parts.today(),
            trends={one.measure: trend(one) for one in (*view.measures, *view.topics)},
        )
