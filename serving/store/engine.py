"""Open the store: one engine, with the transactions of SQLite and PostgreSQL made to keep the same promises."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

from serving.store.postgresql import ONE_MOMENT, SETTINGS, prepare, take_turn

_WRITES = "ermine_writes"
_LOCK_WAIT_MS = 5_000
_SQLITE_POOL: Mapping[str, Any] = MappingProxyType({"pool_size": 10, "max_overflow": 90, "pool_timeout": 5})
"""As many as there are threads: who waits for the lock must not also wait for a connection."""
IN_THE_OPEN: Mapping[str, str] = MappingProxyType({"journal_mode": "WAL"})
"""Readers and one writer at a time, which is what a store without secrets in its order wants."""


def open_engine(url: str, pragmas: Mapping[str, str] = IN_THE_OPEN) -> Engine:
    """The engine of a store at a URL such as `sqlite:////home/ermine.db`; opens no connection yet.

    `pragmas` are set on every SQLite connection, on top of a wait for locks, full synchrony and foreign keys.
    """
    lite = url.startswith("sqlite")
    settings = _SQLITE_POOL if lite else SETTINGS
    # An error that quotes a statement must not quote what somebody said in it.
    engine = create_engine(url, pool_pre_ping=not lite, hide_parameters=True, **settings)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_prepare_sqlite, pragmas))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "connect", prepare)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed at the end of the block, rolled back if the block raises.

    The lock is taken at the start, so two writers queue instead of failing half-way or counting the same rows.
    """
    with engine.connect().execution_options(**{_WRITES: True}) as conn, conn.begin():
        if engine.dialect.name == "postgresql":
            take_turn(conn)
        yield conn


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: every query in the block sees the same moment."""
    options = ONE_MOMENT if engine.dialect.name == "postgresql" else {}
    with engine.connect().execution_options(**options) as conn, conn.begin():
        yield conn


def _prepare_sqlite(pragmas: Mapping[str, str], dbapi_connection: Any, _record: object) -> None:
    """Let SQLAlchemy begin transactions itself, and set what SQLite forgets between connections."""
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_LOCK_WAIT_MS}")
    for name, value in pragmas.items():
        cursor.execute(f"PRAGMA {name} = {value}")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(conn: Connection) -> None:
    writes = conn.get_execution_options().get(_WRITES, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
