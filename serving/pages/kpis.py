"""KPIs: how a unit is doing, with intervals, and an arrow only where something has clearly changed."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from serving.access.roles import Role
from serving.insight.company_kpis import KpiFigure, UnitKpis, unit_kpis
from serving.insight.kpis import PublishedKpi, published_kpis
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import fragment, page
from serving.pages.trend import Trend, kpi_trend
from serving.store.engine import reading


def kpis_router(parts: PageParts) -> APIRouter:
    """The route `/kpis`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/kpis")
    def kpis(
        request: Request, unit: Annotated[str | None, Query(max_length=256, pattern=r"^[^\x00]+$")] = None
    ) -> Response:
        """The KPIs of one unit of one's population, by default the highest; any other is not found."""
        session = session_for(parts, request, Role.ER_MANAGER, Role.ER_LEAD)
        releases = parts.releases()
        with reading(parts.engine) as conn:
            found = unit_kpis(conn, session.principal, unit or None, releases)
        released = published_kpis(releases, found.path) if found.path else ()
        return page(
            "kpis.html", session, here="/kpis", found=found, feedback=_latest(released), trends=_trends(found)
        )

    return router


def kpis_fragment(found: UnitKpis) -> str:
    """The tables of the page as a piece of HTML, for a report that stands by itself."""
    return fragment("kpis_body.html", found=found, trends=_trends(found))


def _trends(found: UnitKpis) -> list[tuple[KpiFigure, Trend]]:
    """Each KPI that is known for two days or more, with its drawing."""
    drawn = ((one, kpi_trend(one)) for one in found.kpis)
    return [(one, trend) for one, trend in drawn if trend is not None]


def _latest(released: tuple[PublishedKpi, ...]) -> list[PublishedKpi]:
    """The last round of each KPI that is published; topics have a page of their own."""
    last = {one.kpi: one for one in released if one.value is not None and ":" not in one.kpi}
    return list(last.values())
