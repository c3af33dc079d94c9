"""What is sealed in a concern, opened for its handler."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Connection, select

from serving.feedback.concerns.queue import Concern, Duty, find_concern, key_of, queue
from serving.feedback.concerns.raising import Content
from serving.feedback.concerns.sealing import unseal
from serving.feedback.concerns.tables import concern_messages, concerns

CASE = b" case"
"""Set behind the key of a concern, this is what its case reference is sealed for."""


@dataclass(frozen=True)
class Message:
    """A message of a thread; `words` is None where only the other side can read them."""

    written_by: str
    sent_on: date
    words: str | None


@dataclass(frozen=True)
class OpenConcern:
    """A concern with what was sealed in it."""

    concern: Concern
    content: Content
    messages: tuple[Message, ...]
    case_ref: str | None


def open_concern(
    conn: Connection, handler: str, duty: Duty, concern_id: str, key: X25519PrivateKey
) -> OpenConcern:
    """A concern of this handler with its words; raises `ConcernUnknown` and `WillNotOpen`."""
    return _opened(conn, find_concern(conn, handler, duty, concern_id), key)


def open_unread(conn: Connection, handler: str, duty: Duty, key: X25519PrivateKey) -> tuple[OpenConcern, ...]:
    """The comments that no program could judge, with their words."""
    return tuple(_opened(conn, one, key) for one in queue(conn, handler, duty, ("unread",)))


def _opened(conn: Connection, concern: Concern, key: X25519PrivateKey) -> OpenConcern:
    concern_id = key_of(concern.concern_id)
    row = conn.execute(select(concerns).where(concerns.c.concern_id == concern_id)).one()
    told = json.loads(unseal(key, row.sealed, concern_id))
    case = unseal(key, row.case_ref, concern_id + CASE) if row.case_ref else None
    content = Content(**{**told, "kinds": tuple(told["kinds"])})
    return OpenConcern(concern, content, _messages(_thread(conn, concern_id), key), case)


def _thread(conn: Connection, concern_id: bytes) -> Sequence[Any]:
    of_it = concern_messages.c.concern_id == concern_id
    return conn.execute(select(concern_messages).where(of_it).order_by(concern_messages.c.position)).all()


def _messages(rows: Sequence[Any], key: X25519PrivateKey) -> tuple[Message, ...]:
    return tuple(
        Message(row.written_by, row.sent_on, unseal(key, row.for_handler, row.message_id)) for row in rows
    )
