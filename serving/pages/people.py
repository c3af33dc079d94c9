"""Everybody: the whole population of an ER manager, ranked, with a search; My week is the part that fits the hours."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from data_contracts.errors import NotFound
from serving.access.roles import Role
from serving.access.sessions import Session
from serving.outreach.queries import latest_run, population
from serving.outreach.views import Population
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.store.engine import reading

PAGE_SIZE = 50


def people_router(parts: PageParts) -> APIRouter:
    """The route `/people`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/people")
    def everybody(
        request: Request,
        search: Annotated[str, Query(max_length=100)] = "",
        start: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    ) -> Response:
        """One page of the population of the latest run."""
        session = session_for(parts, request, Role.ER_MANAGER)
        with reading(parts.engine) as conn:
            run = latest_run(conn)
            if run is None:
                raise NotFound("There is no outreach run yet.", remedy="Make one with `ermine run`.")
            shown = population(
                conn,
                run.run_id,
                str(session.principal.er_manager_id),
                search=search.strip(),
                start=start,
                limit=PAGE_SIZE,
            )
        _record(parts, session, shown, searched=bool(search.strip()))
        return page(
            "people.html",
            session,
            here="/people",
            population=shown,
            search=search.strip(),
            size=PAGE_SIZE,
            today=parts.today(),
            frozen=parts.today_is_frozen,
        )

    return router


def _record(parts: PageParts, session: Session, shown: Population, *, searched: bool) -> None:
    """Whom the page showed; what was searched for is not kept, because people type names."""
    people = [colleague.employee_id for colleague in shown.people]
    parts.audit.seen(
        parts.engine,
        session.principal,
        "population.viewed",
        subjects=people,
        run=shown.run.run_id,
        people=len(people),
        searched=searched,
        door="page",
    )
