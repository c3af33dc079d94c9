"""How a transaction begins on SQLite, told to the driver itself.

SQLAlchemy's own recipe, an event at each begin, makes every statement of the engine look for events: a third of the
time in which a key is looked up.
"""

import sqlite3
from typing import Any

from sqlalchemy import URL, Connection
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

_DRIVER = "sqlite+ermine"


class _Connection(sqlite3.Connection):
    """A connection that begins no transaction by itself, and knows how the next one begins."""

    next_begin = "BEGIN"

    def begin(self) -> None:
        """Begin as was asked; the one after begins as usual."""
        how, self.next_begin = self.next_begin, "BEGIN"
        self.execute(how)


class StoreDialect(SQLiteDialect_pysqlite):
    """SQLite through Python's own driver, in transactions that begin when SQLAlchemy says so."""

    driver = "ermine"
    supports_statement_cache = True

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin; the lock to write is asked for now where `lock_at_begin` said so."""
        dbapi_connection.begin()


registry.register("sqlite.ermine", __name__, StoreDialect.__name__)

CONNECT = {"factory": _Connection, "isolation_level": None}
"""What the driver is asked for."""


def store_url(url: URL) -> URL:
    """The same database by this dialect."""
    return url.set(drivername=_DRIVER)


def lock_at_begin(conn: Connection) -> None:
    """The next transaction of this connection takes the lock at its start."""
    conn.connection.driver_connection.next_begin = "BEGIN IMMEDIATE"  # type: ignore[union-attr]
