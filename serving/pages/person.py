"""Person: one person's band, every reason as a signed bar, what matters to them, contacts, and what stays unknown."""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.datastructures import URL
from starlette.responses import RedirectResponse, Response

from data_contracts.errors import Conflict, ErmineError, InputRefused, NotFound
from serving.access.roles import Role
from serving.access.sessions import Session, check_csrf
from serving.outreach.queries import er_managers, history, latest_run, person, require_in_population
from serving.outreach.views import PersonView
from serving.pages.bars import Waterfall, waterfall
from serving.pages.guard import session_for
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.relationship.contacts import (
    Changed,
    ContactKind,
    Logged,
    Tag,
    contacts_of,
    log_contact,
    promises_of,
    share_note,
)
from serving.relationship.record import Said, record_of, write_record
from serving.store.engine import reading, writing

Csrf = Annotated[str, Form(max_length=128)]
Words = Annotated[str, Form(max_length=500)]
Day = Annotated[date | Literal[""], Form()]


def person_router(parts: PageParts) -> APIRouter:
    """The routes under `/people/{employee_id}`; ids are kept exactly, so one may contain a slash."""
    router = APIRouter(include_in_schema=False)
    _add_record(router, parts)
    _add_contacts(router, parts)

    @router.get("/people/{employee_id:path}")
    def one_person(request: Request, employee_id: str) -> Response:
        """One person of the ER manager's own population; anybody else is not found."""
        return _shown(parts, session_for(parts, request, Role.ER_MANAGER), employee_id)

    return router


def _add_record(router: APIRouter, parts: PageParts) -> None:
    @router.post("/people/{employee_id:path}/relationship")
    def post_record(
        request: Request,
        employee_id: str,
        version: Annotated[int, Form(ge=0, le=1_000_000)],
        csrf: Csrf = "",
        aspirations: Words = "",
        motivators: Words = "",
        coaching_needs: Words = "",
        channel: Words = "",
        language: Words = "",
    ) -> Response:
        """Replace what is on record about what matters to the person."""
        session, said = (
            _at_the_desk(parts, request, csrf),
            Said(
                aspirations.strip(),
                motivators.strip(),
                coaching_needs.strip(),
                channel.strip(),
                language.strip(),
            ),
        )

        def do(conn: Connection, me: str) -> None:
            found = write_record(
                conn, employee_id, said, version=version, er_manager_id=me, today=parts.today()
            )
            parts.audit.record(
                conn, session.principal, "relationship.changed", subject=employee_id, version=found.version
            )

        return _done(parts, session, employee_id, do)


def _add_contacts(router: APIRouter, parts: PageParts) -> None:
    @router.post("/people/{employee_id:path}/contacts")
    def post_contact(
        request: Request,
        employee_id: str,
        kind: Annotated[ContactKind, Form()],
        csrf: Csrf = "",
        tags: Annotated[list[Tag], Form()] = [],  # noqa: B006
        changed: Annotated[list[Changed], Form()] = [],  # noqa: B006
        kept: Annotated[list[str], Form(max_length=50)] = [],  # noqa: B006
        next_step: Words = "",
        next_on: Day = "",
        note: Annotated[str, Form(max_length=4000)] = "",
        share: Annotated[bool, Form(alias="share_note")] = False,
        asked_for: Annotated[bool, Form()] = False,
    ) -> Response:
        """Log a contact of today that answers no line."""
        session = _at_the_desk(parts, request, csrf)
        logged = Logged(
            kind, tuple(tags), tuple(changed), next_step.strip(), next_on or None, note.strip(), share,
            tuple(kept), asked_for,
        )  # fmt: skip

        def do(conn: Connection, me: str) -> None:
            found = log_contact(
                conn, logged, employee_id=employee_id, er_manager_id=me, item_id=None, playbook_id="",
                today=parts.today(), at=parts.clock(),
            )  # fmt: skip
            parts.audit.record(
                conn, session.principal, "contact.logged", subject=employee_id, contact=found, kind=kind,
                asked_for=asked_for,
            )  # fmt: skip

        return _done(parts, session, employee_id, do)

    @router.post("/people/{employee_id:path}/share")
    def post_share(
        request: Request, employee_id: str, contact: Annotated[str, Form(max_length=32)], csrf: Csrf = ""
    ) -> Response:
        """Let whoever looks after the person read one's own note."""
        session = _at_the_desk(parts, request, csrf)

        def do(conn: Connection, me: str) -> None:
            if not share_note(conn, contact, me):
                raise NotFound("There is no such note of yours.")
            parts.audit.record(conn, session.principal, "note.shared", subject=employee_id, contact=contact)

        return _done(parts, session, employee_id, do)


def _at_the_desk(parts: PageParts, request: Request, csrf: str) -> Session:
    session = session_for(parts, request, Role.ER_MANAGER)
    check_csrf(session, csrf)
    return session


def _done(
    parts: PageParts, session: Session, employee_id: str, do: Callable[[Connection, str], None]
) -> Response:
    """Do it for a person of the population and show them; what was refused is said above."""
    me = str(session.principal.er_manager_id)
    try:
        with writing(parts.engine) as conn:
            require_in_population(conn, me, employee_id)
            do(conn, me)
    except (Conflict, InputRefused) as refused:
        return _shown(parts, session, employee_id, refused)
    return RedirectResponse(str(URL(path=f"/people/{_quoted(employee_id)}")), 303)


def _quoted(employee_id: str) -> str:
    from urllib.parse import quote

    return quote(employee_id, safe="")


def _shown(
    parts: PageParts, session: Session, employee_id: str, refused: ErmineError | None = None
) -> Response:
    me = str(session.principal.er_manager_id)
    with reading(parts.engine) as conn:
        run = latest_run(conn)
        if run is None:
            raise NotFound("There is no outreach run yet.", remedy="Make one with `ermine run`.")
        view = person(conn, run.run_id, me, employee_id, parts.today())
        found = {
            "record": record_of(conn, employee_id),
            "contacts": contacts_of(conn, employee_id, me),
            "promises": promises_of(conn, [employee_id], kept=True),
            "past": history(conn, me, employee_id),
            "colleagues": [one for one in er_managers(conn, run.run_id) if one.er_manager_id != me],
        }
    parts.audit.seen(
        parts.engine, session.principal, "person.viewed", subject=employee_id, run=run.run_id, door="page"
    )
    return page(
        "person.html",
        session,
        status=200 if refused is None else refused.status,
        here="/people",
        person=view,
        fall=_waterfall(view),
        refused=refused,
        today=parts.today(),
        frozen=parts.today_is_frozen,
        **found,
    )


def _waterfall(view: PersonView) -> Waterfall | None:
    """The reasons laid out; None for a person without a score."""
    if view.base is None or view.log_odds is None:
        return None
    return waterfall(view.base, view.log_odds, view.reasons)
