"""The relationship record of a person in one's population: what matters to them, contacts, promises."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Body, Path, Request
from pydantic import BaseModel, ConfigDict
from sqlalchemy import Connection
from starlette.responses import JSONResponse

from serving.api import outreach_examples
from serving.api.decisions import SentContact, Version, Words
from serving.api.documentation import answers
from serving.api.guard import ErManagerKey, parts_of
from serving.api.idempotency import once, once_only
from serving.api.outreach import er_manager_id_of
from serving.outreach.queries import require_in_population
from serving.relationship.contacts import Contact, Promise, contacts_of, log_contact, promises_of
from serving.relationship.record import Said, record_of, write_record
from serving.store.engine import reading

router = APIRouter(prefix="/v1/employees", tags=["relationship"])

EmployeeId = Annotated[str, Path(min_length=1, max_length=200, pattern=r"^[^\x00]+$")]


class SentRecord(BaseModel):
    """What the person said matters to them; `version` is the one that was read, 0 for the first."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={
            "examples": [{"version": 0, "aspirations": "Lead a small team.", "language": "en"}]
        },
    )

    version: Version
    aspirations: Words = ""
    motivators: Words = ""
    coaching_needs: Words = ""
    channel: Words = ""
    language: Words = ""


@dataclass(frozen=True)
class PersonRecord:
    """What is on record about what matters to a person, and what was promised and is still open."""

    employee_id: str
    said: Said
    version: int
    changed_on: date | None
    changed_by: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True)
class Written:
    """The version that stands now."""

    version: int


@dataclass(frozen=True)
class LoggedContact:
    """The contact that was written down."""

    contact_id: str


@dataclass(frozen=True)
class Timeline:
    """Contacts, latest first, and all promises; another's private note is empty and says `private`."""

    contacts: tuple[Contact, ...]
    promises: tuple[Promise, ...]


@router.get("/{employee_id}/relationship", **answers(outreach_examples.RECORD, 404))
def get_relationship(request: Request, caller: ErManagerKey, employee_id: EmployeeId) -> PersonRecord:
    """What matters to the person, in their words, and what was promised to them."""
    parts = parts_of(request)
    with reading(parts.engine) as conn:
        require_in_population(conn, er_manager_id_of(caller), employee_id)
        record, promises = record_of(conn, employee_id), promises_of(conn, [employee_id])
    parts.audit.seen(parts.engine, caller, "relationship.viewed", subject=employee_id, door="api")
    return PersonRecord(
        employee_id, record.said, record.version, record.changed_on, record.changed_by, promises
    )


@router.put(
    "/{employee_id}/relationship",
    response_model=Written,
    **once_only,
    **answers(outreach_examples.WRITTEN, 400, 404, 409),
)
def put_relationship(
    request: Request, caller: ErManagerKey, employee_id: EmployeeId, sent: Annotated[SentRecord, Body()]
) -> JSONResponse:
    """Replace what is on record, if nobody changed it since the version that you read."""
    parts, me = parts_of(request), er_manager_id_of(caller)
    said = Said(**{name: getattr(sent, name) for name in Said.__dataclass_fields__})

    def act(conn: Connection) -> Written:
        require_in_population(conn, me, employee_id)
        found = write_record(
            conn, employee_id, said, version=sent.version, er_manager_id=me, today=parts.today()
        )
        parts.audit.record(conn, caller, "relationship.changed", subject=employee_id, version=found.version)
        return Written(found.version)

    return once(request, caller, parts, 200, act)


@router.get("/{employee_id}/timeline", **answers(outreach_examples.TIMELINE, 404))
def get_timeline(request: Request, caller: ErManagerKey, employee_id: EmployeeId) -> Timeline:
    """Every contact and promise; what a colleague noted privately stays theirs."""
    parts, me = parts_of(request), er_manager_id_of(caller)
    with reading(parts.engine) as conn:
        require_in_population(conn, me, employee_id)
        found = Timeline(contacts_of(conn, employee_id, me), promises_of(conn, [employee_id], kept=True))
    parts.audit.seen(parts.engine, caller, "timeline.viewed", subject=employee_id, door="api")
    return found


@router.post(
    "/{employee_id}/contacts",
    response_model=LoggedContact,
    **once_only,
    **answers(outreach_examples.LOGGED, 400, 404),
)
def post_contact(
    request: Request,
    caller: ErManagerKey,
    employee_id: EmployeeId,
    sent: Annotated[SentContact, Body(openapi_examples=outreach_examples.CONTACTS)],
) -> JSONResponse:
    """Log a contact of today that answers no line, such as one that the employee asked for."""
    parts, me = parts_of(request), er_manager_id_of(caller)

    def act(conn: Connection) -> LoggedContact:
        require_in_population(conn, me, employee_id)
        contact_id = log_contact(
            conn,
            sent.logged(),
            employee_id=employee_id,
            er_manager_id=me,
            item_id=None,
            playbook_id="",
            today=parts.today(),
            at=parts.clock(),
        )
        parts.audit.record(
            conn,
            caller,
            "contact.logged",
            subject=employee_id,
            contact=contact_id,
            kind=sent.kind,
            asked_for=sent.asked_for,
        )
        return LoggedContact(contact_id)

    return once(request, caller, parts, 200, act)
