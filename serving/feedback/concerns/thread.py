"""A thread as its author sees it, by the receipt that only they hold."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Connection, Row, func, select, update

from serving.feedback.concerns.acts import MessageRefused, add_message, checked
from serving.feedback.concerns.opening import Message
from serving.feedback.concerns.receipts import ThreadKey, thread_key
from serving.feedback.concerns.sealing import unseal
from serving.feedback.concerns.tables import concern_messages, concerns

MOST_A_DAY = 20
"""Messages that the author of one concern can write in a day."""


@dataclass(frozen=True)
class Thread:
    """What has happened to a concern, and what was answered; the author's own words cannot be opened here."""

    state: str
    came_on: date
    acknowledged_on: date | None
    answered_on: date | None
    handed_over_on: date | None
    closed_on: date | None
    messages: tuple[Message, ...]


def find_thread(conn: Connection, receipt: str) -> Thread | None:
    """The thread of a receipt; None for one without a concern, as for letters that are no receipt at all."""
    opened = thread_key(receipt)
    rows = conn.execute(
        select(concerns, concern_messages)
        .outerjoin(concern_messages, concern_messages.c.concern_id == concerns.c.concern_id)
        .where(concerns.c.place == opened.place, concerns.c.author_key.is_not(None))
        .order_by(concern_messages.c.position)
    ).all()
    if not rows:
        return None
    same = {name: getattr(rows[0], name) for name in Thread.__dataclass_fields__ if name != "messages"}
    messages = (_message(row, opened) for row in rows if row.message_id is not None)
    return Thread(**same, messages=tuple(messages))


def reply(conn: Connection, receipt: str, words: str, handlers: X25519PublicKey, day: date) -> bool:
    """Add the author's words to their thread; a closed one opens again. False where there is no thread.

    Raises `MessageRefused`, also after `MOST_A_DAY` on the same day.
    """
    said, opened = checked(words), thread_key(receipt)
    mine = (concerns.c.place == opened.place) & concerns.c.author_key.is_not(None)
    row = conn.execute(select(concerns).where(mine)).first()
    if row is None:
        return False
    _refuse_flood(conn, row.concern_id, day)
    add_message(conn, row.concern_id, "author", said, handlers, day)
    again = {"state": "acknowledged", "closed_on": None} if row.state == "closed" else {}
    conn.execute(
        update(concerns)
        .where(concerns.c.concern_id == row.concern_id)
        .values(version=concerns.c.version + 1, **again)
    )
    return True


def _refuse_flood(conn: Connection, concern_id: bytes, day: date) -> None:
    mine = (concern_messages.c.concern_id == concern_id) & (concern_messages.c.written_by == "author")
    written = select(func.count(concern_messages.c.message_id)).where(mine, concern_messages.c.sent_on == day)
    if conn.execute(written).scalar_one() >= MOST_A_DAY:
        raise MessageRefused(
            f"You have written {MOST_A_DAY} messages today.",
            remedy="Write the rest tomorrow, in one message.",
        )


def _message(row: Row[Any], opened: ThreadKey) -> Message:
    words = unseal(opened.key, row.for_author, row.message_id) if row.for_author else None
    return Message(row.written_by, row.sent_on, words)
