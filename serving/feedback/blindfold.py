"""The feedback database as the server of the lists may use it: rounds, links and releases, no answer, no comment.

SQLite asks an authorizer about every column that a statement reads, so a statement that wants a score or a comment is
refused before it runs, whoever wrote it. What remains is to count the answers of a round. On PostgreSQL the same is a
matter of rights: see `docs/feedback.md`.
"""

import sqlite3
from typing import Any

from sqlalchemy import Engine, event

from serving.feedback.tables import kept, responses

_CLOSED = frozenset({responses.name, kept.name})
_COUNTING = frozenset({"", "round_id"})
_WRITES = frozenset({sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE, sqlite3.SQLITE_DELETE})


def blindfold(engine: Engine) -> Engine:
    """The same engine, none of whose connections can read or change an answer."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _cover)
        engine.dispose()
    return engine


def _cover(dbapi_connection: Any, _record: object) -> None:
    dbapi_connection.set_authorizer(_allowed)


def _allowed(action: int, table: str | None, column: str | None, *_where: str | None) -> int:
    if table not in _CLOSED or action not in {*_WRITES, sqlite3.SQLITE_READ}:
        return sqlite3.SQLITE_OK
    counted = action == sqlite3.SQLITE_READ and (column or "") in _COUNTING
    return sqlite3.SQLITE_OK if counted else sqlite3.SQLITE_DENY
