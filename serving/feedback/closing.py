"""Closing a round: no more answers, every comment read once, everything copied in random order under new keys."""

import secrets
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select

from data_contracts.progress import Tick, silent
from serving.feedback.comment_reading import Reading
from serving.feedback.rounds import Round, find_round, move, required
from serving.feedback.store import compact
from serving.feedback.tables import kept, responses, tokens
from serving.store.engine import reading, writing

ReadComments = Callable[[Sequence[str]], Sequence[Reading]]


def close_round(
    engine: Engine, round_id: str, read: ReadComments, closed_on: date, tick: Tick = silent
) -> Round:
    """Close an open round. Interrupted after its first step it takes no answers; closing it again finishes the rest.

    `read` classifies redacted comments, in order. Nothing is lost when a step fails: the answers stay where they are
    until their copies are written, in one transaction.
    """
    with writing(engine) as conn:
        required(find_round(conn, round_id), "open", "closing")
        move(conn, round_id, state="closing", floors_frozen=True)
        conn.execute(delete(tokens).where(tokens.c.round_id == round_id))
    with reading(engine) as conn:
        rows = _answers(conn, round_id)
    texts = [row["text"] for row in rows if row["text"]]
    said = iter(read(texts))
    copies = [_copy(row, next(said) if row["text"] else Reading()) for row in rows]
    with writing(engine) as conn:
        _replace(conn, round_id, copies, closed_on)
    tick(1, 2, "write the file anew")
    compact(engine)
    tick(2, 2, "write the file anew")
    with reading(engine) as conn:
        return find_round(conn, round_id)


def _answers(conn: Connection, round_id: str) -> list[RowMapping]:
    found = select(responses).where(responses.c.round_id == round_id).order_by(responses.c.response_id)
    return list(conn.execute(found).mappings())


def _copy(row: RowMapping, read: Reading) -> dict[str, Any]:
    return {
        "kept_id": secrets.token_bytes(16),
        **{name: row[name] for name in ("round_id", "unit", "scores", "text", "may_quote")},
        "assessed": read.assessed,
        "sentiment": read.sentiment,
        "topics": list(read.topics),
        "serious": list(read.serious),
    }


def _replace(conn: Connection, round_id: str, copies: list[dict[str, Any]], closed_on: date) -> None:
    if copies:
        conn.execute(insert(kept), sorted(copies, key=lambda copy: bytes(copy["kept_id"])))
    conn.execute(delete(responses).where(responses.c.round_id == round_id))
    move(conn, round_id, state="closed", closed_on=closed_on)
