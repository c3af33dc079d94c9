"""Open the store: one engine, with SQLite's transactions made as strict as PostgreSQL's."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event

_WRITES = "ermine_writes"
_LOCK_WAIT_MS = 5_000


def open_engine(url: str) -> Engine:
    """The engine of a store at a URL such as `sqlite:////home/ermine.db`; opens no connection yet."""
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
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


def _prepare_sqlite(dbapi_connection: Any, _record: object) -> None:
    """Let SQLAlchemy begin transactions itself, and set what SQLite forgets between connections."""
    dbapi_connection.isolation_level = None
    cursor = dbapi_connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {_LOCK_WAIT_MS}")
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.close()


def _begin_sqlite(conn: Connection) -> None:
    writes = conn.get_execution_options().get(_WRITES, False)
    conn.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
