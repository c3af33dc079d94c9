"""My week: an ER manager's ranked list. Whom first, why them, what to ask, how long it takes."""

from collections import Counter

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from data_contracts.errors import NotFound
from serving.access.roles import Role
from serving.access.sessions import Session
from serving.outreach.queries import latest_run, manager_list
from serving.outreach.views import Band, OutreachItem, OutreachList, RunInfo
from serving.pages.bars import week_slots
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.store.engine import reading

BANDS: tuple[Band, ...] = ("talk_soon", "watch", "steady", "unknown")


def week_router(parts: PageParts) -> APIRouter:
    """The route `/week`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/week")
    def my_week(request: Request, band: Band | None = None) -> Response:
        """The list of the latest run, or what to do when there is none; `band` shows one band only."""
        session = session_for(parts, request, Role.ER_MANAGER)
        with reading(parts.engine) as conn:
            run = latest_run(conn)
            week = _week(conn, run, session) if run is not None else None
        if run is None or week is None:
            return page("no_list.html", session, here="/week", run=run)
        shown = [item for item in week.items if band in (None, item.band)]
        people = [item.employee_id for item in shown if item.employee_id is not None]
        parts.audit.seen(
            parts.engine,
            session.principal,
            "list.viewed",
            subjects=people,
            run=run.run_id,
            people=len(people),
            door="page",
        )
        return _shown(parts, session, week, shown, band)

    return router


def _week(conn: Connection, run: RunInfo, session: Session) -> OutreachList | None:
    """The list that the run made for this ER manager; None if it made none."""
    try:
        return manager_list(conn, run.run_id, str(session.principal.er_manager_id))
    except NotFound:
        return None


def _shown(
    parts: PageParts, session: Session, week: OutreachList, shown: list[OutreachItem], band: Band | None
) -> Response:
    """The page: totals are always of the whole week, also while one band is shown."""
    counts = Counter(item.band for item in week.items)
    return page(
        "week.html",
        session,
        here="/week",
        week=week,
        shown=shown,
        band=band,
        bands=[(name, counts[name]) for name in BANDS if counts[name]],
        slots=week_slots(week.items, week.hours_available),
        today=parts.today(),
        frozen=parts.today_is_frozen,
    )
