"""SQLite and PostgreSQL keep the same promises: turns, one moment, any text."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, func, insert, select

from serving.store.engine import reading, writing
from serving.store.tables import api_keys

pytestmark = pytest.mark.db

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def key(key_id: str, purpose: str = "test") -> dict[str, Any]:
    """A row of `api_keys`."""
    return {
        "key_id": key_id, "secret_hash": "0" * 64, "role": "admin", "purpose": purpose, "sign_in": False,
        "created_at": NOW, "expires_at": NOW,
    }  # fmt: skip


def keys_in(engine: Engine) -> int:
    """How many keys there are."""
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(api_keys)).scalar_one()


def test_writers_take_turns(engine: Engine) -> None:
    """Forty writers on eight threads, each counting before it adds: nobody counts what another has counted."""

    def add(_: int) -> None:
        with writing(engine) as conn:
            n = conn.execute(select(func.count()).select_from(api_keys)).scalar_one()
            conn.execute(insert(api_keys).values(key(f"k{n}")))

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(add, range(40)))
    assert keys_in(engine) == 40


def test_any_text_can_be_asked_for_and_kept(engine: Engine) -> None:
    """Character 0, which PostgreSQL does not have, finds nobody and stops nothing; other signs come back as sent."""
    said = "=1+1 \u202e \U0001f9a1 'quoted' \x1b %s :name"
    with writing(engine) as conn:
        assert conn.execute(select(api_keys).where(api_keys.c.key_id == "a\0b")).first() is None
        conn.execute(insert(api_keys).values(key("a", said)))
        conn.execute(insert(api_keys).values(key("b", "x\0y")))
    with reading(engine) as conn:
        found = dict(conn.execute(select(api_keys.c.key_id, api_keys.c.purpose)).all())
    assert found["a"] == said
    assert found["b"] in ("x\0y", "x\ufffdy")


def test_nothing_is_written_in_a_block_that_only_reads_on_postgresql(engine: Engine) -> None:
    """The server refuses it there; on SQLite the block holds no lock, so a writer is never kept waiting by it."""
    if engine.dialect.name == "sqlite":
        with reading(engine), writing(engine) as conn:
            conn.execute(insert(api_keys).values(key("a")))
        return
    with pytest.raises(Exception, match="read-only"), reading(engine) as conn:
        conn.execute(insert(api_keys).values(key("a")))
