"""What a handler does with a concern, each act on the version that they saw; every act moves it on by one version."""

import secrets
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Connection, func, insert, select, update

from data_contracts.errors import Conflict, InputRefused
from serving.feedback.concerns.opening import CASE
from serving.feedback.concerns.queue import Concern, Duty, find_concern, key_of
from serving.feedback.concerns.sealing import seal
from serving.feedback.concerns.tables import concern_messages, concern_recusals, concerns

MAX_MESSAGE = 5_000


class ConcernMoved(Conflict):
    """The concern has changed since you opened it."""


class NotNow(Conflict):
    """The concern is not in a state in which that can be done."""


class NobodyToAnswer(Conflict):
    """The author cannot be answered: a program passed this on."""


class NobodyLeft(Conflict):
    """Everybody who handles concerns would be recused."""


class MessageRefused(InputRefused):
    """A message has between 1 and 5,000 characters."""


def acknowledge(conn: Connection, concern: Concern, day: date) -> None:
    """Say that a person has read it."""
    _required(concern, "new")
    _move(conn, concern, state="acknowledged", acknowledged_on=day)


def answer(conn: Connection, concern: Concern, words: str, to: X25519PublicKey, day: date) -> None:
    """Write to the author; a first answer acknowledges too. `to` is the handlers' own key."""
    _required(concern, "new", "acknowledged", "answered", "handed_over")
    row = conn.execute(_select(concern)).one()
    if row.author_key is None:
        raise NobodyToAnswer(
            "The author cannot be answered: they did not send this as a concern.",
            remedy="Hand it over, or close it.",
        )
    author = X25519PublicKey.from_public_bytes(row.author_key)
    add_message(conn, row.concern_id, "handler", checked(words), to, day, author)
    state = "handed_over" if concern.state == "handed_over" else "answered"
    _move(
        conn,
        concern,
        state=state,
        answered_on=concern.answered_on or day,
        acknowledged_on=concern.acknowledged_on or day,
    )


def hand_over(conn: Connection, concern: Concern, case_ref: str, to: X25519PublicKey, day: date) -> None:
    """Note, sealed, under which reference the case system has it."""
    _required(concern, "new", "acknowledged", "answered")
    sealed = seal(to, case_ref, key_of(concern.concern_id) + CASE)
    acknowledged = concern.acknowledged_on or day
    _move(
        conn,
        concern,
        state="handed_over",
        handed_over_on=day,
        acknowledged_on=acknowledged,
        case_ref=sealed,
    )


def close(conn: Connection, concern: Concern, day: date) -> None:
    """Close it; the author can still write, which opens it again."""
    _required(concern, "acknowledged", "answered", "handed_over")
    _move(conn, concern, state="closed", closed_on=day)


def recuse(conn: Connection, concern: Concern, handler: str, duty: Duty) -> None:
    """The handler is the subject or involved: it leaves their queue for that of the next; raises `NobodyLeft`."""
    of_it = concern_recusals.c.concern_id == key_of(concern.concern_id)
    recused = set(conn.execute(select(concern_recusals.c.handler).where(of_it)).scalars())
    if not set(duty.handlers) - recused - {handler}:
        raise NobodyLeft(
            "Nobody would be left to handle it.",
            remedy="Have the privacy officer name somebody else in privacy.toml, [concerns] handlers; then repeat.",
        )
    row = {"concern_id": key_of(concern.concern_id), "handler": handler}
    conn.execute(insert(concern_recusals), row)
    _move(conn, concern)


def take_up(conn: Connection, concern: Concern) -> None:
    """Make a comment that no program could judge a concern; its days count from when it came."""
    _required(concern, "unread")
    _move(conn, concern, state="new")


def dismiss(conn: Connection, concern: Concern, day: date) -> None:
    """A comment that no program could judge, read by a person, is nothing serious."""
    _required(concern, "unread")
    _move(conn, concern, state="dismissed", closed_on=day)


def seen(conn: Connection, handler: str, duty: Duty, concern_id: str, version: int) -> Concern:
    """The concern in the version that the handler saw; raises `ConcernUnknown` and `ConcernMoved`."""
    found = find_concern(conn, handler, duty, concern_id)
    if found.version != version:
        raise ConcernMoved(
            "The concern has changed since you opened it.", remedy="Open it again, then repeat."
        )
    return found


def add_message(
    conn: Connection,
    concern_id: bytes,
    written_by: str,
    words: str,
    handlers: X25519PublicKey,
    day: date,
    author: X25519PublicKey | None = None,
) -> None:
    """Keep a message at the end of a thread, sealed for the handlers and, where there is a key, for the author."""
    message_id = secrets.token_bytes(16)
    thread = concern_messages.c.concern_id == concern_id
    last = conn.execute(select(func.max(concern_messages.c.position)).where(thread)).scalar()
    row = {
        "message_id": message_id,
        "concern_id": concern_id,
        "position": (last or 0) + 1,
        "written_by": written_by,
        "sent_on": day,
        "for_handler": seal(handlers, words, message_id),
        "for_author": seal(author, words, message_id) if author is not None else None,
    }
    conn.execute(insert(concern_messages), row)


def checked(words: str) -> str:
    """The words of a message without blank ends; raises `MessageRefused`."""
    said = words.replace("\r\n", "\n").strip()
    if not 1 <= len(said) <= MAX_MESSAGE:
        raise MessageRefused(f"A message has between 1 and {MAX_MESSAGE:,} characters.")
    return said


def _required(concern: Concern, *states: str) -> None:
    if concern.state not in states:
        raise NotNow(f"The concern is {concern.state.replace('_', ' ')}; that cannot be done with it now.")


def _select(concern: Concern) -> Any:
    return select(concerns).where(concerns.c.concern_id == key_of(concern.concern_id))


def _move(conn: Connection, concern: Concern, **changes: Any) -> None:
    """Change the row if it still has the version; of two at once one is told that it has moved."""
    this = (concerns.c.concern_id == key_of(concern.concern_id)) & (concerns.c.version == concern.version)
    moved = conn.execute(update(concerns).where(this).values(version=concern.version + 1, **changes))
    if moved.rowcount != 1:
        raise ConcernMoved(
            "The concern has changed since you opened it.", remedy="Open it again, then repeat."
        )
