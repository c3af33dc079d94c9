"""Whoever can write to the database edits, removes, moves, adds or cuts off audit entries: each is found."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import Connection, Engine, delete, insert, select, update

from serving.access.roles import Principal, Role
from serving.audit.heads import Head, HeadRefused, check, head_bytes, head_of, read_head
from serving.audit.subject_keys import SubjectKeys
from serving.audit.trail import AuditTrail
from serving.store.audit_tables import audit_log, audit_start, audit_subjects
from serving.store.engine import open_engine, reading, writing
from serving.store.migrate import migrate

NOW = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
WHO = Principal("erm_1", Role.ER_MANAGER, "a test", "ER-1")
ENTRIES = 40


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A store with forty entries about seven people."""
    engine = open_engine(f"sqlite:///{tmp_path / 'ermine.db'}")
    migrate(engine)
    trail = AuditTrail(SubjectKeys(tmp_path / "subjects.db"), lambda: NOW)
    with writing(engine) as conn:
        for number in range(ENTRIES):
            trail.record(conn, WHO, "person.viewed", subject=f"E{number % 7}", number=number)
    yield engine
    engine.dispose()


def _edit(conn: Connection, seq: int, column: str, value: object) -> None:
    conn.execute(update(audit_log).where(audit_log.c.seq == seq).values({column: value}))


def _edit_action(conn: Connection, seq: int) -> None:
    _edit(conn, seq, "action", "session.opened")


def _edit_role(conn: Connection, seq: int) -> None:
    _edit(conn, seq, "role", "dpo")


def _edit_who(conn: Connection, seq: int) -> None:
    _edit(conn, seq, "key_id", "erm_2")


def _edit_time(conn: Connection, seq: int) -> None:
    _edit(conn, seq, "at", NOW.replace(hour=7))


def _edit_detail(conn: Connection, seq: int) -> None:
    _edit(conn, seq, "detail", json.dumps({"number": -1}))


def _edit_hash(conn: Connection, seq: int) -> None:
    _edit(conn, seq, "h", "0" * 64)


def _hide_person(conn: Connection, seq: int) -> None:
    conn.execute(delete(audit_subjects).where(audit_subjects.c.seq == seq))


def _blame_person(conn: Connection, seq: int) -> None:
    conn.execute(insert(audit_subjects).values(seq=seq, subject="f" * 32))


def _remove(conn: Connection, seq: int) -> None:
    conn.execute(delete(audit_log).where(audit_log.c.seq == seq))


def _remove_and_renumber(conn: Connection, seq: int) -> None:
    rows = (
        conn.execute(select(audit_log).where(audit_log.c.seq > seq).order_by(audit_log.c.seq))
        .mappings()
        .all()
    )
    people = conn.execute(select(audit_subjects).where(audit_subjects.c.seq > seq)).mappings().all()
    conn.execute(delete(audit_log).where(audit_log.c.seq >= seq))
    if rows:
        conn.execute(insert(audit_log), [{**row, "seq": row["seq"] - 1} for row in rows])
        conn.execute(insert(audit_subjects), [{**row, "seq": row["seq"] - 1} for row in people])


def _swap(conn: Connection, seq: int) -> None:
    columns = ("at", "key_id", "role", "action", "detail", "h")
    first, second = (
        conn.execute(select(audit_log).where(audit_log.c.seq == number)).mappings().one()
        for number in (seq, seq - 1)
    )
    for number, row in ((seq, second), (seq - 1, first)):
        conn.execute(update(audit_log).where(audit_log.c.seq == number).values({c: row[c] for c in columns}))


TAMPERINGS = (
    _edit_action, _edit_role, _edit_who, _edit_time, _edit_detail, _edit_hash, _hide_person, _blame_person,
    _remove, _remove_and_renumber, _swap,
)  # fmt: skip


@pytest.mark.parametrize("tamper", TAMPERINGS)
def test_every_tampering_is_found(engine: Engine, tamper: object) -> None:
    """At ten random places each, and named at the entry touched or the one right after."""
    with reading(engine) as conn:
        head = head_of(conn)
        assert check(conn, head).whole
    for seq in random.Random(str(tamper)).sample(range(2, ENTRIES + 1), 10):
        with engine.connect() as conn:
            tamper(conn, seq)  # type: ignore[operator]
            verdict = check(conn, head)
            conn.rollback()
        assert not verdict.whole, seq
        assert verdict.broken is not None
        assert verdict.broken.seq in (seq - 1, seq, seq + 1)


def test_a_cut_at_the_end_is_whole_in_itself_and_found_against_the_exported_head(engine: Engine) -> None:
    """Which is why heads are exported and kept elsewhere."""
    with writing(engine) as conn:
        head = head_of(conn)
        conn.execute(delete(audit_log).where(audit_log.c.seq > ENTRIES - 5))
        assert check(conn).whole
        verdict = check(conn, head)
    assert verdict.broken is not None
    assert verdict.broken.seq == ENTRIES - 4


def test_a_chain_computed_anew_is_found_against_the_exported_head(engine: Engine, tmp_path: Path) -> None:
    """An attacker who knows the rule can make another whole chain, but not one with the old head in it."""
    with writing(engine) as conn:
        head = head_of(conn)
        conn.execute(delete(audit_log))
        trail = AuditTrail(SubjectKeys(tmp_path / "subjects.db"), lambda: NOW)
        for number in range(ENTRIES + 3):
            trail.record(conn, WHO, "session.opened", number=number)
        assert check(conn).whole
        assert not check(conn, head).whole


def test_a_beginning_cut_off_is_found_unless_the_audit_itself_records_it(engine: Engine) -> None:
    """Pretending that old entries were removed in due time needs an entry that says so."""
    with writing(engine) as conn:
        last = conn.execute(select(audit_log).where(audit_log.c.seq == 10)).one()
        conn.execute(delete(audit_log).where(audit_log.c.seq <= 10))
        assert not check(conn).whole
        conn.execute(insert(audit_start).values(seq=10, h=last.h))
        assert not check(conn).whole


def test_a_forged_head_is_refused() -> None:
    """Changed, unsigned, signed by another key, or not a head at all."""
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    head = Head(40, "ab" * 32, "2026-07-01T06:00:00.000000+00:00")
    signed = head_bytes(head, key)
    assert read_head(signed, key.public_key()) == head
    for forged in (
        signed.replace(b'"seq": 40', b'"seq": 39'), head_bytes(head, None), head_bytes(head, other),
        b"{}", b"no", b"[]",
    ):  # fmt: skip
        with pytest.raises(HeadRefused):
            read_head(forged, key.public_key())
