"""Closing a round: no more answers, every comment read once, everything copied in random order under new keys."""

import secrets
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select

from data_contracts.progress import Tick, silent
from serving.feedback.comment_reading import Reading
from serving.feedback.concerns.sweeping import forget_swept
from serving.feedback.rounds import Round, find_round, move, required
from serving.feedback.store import compact
from serving.feedback.tables import kept, responses, tokens
from serving.store.engine import reading, writing

ReadComments = Callable[[Sequence[str]], Sequence[Reading]]


def _nothing() -> None:
    """Nobody looks once more."""


def close_round(
    engine: Engine,
    round_id: str,
    read: ReadComments,
    closed_on: date,
    tick: Tick = silent,
    last_look: Callable[[], object] = _nothing,
) -> Round:
    """Close an open round. Interrupted after its first step it takes no answers; closing it again finishes the rest.

    `read` classifies redacted comments, in order; `last_look` passes on what is serious in them (`concerns.sweeping`),
    once no more can come and before anything moves. Nothing is lost when a step fails: the answers stay where they
    are until their copies are written, in one transaction.
    """
    with writing(engine) as conn:
        required(find_round(conn, round_id), "open", "closing")
        move(conn, round_id, state="closing", floors_frozen=True)
        conn.execute(delete(tokens).where(tokens.c.round_id == round_id))
    with reading(engine) as conn:
        rows = _answers(conn, round_id)
    last_look()
    copies = copies_of(rows, read)
    with writing(engine) as conn:
        keep(conn, copies)
        conn.execute(delete(responses).where(responses.c.round_id == round_id))
        forget_swept(conn, round_id)
        move(conn, round_id, state="closed", closed_on=closed_on)
    tick(1, 2, "write the file anew")
    compact(engine)
    tick(2, 2, "write the file anew")
    with reading(engine) as conn:
        return find_round(conn, round_id)


def _answers(conn: Connection, round_id: str) -> list[dict[str, Any]]:
    found = select(responses).where(responses.c.round_id == round_id).order_by(responses.c.response_id)
    return [dict(row) for row in conn.execute(found).mappings()]


def copies_of(rows: Sequence[Mapping[str, Any]], read: ReadComments) -> list[dict[str, Any]]:
    """What is kept of the answers `rows` (round_id, unit, scores, text, may_quote): the same, with what was read."""
    said = iter(read([row["text"] for row in rows if row["text"]]))
    return [_copy(row, next(said) if row["text"] else Reading()) for row in rows]


def keep(conn: Connection, copies: Sequence[Mapping[str, Any]]) -> None:
    """Write the copies in the order of their random keys."""
    if copies:
        conn.execute(insert(kept), sorted(copies, key=lambda copy: bytes(copy["kept_id"])))


def _copy(row: Mapping[str, Any], read: Reading) -> dict[str, Any]:
    return {
        "kept_id": secrets.token_bytes(16),
        **{name: row[name] for name in ("round_id", "unit", "scores", "text", "may_quote")},
        "assessed": read.assessed,
        "sentiment": read.sentiment,
        "topics": list(read.topics),
        "serious": list(read.serious),
    }
