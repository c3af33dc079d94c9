"""Open the store: one engine, with the transactions of SQLite and PostgreSQL made to keep the same promises."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from serving.store.postgresql import ONE_MOMENT, SETTINGS, prepare, take_turn
from serving.store.sqlite import CONNECT, lock_at_begin, store_url

_LOCK_WAIT_MS = 5_000
_SQLITE_POOL: Mapping[str, Any] = MappingProxyType(
    {"pool_size": 10, "max_overflow": 90, "pool_timeout": 5, "connect_args": CONNECT}
)
"""As many as there are threads: who waits for the lock must not also wait for a connection."""
IN_THE_OPEN: Mapping[str, str] = MappingProxyType({"journal_mode": "WAL"})
"""Readers and one writer at a time, which is what a store without secrets in its order wants."""


def open_engine(url: str, pragmas: Mapping[str, str] = IN_THE_OPEN) -> Engine:
    """The engine of a store at a URL such as `sqlite:////home/ermine.db`; opens no connection yet.

    `pragmas` are set on every SQLite connection, on top of a wait for locks, full synchrony and foreign keys.
    """
    # An error that quotes a statement must not quote what somebody said in it.
    if url.startswith("sqlite"):
        engine = create_engine(store_url(make_url(url)), hide_parameters=True, **_SQLITE_POOL)
        event.listen(engine, "connect", partial(_prepare_sqlite, pragmas))
    else:
        engine = create_engine(url, pool_pre_ping=True, hide_parameters=True, **SETTINGS)
        event.listen(engine, "connect", prepare)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed at the end of the block, rolled back if the block raises.

    The lock is taken at the start, so two writers queue instead of failing half-way or counting the same rows.
    """
    lite = engine.dialect.name == "sqlite"
    with engine.connect() as conn:
        if lite:
            lock_at_begin(conn)
        with conn.begin():
            if not lite:
                take_turn(conn)
            yield conn


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: every query in the block sees the same moment."""
    with engine.connect() as conn:
        if engine.dialect.name != "sqlite":
            conn.execution_options(**ONE_MOMENT)
        with conn.begin():
            yield conn


def _prepare_sqlite(pragmas: Mapping[str, str], dbapi_connection: Any, _record: object) -> None:
    """Set what SQLite forgets between connections."""
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_LOCK_WAIT_MS}")
    for name, value in pragmas.items():
        cursor.execute(f"PRAGMA {name} = {value}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()
