"""My week: an ER manager's ranked list. Whom first, why them, what to ask, how long it takes, and what became of it."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy import Connection
from starlette.responses import RedirectResponse, Response

from data_contracts.errors import Conflict, ErmineError, InputRefused, NotFound
from serving.access.roles import Role
from serving.access.sessions import Session, check_csrf
from serving.outreach.inputs import ErManager
from serving.outreach.queries import er_managers, latest_run, manager_list
from serving.outreach.states import PLANNED, DismissReason
from serving.outreach.team import handovers
from serving.outreach.views import Band, OutreachItem, OutreachList, RunInfo
from serving.outreach.workflow import Act, Action, Decision, decide, log_outcome
from serving.pages.bars import week_slots
from serving.pages.guard import session_for
from serving.pages.list_file import list_csv
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.relationship.contacts import Changed, ContactKind, Logged, Tag
from serving.store.engine import reading, writing

NOTES_SHOWN = timedelta(days=30)
"""So long a handover note of the ER lead stands above the list."""

BANDS: tuple[Band, ...] = ("talk_soon", "watch", "steady", "unknown")
Show = Literal["all", "open", "planned", "held"]
_SHOWN = {"open": ("open",), "planned": PLANNED, "held": ("done",)}

Csrf = Annotated[str, Form(max_length=128)]
Version = Annotated[int, Form(ge=0, le=1_000_000)]
Words = Annotated[str, Form(max_length=500)]
Day = Annotated[date | Literal[""], Form()]


@dataclass(frozen=True)
class Wanted:
    """What of the week is shown: one band, one state, a part of a name, unit or job; `at` is the line to begin at."""

    band: Band | None = None
    show: Show = "all"
    search: str = ""
    at: str = ""

    def has(self, item: OutreachItem) -> bool:
        """Whether the line is shown."""
        text = f"{item.name} {item.unit} {item.job}".casefold()
        return (
            self.band in (None, item.band)
            and (self.show == "all" or item.state in _SHOWN[self.show])
            and self.search.casefold() in text
        )


def week_router(parts: PageParts) -> APIRouter:
    """The routes under `/week`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/week")
    def my_week(
        request: Request,
        band: Band | None = None,
        show: Show = "all",
        search: Annotated[str, Query(max_length=100)] = "",
        at: Annotated[str, Query(max_length=64)] = "",
    ) -> Response:
        """The list of the latest run, or what to do when there is none; the keyboard goes on at the line `at`."""
        session = session_for(parts, request, Role.ER_MANAGER)
        return _week_page(parts, session, Wanted(band, show, search.strip(), at))

    @router.get("/week.csv")
    def export(request: Request) -> Response:
        """The list as a file: no band, no probability, no value, and a line that says whose it is."""
        session = session_for(parts, request, Role.ER_MANAGER)
        week = _read(parts, session)[1]
        if week is None:
            raise NotFound("There is no list to save yet.", remedy="Make a run with `ermine run`.")
        _record(parts, session, "list.exported", week, week.items + week.carried)
        return list_csv(week, session.principal.key_id, parts.today())

    @router.post("/week/{item_id}/decision")
    def post_decision(
        request: Request,
        item_id: str,
        decision: Annotated[Action, Form()],
        version: Version,
        csrf: Csrf = "",
        reason: Annotated[DismissReason | Literal[""], Form()] = "",
        words: Words = "",
        due: Day = "",
        to: Annotated[str, Form(max_length=200)] = "",
    ) -> Response:
        """Decide about one line, then show the week again."""
        session = session_for(parts, request, Role.ER_MANAGER)
        check_csrf(session, csrf)
        chosen = Decision(decision, version, reason or None, words.strip(), due or None, to or None)

        def do(conn: Connection) -> None:
            decide(conn, act_of(parts, session), item_id, chosen)

        return _done(parts, session, request, item_id, do)

    @router.post("/week/{item_id}/outcome")
    def post_outcome(
        request: Request,
        item_id: str,
        version: Version,
        kind: Annotated[ContactKind, Form()],
        csrf: Csrf = "",
        tags: Annotated[list[Tag], Form()] = [],  # noqa: B006
        changed: Annotated[list[Changed], Form()] = [],  # noqa: B006
        next_step: Words = "",
        next_on: Day = "",
        note: Annotated[str, Form(max_length=4000)] = "",
        share_note: Annotated[bool, Form()] = False,
    ) -> Response:
        """Log the contact that answers one line, then show the week again."""
        session = session_for(parts, request, Role.ER_MANAGER)
        check_csrf(session, csrf)
        logged = Logged(
            kind, tuple(tags), tuple(changed), next_step.strip(), next_on or None, note.strip(), share_note
        )

        def do(conn: Connection) -> None:
            log_outcome(conn, act_of(parts, session), item_id, version, logged)

        return _done(parts, session, request, item_id, do)

    return router


