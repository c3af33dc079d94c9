"""What PostgreSQL is told on each connection, so that a store keeps there what it promises on SQLite."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection

_CONNECT_WAIT_S = 5
_LOCK_WAIT_MS = 5_000
_STATEMENT_MS = 60_000

SETTINGS: Mapping[str, Any] = MappingProxyType(
    {
        "pool_size": 5,
        "max_overflow": 15,
        "pool_timeout": 5,
        "connect_args": {"connect_timeout": _CONNECT_WAIT_S},
    }
)
"""At most twenty connections a process, and nobody waits for one, or for the server, longer than for a lock."""

ONE_MOMENT: Mapping[str, Any] = MappingProxyType(
    {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
)
"""What `reading` asks for: by default each statement would see a moment of its own."""


def prepare(dbapi_connection: Any, _record: object) -> None:
    """Set how long anybody waits, the time zone, and how a text with a NUL is kept."""
    with dbapi_connection.cursor() as cursor:
        cursor.execute(f"SET lock_timeout = {_LOCK_WAIT_MS}")
        cursor.execute(f"SET statement_timeout = {_STATEMENT_MS}")
        cursor.execute(f"SET idle_in_transaction_session_timeout = {_STATEMENT_MS}")
        cursor.execute("SET timezone = 'UTC'")
    dbapi_connection.commit()
    _keep_nul_as_a_sign(dbapi_connection)


def take_turn(conn: Connection) -> None:
    """Wait until no other writer of this schema is at work; at the end of the transaction the next one may."""
    conn.exec_driver_sql("SELECT pg_advisory_xact_lock(hashtext(current_schema()))")


def _keep_nul_as_a_sign(dbapi_connection: Any) -> None:
    """PostgreSQL has no character 0. It becomes U+FFFD, so that a text with one is kept, and an id finds nobody."""
    from psycopg.types.string import StrDumper

    class Dumper(StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", "\ufffd"))

    dbapi_connection.adapters.register_dumper(str, Dumper)
