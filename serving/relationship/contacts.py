"""Contacts: what was discussed, what was changed, the next step. A note is private to its author unless shared."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, get_args

from sqlalchemy import Connection, Row, and_, delete, func, insert, select, update

from data_contracts.errors import InputRefused
from serving.store.relationship_tables import contacts, promises

ContactKind = Literal["talked", "declined", "not_reached"]
Tag = Literal[
    "workload", "hours", "pay", "career", "learning", "recognition", "manager", "team", "tasks", "onboarding",
    "place_of_work", "other",
]  # fmt: skip
Changed = Literal[
    "nothing_yet", "workload", "hours", "role", "place_of_work", "training", "mentor", "pay_review", "recognition",
    "manager_talk", "team_agreement", "other",
]  # fmt: skip
TAGS: tuple[str, ...] = get_args(Tag)
CHANGES: tuple[str, ...] = get_args(Changed)


@dataclass(frozen=True)
class Logged:
    """What an ER manager logs of a contact, in seconds.

    `next_on` is the day of the next step: it becomes a promise, due that day. `kept` are promises that were kept.
    """

    kind: ContactKind
    tags: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    next_step: str = ""
    next_on: date | None = None
    note: str = ""
    share_note: bool = False
    kept: tuple[str, ...] = ()
    asked_for: bool = False


@dataclass(frozen=True)
class Contact:
    """One contact as its reader may see it: `note` is empty where it is another's private one, `private` says so."""

    contact_id: str
    day: date
    er_manager_id: str
    kind: ContactKind
    playbook_id: str
    asked_for: bool
    tags: tuple[str, ...]
    changed: tuple[str, ...]
    note: str
    shared: bool
    private: bool


@dataclass(frozen=True)
class Promise:
    """Something promised to a person, due on a day; `kept_on` None while it is open."""

    promise_id: str
    employee_id: str | None
    er_manager_id: str
    words: str
    made_on: date
    due: date
    kept_on: date | None


def log_contact(
    conn: Connection,
    logged: Logged,
    *,
    employee_id: str | None,
    unit_id: str | None = None,
    er_manager_id: str,
    item_id: str | None,
    playbook_id: str,
    today: date,
    at: datetime,
) -> str:
    """Write down a contact of today with a person or a unit and its next step; gives the contact's id.

    Raises `InputRefused` for a next step without a day, or a day that has passed.
    """
    _check(logged, today)
    contact_id, subject = secrets.token_hex(12), {"employee_id": employee_id, "unit_id": unit_id}
    conn.execute(
        insert(contacts).values(
            contact_id=contact_id,
            **subject,
            er_manager_id=er_manager_id,
            item_id=item_id,
            day=today,
            kind=logged.kind,
            playbook_id=playbook_id,
            asked_for=logged.asked_for,
            tags=list(logged.tags),
            changed=list(logged.changed),
            note=logged.note,
            shared=logged.share_note,
            at=at,
        )
    )
    if logged.next_on is not None:
        conn.execute(
            insert(promises).values(
                promise_id=secrets.token_hex(12),
                **subject,
                er_manager_id=er_manager_id,
                contact_id=contact_id,
                words=logged.next_step,
                made_on=today,
                due=logged.next_on,
            )
        )
    if employee_id is not None:
        _keep(conn, employee_id, logged.kept, today)
    return contact_id


def unlog_contact(conn: Connection, item_id: str) -> None:
    """Take back what was logged for a line: the contact, and the promise made in it."""
    ids = select(contacts.c.contact_id).where(contacts.c.item_id == item_id).scalar_subquery()
    conn.execute(delete(promises).where(promises.c.contact_id.in_(ids)))
    conn.execute(delete(contacts).where(contacts.c.item_id == item_id))


def contacts_of(conn: Connection, employee_id: str, reader: str) -> tuple[Contact, ...]:
    """The person's contacts, latest first, as the ER manager `reader` may see them."""
    rows = conn.execute(
        select(contacts)
        .where(contacts.c.employee_id == employee_id)
        .order_by(contacts.c.day.desc(), contacts.c.at.desc(), contacts.c.contact_id)
    )
    return tuple(_seen_by(row, reader) for row in rows)


def last_contacts(conn: Connection, employee_ids: Sequence[str] | None = None) -> dict[str, date]:
    """The day of each person's last contact logged here that reached them; of everybody with None."""
    chosen = [contacts.c.kind != "not_reached", contacts.c.employee_id.is_not(None)]
    if employee_ids is not None:
        chosen.append(contacts.c.employee_id.in_(employee_ids))
    rows = conn.execute(
        select(contacts.c.employee_id, func.max(contacts.c.day))
        .where(*chosen)
        .group_by(contacts.c.employee_id)
    )
    return {row[0]: row[1] for row in rows}


def promises_of(conn: Connection, employee_ids: Sequence[str], *, kept: bool = False) -> tuple[Promise, ...]:
    """The open promises to these people, the earliest due first; with `kept` those that were kept as well."""
    wanted = [promises.c.employee_id.in_(employee_ids)]
    if not kept:
        wanted.append(promises.c.kept_on.is_(None))
    rows = conn.execute(select(promises).where(*wanted).order_by(promises.c.due, promises.c.promise_id))
    return tuple(
        Promise(**{name: getattr(row, name) for name in Promise.__dataclass_fields__}) for row in rows
    )


def open_promises(conn: Connection) -> dict[str, date]:
    """The earliest day on which something promised to a person is due, of everybody who was promised something."""
    rows = conn.execute(
        select(promises.c.employee_id, func.min(promises.c.due))
        .where(promises.c.kept_on.is_(None), promises.c.employee_id.is_not(None))
        .group_by(promises.c.employee_id)
    )
    return {row[0]: row[1] for row in rows}


def share_note(conn: Connection, contact_id: str, er_manager_id: str) -> bool:
    """Let whoever looks after the person read one's own note; False for anybody else's contact."""
    mine = and_(contacts.c.contact_id == contact_id, contacts.c.er_manager_id == er_manager_id)
    return conn.execute(update(contacts).where(mine).values(shared=True)).rowcount == 1


def _check(logged: Logged, today: date) -> None:
    if logged.next_on is not None and not logged.next_step:
        raise InputRefused(
            "The next step has a day but no words.", remedy="Say in a few words what you promised."
        )
    if logged.next_step and logged.next_on is None:
        raise InputRefused(
            "The next step has no day.", remedy="Say by when; it comes back to your list then."
        )
    if logged.next_on is not None and logged.next_on < today:
        raise InputRefused(
            f"The next step's day, {logged.next_on}, has passed.", remedy=f"Choose {today} or later."
        )


def _keep(conn: Connection, employee_id: str, kept: Sequence[str], today: date) -> None:
    if kept:
        mine = and_(
            promises.c.employee_id == employee_id,
            promises.c.promise_id.in_(kept),
            promises.c.kept_on.is_(None),
        )
        conn.execute(update(promises).where(mine).values(kept_on=today))


def _seen_by(row: Row[tuple[object, ...]], reader: str) -> Contact:
    readable = row.shared or row.er_manager_id == reader
    return Contact(
        contact_id=row.contact_id,
        day=row.day,
        er_manager_id=row.er_manager_id,
        kind=row.kind,
        playbook_id=row.playbook_id,
        asked_for=row.asked_for,
        tags=tuple(row.tags),
        changed=tuple(row.changed),
        note=row.note if readable else "",
        shared=row.shared,
        private=bool(row.note) and not readable,
    )