def act_of(parts: PageParts, session: Session) -> Act:
    """Who acts, and when."""
    who = session.principal
    return Act(who, str(who.er_manager_id), parts.today(), parts.clock(), parts.audit)


def _done(
    parts: PageParts, session: Session, request: Request, item_id: str, do: Callable[[Connection], None]
) -> Response:
    """Do it and show the week, beginning at that line; what was refused is said above the list, which shows how
    things stand now."""
    try:
        with writing(parts.engine) as conn:
            do(conn)
    except (Conflict, InputRefused) as refused:
        by_script = request.headers.get("HX-Request") == "true"
        return _week_page(parts, session, Wanted(), refused, 200 if by_script else refused.status)
    return RedirectResponse(f"/week?{urlencode({'at': item_id})}", 303)


def _read(
    parts: PageParts, session: Session
) -> tuple[RunInfo | None, OutreachList | None, tuple[ErManager, ...]]:
    """The latest run, the list that it made for this ER manager if it made one, and the colleagues."""
    me = str(session.principal.er_manager_id)
    with reading(parts.engine) as conn:
        run = latest_run(conn)
        if run is None:
            return None, None, ()
        try:
            week = manager_list(conn, run.run_id, me, parts.today())
        except NotFound:
            return run, None, ()
        return run, week, tuple(one for one in er_managers(conn, run.run_id) if one.er_manager_id != me)


def _week_page(
    parts: PageParts,
    session: Session,
    wanted: Wanted,
    refused: ErmineError | None = None,
    status: int = 200,
) -> Response:
    """The page: totals are always of the whole week, also while a part of it is shown."""
    run, week, colleagues = _read(parts, session)
    if run is None or week is None:
        return page("no_list.html", session, here="/week", run=run)
    shown = [item for item in week.items if wanted.has(item)]
    carried = [item for item in week.carried if wanted.has(item)]
    _record(parts, session, "list.viewed", week, (*shown, *carried))
    with reading(parts.engine) as conn:
        begun = handovers(conn, week.er_manager_id, since=parts.today() - NOTES_SHOWN)
    notes = [one for one in begun if one.note and one.valid_from <= parts.today()]
    counts = Counter(item.band for item in week.items)
    return page(
        "week.html",
        session,
        status=status,
        here="/week",
        week=week,
        shown=shown,
        carried=carried,
        notes=notes,
        wanted=wanted,
        refused=refused,
        colleagues=colleagues,
        bands=[(name, counts[name]) for name in BANDS if counts[name]],
        slots=week_slots(_counted(week), week.hours_available),
        today=parts.today(),
        frozen=parts.today_is_frozen,
    )


def _counted(week: OutreachList) -> list[OutreachItem]:
    """The lines that take hours of the week: those carried in first, then those not dismissed or ended."""
    ended = ("dismissed", "expired", "withdrawn")
    return [*week.carried, *(item for item in week.items if item.state not in ended)]


def _record(
    parts: PageParts, session: Session, action: str, week: OutreachList, shown: Sequence[OutreachItem]
) -> None:
    people = [item.employee_id for item in shown if item.employee_id is not None]
    parts.audit.seen(
        parts.engine,
        session.principal,
        action,
        subjects=people,
        run=week.run.run_id,
        people=len(people),
        door="page",
    )
