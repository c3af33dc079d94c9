"""The daily look through an open round: what may be serious, and what no program can read, goes to trained people.

Every comment is read again each time and none is marked. What was passed on is remembered by a keyed digest in a table
of its own, so that it is passed on once. The digest tells less than the comment itself, which lies beside it until the
round closes; then both go. The key lies outside the database: a copy without the answers, such as a backup, cannot be
searched for guessed words.
"""

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from sqlalchemy import Connection, Engine, delete, insert, select

from serving.feedback.concerns.raising import Content, concern_row
from serving.feedback.concerns.tables import concerns, sweeps, swept
from serving.feedback.rounds import Round, find_round
from serving.feedback.store import compact
from serving.feedback.tables import responses
from serving.store.engine import reading, writing

FindSerious = Callable[[Sequence[str]], Sequence[Sequence[str] | None]]
"""For each redacted comment the serious concerns in it, or None where no program can tell."""


@dataclass(frozen=True)
class Sweep:
    """What one look found: comments read, and how many were passed on as serious and as not assessed just now."""

    round_id: str
    read: int
    serious: int
    not_assessed: int


def sweep_round(
    engine: Engine, round_id: str, find: FindSerious, to: X25519PublicKey, key: bytes, day: date
) -> Sweep:
    """Pass on every comment of the round that needs a person and was not passed on before.

    A round that has closed by the time of writing was looked through by its close: nothing is done.
    """
    with reading(engine) as conn:
        texts = _texts(conn, round_id)
    needed = [(text, kinds) for text, kinds in zip(texts, find(texts), strict=True) if kinds or kinds is None]
    with writing(engine) as conn:
        found = find_round(conn, round_id)
        if found.state not in ("open", "closing"):
            return Sweep(round_id, len(texts), 0, 0)
        sources = _pass_on(conn, found, needed, to, key, day)
        conn.execute(delete(sweeps).where(sweeps.c.round_id == round_id))
        conn.execute(insert(sweeps), {"round_id": round_id, "last_on": day})
    compact(engine)
    return Sweep(round_id, len(texts), sources["program"], sources["unread"])


def forget_swept(conn: Connection, round_id: str) -> None:
    """Forget what was passed on of a round: its comments have been read for the last time."""
    conn.execute(delete(swept).where(swept.c.round_id == round_id))
    conn.execute(delete(sweeps).where(sweeps.c.round_id == round_id))


def _pass_on(
    conn: Connection,
    found: Round,
    needed: Iterable[tuple[str, Sequence[str] | None]],
    to: X25519PublicKey,
    key: bytes,
    day: date,
) -> Counter[str]:
    known = {bytes(digest) for digest in conn.execute(select(swept.c.digest)).scalars()}
    rows: list[dict[str, Any]] = []
    digests: list[dict[str, Any]] = []
    for digest, text, kinds in _numbered(found.round_id, needed, key):
        if digest in known:
            continue
        digests.append({"digest": digest, "round_id": found.round_id})
        content = Content(text, kinds=tuple(kinds or ()))
        rows.append(concern_row(found, "unread" if kinds is None else "program", content, to, day))
    if rows:
        conn.execute(insert(concerns), sorted(rows, key=lambda row: bytes(row["concern_id"])))
        conn.execute(insert(swept), sorted(digests, key=lambda row: row["digest"]))
    return Counter(row["source"] for row in rows)


def _numbered(
    round_id: str, needed: Iterable[tuple[str, Sequence[str] | None]], key: bytes
) -> Iterator[tuple[bytes, str, Sequence[str] | None]]:
    """Digests that tell the second "help" from the first: two people may need help in the same words."""
    seen: Counter[str] = Counter()
    for text, kinds in needed:
        seen[text] += 1
        told = f"{round_id}\0{seen[text]}\0{text}".encode()
        yield hmac.new(key, told, hashlib.sha256).digest(), text, kinds


def _texts(conn: Connection, round_id: str) -> list[str]:
    """The comments in the order of their random keys."""
    has_text = (responses.c.round_id == round_id) & responses.c.text.is_not(None)
    texts = select(responses.c.text).where(has_text).order_by(responses.c.response_id)
    return [str(text) for text in conn.execute(texts).scalars()]
