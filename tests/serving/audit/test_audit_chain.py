"""The audit chain: whole while it is added to from everywhere at once, and one with what it records."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, func, insert, select

from serving.access.roles import Principal, Role
from serving.audit.acts import act, close_open_acts, open_acts
from serving.audit.chain import first_break
from serving.audit.reading import last_detail, links
from serving.audit.subject_keys import SubjectKeys, SubjectKeysUnavailable
from serving.audit.trail import AuditTrail
from serving.store.audit_tables import audit_log, audit_subjects
from serving.store.engine import open_engine, reading, writing
from serving.store.tables import api_keys

NOW = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
pytestmark = pytest.mark.db
WHO = Principal("erm_1", Role.ER_MANAGER, "a test", "ER-1")


def count(engine: Engine) -> int:
    """How many entries there are."""
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(audit_log)).scalar_one()


def test_entries_of_many_threads_form_one_chain(engine: Engine, audit: AuditTrail) -> None:
    """16 threads add 160 entries, by acts and by looks: numbered without a gap, every hash holds."""

    def add(number: int) -> None:
        if number % 2:
            audit.seen(engine, WHO, "person.viewed", subject=f"E{number % 7}", number=number)
        else:
            with writing(engine) as conn:
                audit.record(conn, WHO, "item.accepted", subject=f"E{number % 7}", number=number)

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(add, range(160)))
    with reading(engine) as conn:
        found = list(links(conn))
    assert first_break(found) is None
    assert sorted(link.entry.detail["number"] for link in found) == list(range(160))


def test_two_processes_worth_of_trails_share_one_chain(engine: Engine, tmp_path: Path) -> None:
    """Two trails with engines of their own on one file, as two workers have them: no fork, one pseudonym each."""
    other = open_engine(engine.url.render_as_string(hide_password=False))
    trails = [(at, AuditTrail(SubjectKeys(tmp_path / "subjects.db"), lambda: NOW)) for at in (engine, other)]
    with ThreadPoolExecutor(8) as threads:
        list(
            threads.map(
                lambda n: trails[n % 2][1].seen(trails[n % 2][0], WHO, "x.seen", subject="E1"), range(60)
            )
        )
    with reading(engine) as conn:
        assert first_break(links(conn)) is None
        assert len(set(conn.execute(select(audit_subjects.c.subject)).scalars())) == 1
    other.dispose()


def test_looks_at_the_same_time_share_transactions(engine: Engine, audit: AuditTrail) -> None:
    """Eight threads whose looks wait for one slow commit are written by far fewer commits than looks."""
    commits: list[int] = []
    event.listen(engine, "commit", lambda _conn: commits.append(1))
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda n: audit.seen(engine, WHO, "person.viewed", subject="E1", n=n), range(400)))
    assert count(engine) == 400
    assert len(commits) < 200, len(commits)


def test_an_act_that_fails_leaves_no_entry_and_an_entry_that_fails_no_act(
    engine: Engine, audit: AuditTrail, key_row: Callable[[str], dict[str, object]]
) -> None:
    """They are one transaction."""

    def act_that_fails() -> None:
        with writing(engine) as conn:
            audit.record(conn, WHO, "key.created")
            raise RuntimeError("the act")

    def entry_that_fails() -> None:
        with writing(engine) as conn:
            conn.execute(insert(api_keys).values(key_row("a")))
            audit.record(conn, WHO, "key.created", people=["E1"])  # type: ignore[arg-type]

    with pytest.raises(RuntimeError, match="the act"):
        act_that_fails()
    with pytest.raises(TypeError, match="no plain value"):
        entry_that_fails()
    with reading(engine) as conn:
        assert conn.execute(select(api_keys)).all() == []
    assert count(engine) == 0


def test_nobody_is_named_in_the_audit(engine: Engine, audit: AuditTrail) -> None:
    """An entry about a person holds 32 hexadecimal characters that no one can turn back without the person's key."""
    with writing(engine) as conn:
        audit.record(conn, WHO, "person.viewed", subject="E-1234567890")
        rows = conn.execute(select(audit_subjects)).all()
        text = str(conn.execute(select(audit_log)).all()) + str(rows)
    assert "E-1234567890" not in text
    assert [len(row.subject) for row in rows] == [32]


def test_an_erased_person_is_nobody_and_the_chain_holds(
    engine: Engine, audit: AuditTrail, tmp_path: Path
) -> None:
    """Their file no longer holds the id; entries stay; a new entry about the same id has another pseudonym."""
    secret_id = "f3a9" * 8
    for _ in range(2):
        audit.seen(engine, WHO, "person.viewed", subject=secret_id)
    before = audit.keys.existing(secret_id)
    assert SubjectKeys(tmp_path / "subjects.db").erase(
        secret_id
    )  # another process: this one's memory goes too
    assert audit.keys.existing(secret_id) is None
    assert secret_id.encode() not in b"".join(path.read_bytes() for path in tmp_path.glob("subjects.db*"))
    with reading(engine) as conn:
        assert first_break(links(conn)) is None
    assert audit.keys.pseudonyms([secret_id])[secret_id] != before


def test_without_the_file_of_keys_nothing_about_a_person_is_recorded(engine: Engine, tmp_path: Path) -> None:
    """The refusal is a 503 with a remedy, and entries about nobody go on."""
    trail = AuditTrail(SubjectKeys(tmp_path / "gone" / "subjects.db"), lambda: NOW)
    with pytest.raises((SubjectKeysUnavailable, OSError)):
        trail.seen(engine, WHO, "person.viewed", subject="E1")
    trail.seen(engine, WHO, "session.opened")
    assert count(engine) == 1


def test_an_act_across_stores_has_an_intent_and_an_outcome(engine: Engine, audit: AuditTrail) -> None:
    """Done, failed, or (after a crash between the two) cut short as soon as somebody looks."""
    with act(engine, audit, WHO, "model.promoted", wanted="3") as found:
        found["version"] = 3
    with pytest.raises(OSError, match="full"), act(engine, audit, WHO, "round.opened"):
        raise OSError("full")
    with writing(engine) as conn:
        audit.record(conn, WHO, "model.rolled_back", step="intended", act="77")  # and the process died here
        assert list(open_acts(conn).values()) == ["model.rolled_back"]
        assert close_open_acts(conn, audit, WHO, serving_version=3) == 1
        assert open_acts(conn) == {}
        steps = [(link.entry.action, link.entry.detail["step"]) for link in links(conn)]
        done = last_detail(conn, "model.promoted", step="done")
    assert steps == [
        ("model.promoted", "intended"),
        ("model.promoted", "done"),
        ("round.opened", "intended"),
        ("round.opened", "failed"),
        ("model.rolled_back", "intended"),
        ("model.rolled_back", "cut_short"),
    ]
    assert done is not None
    assert (done["version"], done["wanted"]) == (3, "3")
