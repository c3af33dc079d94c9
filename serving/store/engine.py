"""Open the store: one engine, with SQLite's transactions made as strict as PostgreSQL's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

_WRITES = "ermine_writes"
_LOCK_WAIT_MS = 5_000
IN_THE_OPEN: Mapping[str, str] = MappingProxyType({"journal_mode": "WAL"})
"""Readers and one writer at a time, which is what a store without secrets in its order wants."""


def open_engine(url: str, pragmas: Mapping[str, str] = IN_THE_OPEN) -> Engine:
    """The engine of a store at a URL such as `sqlite:////home/ermine.db`; opens no connection yet.

    `pragmas` are set on every SQLite connection, on top of a wait for locks, full synchrony and foreign keys.
    """
    # An error that quotes a statement must not quote what somebody said in it.
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"), hide_parameters=True)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_prepare_sqlite, pragmas))
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A transaction that writes: committed at the end of the block, rolled back if the block raises.

    On SQLite the write lock is taken at the start, so two writers queue instead of failing half-way.
    """
    with engine.connect().execution_options(**{_WRITES: True}) as conn, conn.begin():
        yield conn


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A transaction that only reads: every query in the block sees the same moment."""
    with engine.connect() as conn, conn.begin():
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
