"""The store: migrations arrive at the tables that the code uses, in one step or not at all."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, event, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError, StatementError

from serving.store.engine import open_engine, reading, writing
from serving.store.migrate import (
    MAIN,
    StoreNewer,
    StoreNotMigrated,
    _config,
    check_migrated,
    head,
    migrate,
)
from serving.store.tables import api_keys, metadata, run_items

pytestmark = pytest.mark.db


@pytest.fixture
def empty(database: Callable[[str], str]) -> Iterator[Engine]:
    """A store without tables."""
    engine = open_engine(database("ermine"))
    yield engine
    engine.dispose()


def constraints(engine: Engine) -> dict[str, Any]:
    """Everything that autogenerate does not compare."""
    found = inspect(engine)
    return {
        name: (
            sorted(str(check) for check in found.get_check_constraints(name)),
            sorted(str(key) for key in found.get_foreign_keys(name)),
            sorted(str(index) for index in found.get_indexes(name)),
        )
        for name in metadata.tables
    }


def test_migrations_arrive_at_the_tables_of_the_code(empty: Engine, database: Callable[[str], str]) -> None:
    """Columns, keys, checks and indexes are those of `tables.py`, created directly elsewhere to compare."""
    assert migrate(empty) == head()
    with reading(empty) as conn:
        assert compare_metadata(MigrationContext.configure(conn), metadata) == []
        check_migrated(conn)
    direct = open_engine(database("direct"))
    metadata.create_all(direct)
    assert constraints(empty) == constraints(direct)
    direct.dispose()


def test_migrating_again_changes_nothing(empty: Engine) -> None:
    """Rows are still there after a second start."""
    migrate(empty)
    with writing(empty) as conn:
        conn.execute(insert(api_keys).values(_key("a")))
    migrate(empty)
    with reading(empty) as conn:
        assert conn.execute(select(api_keys.c.key_id)).scalars().all() == ["a"]


def test_a_migration_that_breaks_half_way_leaves_the_store_as_it_was(empty: Engine) -> None:
    """After a failure at the last table there is no table at all, and the next start succeeds."""

    def fail(_conn: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "CREATE TABLE sessions" in statement:
            raise OSError("no space left on device")

    event.listen(empty, "before_cursor_execute", fail)
    with pytest.raises(OSError, match="no space"):
        migrate(empty)
    assert inspect(empty).get_table_names() == []
    event.remove(empty, "before_cursor_execute", fail)
    assert migrate(empty) == head()


_KILLED = """
import os, signal, sys
from sqlalchemy import event
from serving.store.engine import open_engine
from serving.store.migrate import migrate

engine = open_engine(sys.argv[1])

@event.listens_for(engine, "before_cursor_execute")
def kill(_conn, _cursor, statement, *_rest):
    if "CREATE TABLE sessions" in statement:
        os.kill(os.getpid(), signal.SIGKILL)

