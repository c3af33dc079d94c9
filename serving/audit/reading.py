"""Read the audit: entries in order, the last of a kind, and whether the chain is whole."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Row, select

from serving.audit.chain import Entry, Link, Scalar, moment
from serving.store.audit_tables import audit_log, audit_subjects

_BATCH = 2_000


def links(conn: Connection, after: int = 0) -> Iterator[Link]:
    """The entries after number `after`, in order, each with its hash as it is stored."""
    while True:
        rows = conn.execute(
            select(audit_log).where(audit_log.c.seq > after).order_by(audit_log.c.seq).limit(_BATCH)
        ).all()
        if not rows:
            return
        subjects = _subjects(conn, [row.seq for row in rows])
        for row in rows:
            yield Link(_entry(row, subjects.get(row.seq, ())), row.h)
        after = rows[-1].seq


def newest(
    conn: Connection, *, before: int | None, limit: int, action: str | None = None, subject: str | None = None
) -> tuple[Entry, ...]:
    """Entries from the newest on, or those before number `before`: of one action, or about one pseudonym."""
    wanted = select(audit_log).order_by(audit_log.c.seq.desc()).limit(limit)
    if before is not None:
        wanted = wanted.where(audit_log.c.seq < before)
    if action is not None:
        wanted = wanted.where(audit_log.c.action == action)
    if subject is not None:
        about = select(audit_subjects.c.seq).where(audit_subjects.c.subject == subject)
        wanted = wanted.where(audit_log.c.seq.in_(about))
    rows = conn.execute(wanted).all()
    subjects = _subjects(conn, [row.seq for row in rows])
    return tuple(_entry(row, subjects.get(row.seq, ())) for row in rows)


def last_detail(conn: Connection, action: str, **wanted: Scalar) -> Mapping[str, Scalar] | None:
    """The detail of the last entry of this action in which these values stand; None if there is none."""
    texts = conn.execute(
        select(audit_log.c.detail).where(audit_log.c.action == action).order_by(audit_log.c.seq.desc())
    )
    details: Iterator[dict[str, Scalar]] = (json.loads(text) for text in texts.scalars())
    return next((found for found in details if wanted.items() <= found.items()), None)


def _subjects(conn: Connection, numbers: Sequence[int]) -> dict[int, tuple[str, ...]]:
    rows = conn.execute(
        select(audit_subjects.c.seq, audit_subjects.c.subject)
        .where(audit_subjects.c.seq.in_(numbers))
        .order_by(audit_subjects.c.seq, audit_subjects.c.subject)
    )
    found: dict[int, list[str]] = {}
    for seq, subject in rows:
        found.setdefault(seq, []).append(subject)
    return {seq: tuple(subjects) for seq, subjects in found.items()}


def _entry(row: Row[Any], subjects: tuple[str, ...]) -> Entry:
    return Entry(row.seq, moment(row.at), row.key_id, row.role, row.action, subjects, json.loads(row.detail))
