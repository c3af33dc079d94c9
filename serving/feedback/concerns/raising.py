"""A concern on its way into the store: sealed for the handlers, under the widest unit, with the day."""

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Connection, insert

from serving.feedback.concerns.flood import refuse_flood
from serving.feedback.concerns.receipts import thread_key
from serving.feedback.concerns.sealing import seal
from serving.feedback.concerns.tables import concern_recusals, concerns
from serving.feedback.rounds import Round

MAX_WHERE = 200
"""Characters in which somebody may say where it happens."""


@dataclass(frozen=True)
class Content:
    """What is sealed: the words, where it happens, whether names were left in, and what a program took it for."""

    words: str
    where: str = ""
    names_kept: bool = False
    kinds: tuple[str, ...] = ()


def raise_concern(
    conn: Connection,
    found: Round,
    content: Content,
    receipt: str,
    to: X25519PublicKey,
    day: date,
    passed_over: str | None = None,
) -> None:
    """Keep a concern that its author sent; `receipt` opens its thread, the handler `passed_over` never sees it.

    It needs no unused token: whoever has answered already can be in need, and a concern that only counted with one
    would tell by its thread whether the token had been used. Raises `TooManyConcerns`.
    """
    refuse_flood(conn, found, day)
    thread = thread_key(receipt)
    row = concern_row(found, "author", content, to, day)
    row |= {"place": thread.place, "author_key": thread.key.public_key().public_bytes_raw()}
    conn.execute(insert(concerns), row)
    if passed_over is not None:
        conn.execute(insert(concern_recusals), {"concern_id": row["concern_id"], "handler": passed_over})


def concern_row(
    found: Round, source: str, content: Content, to: X25519PublicKey, day: date
) -> dict[str, Any]:
    """A row of `concerns` without an author to answer to."""
    concern_id = secrets.token_bytes(16)
    return {
        "concern_id": concern_id,
        "round_id": found.round_id,
        "source": source,
        "state": "unread" if source == "unread" else "new",
        "came_on": day,
        "unit": next(unit for unit, above in found.parents.items() if above is None),
        "sealed": seal(to, json.dumps(asdict(content), ensure_ascii=False), concern_id),
        "place": secrets.token_bytes(32),
        "author_key": None,
        "version": 1,
    }