migrate(engine)
"""


def test_a_migration_that_is_killed_leaves_the_store_as_it_was(
    empty: Engine, database: Callable[[str], str]
) -> None:
    """`kill -9` half-way, in a process of its own: no table is left, and the next start makes them all."""
    killed = subprocess.run([sys.executable, "-c", _KILLED, database("ermine")], check=False)
    assert killed.returncode == -signal.SIGKILL
    assert inspect(empty).get_table_names() == []
    assert migrate(empty) == head()


def test_a_store_of_a_later_version_is_refused(empty: Engine) -> None:
    """Neither migrated nor read: this version does not know what is in it."""
    migrate(empty)
    with writing(empty) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreNewer, match="9999"):
        migrate(empty)
    with reading(empty) as conn, pytest.raises(StoreNewer):
        check_migrated(conn)


def test_an_empty_store_is_not_taken_for_a_migrated_one(empty: Engine) -> None:
    """The refusal says what to run."""
    with reading(empty) as conn, pytest.raises(StoreNotMigrated) as refused:
        check_migrated(conn)
    assert "ermine" in refused.value.remedy


def test_moments_keep_their_time_zone_and_naive_ones_are_refused(empty: Engine) -> None:
    """What is written in one zone is read back in UTC; a moment without a zone is not stored."""
    migrate(empty)
    local = datetime(2026, 7, 1, 8, 30, tzinfo=timezone(timedelta(hours=2)))
    with writing(empty) as conn:
        conn.execute(insert(api_keys).values({**_key("a"), "created_at": local}))
        read = conn.execute(select(api_keys.c.created_at)).scalar_one()
        assert (read, read.utcoffset()) == (datetime(2026, 7, 1, 6, 30, tzinfo=UTC), timedelta(0))
    with pytest.raises(StatementError, match="time zone"), writing(empty) as conn:
        conn.execute(insert(api_keys).values({**_key("b"), "created_at": datetime(2026, 7, 1)}))


def test_a_failed_block_writes_nothing(empty: Engine) -> None:
    """An exception inside `writing` rolls everything back."""
    migrate(empty)

    def fill() -> None:
        with writing(empty) as conn:
            for key in (_key("a"), _key("b"), _key("a")):
                conn.execute(insert(api_keys).values(key))

    with pytest.raises(IntegrityError):
        fill()
    with reading(empty) as conn:
        assert conn.execute(select(api_keys)).all() == []


def test_foreign_keys_are_enforced(empty: Engine) -> None:
    """SQLite forgets them unless told on every connection."""
    migrate(empty)
    with pytest.raises(IntegrityError), writing(empty) as conn:
        conn.execute(text("INSERT INTO run_units (run_id, unit_id, name) VALUES ('nowhere', 'u', 'U')"))


def test_a_reader_sees_one_moment_while_another_writes(empty: Engine) -> None:
    """Two reads in one block agree although a row was committed between them."""
    migrate(empty)
    with reading(empty) as reader:
        before = reader.execute(select(api_keys)).all()
        with writing(empty) as writer:
            writer.execute(insert(api_keys).values(_key("a")))
        assert reader.execute(select(api_keys)).all() == before == []


def test_lines_of_earlier_lists_are_kept_and_say_what_they_were_there_for(empty: Engine) -> None:
    """From the first tables to today's: a line by the score stays one, one of a cold start was for keeping in touch."""
    with writing(empty) as conn:
        config = _config(MAIN)
        config.attributes["connection"] = conn
        command.upgrade(config, "0001")
        conn.execute(text(_OLD_RUN))
        conn.execute(text("insert into run_er_managers values ('r', 'M1', 'Jo', 6.0)"))
        for number, kind in enumerate(("risk", "cold_start"), start=1):
            conn.execute(
                text(
                    "insert into run_people (run_id, employee_id, name, unit_id, job, facts, status, not_listed, band,"
                    f" features, contributions) values ('r', 'E{number}', 'P', 'u', '', '[]', 'scored', '', 'watch',"
                    " '{}', '{}')"
                )
            )
            conn.execute(
                text(
                    "insert into run_items (item_id, run_id, er_manager_id, employee_id, position, kind, playbook_id,"
                    f" hours, valid_until, why) values ('i{number}', 'r', 'M1', 'E{number}', {number}, '{kind}',"
                    " 'check-in', 1.0, '2026-07-08', 'because')"
                )
            )
    migrate(empty)
    with reading(empty) as conn:
        rows = conn.execute(select(run_items).order_by(run_items.c.item_id)).all()
    assert [(row.employee_id, row.unit_id, row.kind, row.why) for row in rows] == [
        ("E1", None, "risk", "because"),
        ("E2", None, "coverage", "because"),
    ]


_OLD_RUN = """
insert into runs (run_id, number, content_hash, kind, source, as_of, made_at, valid_until, data_hash, data_note,
  outreach_policy_hash, privacy_policy_hash, people, scored, listed, explanation, features, bands, playbooks)
values ('r', 1, 'h', 'risk', 'company', '2026-07-01', '2026-07-01 06:00:00', '2026-07-08', 'd', '', 'p', 'q', 2, 2, 2,
  'told', '[]', '[]', '[]')
"""


def _key(key_id: str) -> dict[str, Any]:
    now = datetime(2026, 7, 1, tzinfo=UTC)
    return {
        "key_id": key_id, "secret_hash": "0" * 64, "role": "admin", "purpose": "test", "sign_in": False,
        "created_at": now, "expires_at": now,
    }  # fmt: skip
