"""Open the feedback database: deleted text is overwritten, and no journal outlives a transaction."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Engine

from serving.feedback.tables import kept, responses, tokens
from serving.store.engine import open_engine

MIGRATIONS = Path(__file__).with_name("migrations")

FORGETFUL: Mapping[str, str] = MappingProxyType(
    {"journal_mode": "DELETE", "secure_delete": "ON", "temp_store": "MEMORY"}
)
"""A write-ahead log keeps the order of writes, and deleted text; a rollback journal is gone after each transaction."""


def open_feedback(url: str) -> Engine:
    """The engine of a feedback database such as `sqlite:////home/feedback.db`; opens no connection yet."""
    return open_engine(url, FORGETFUL)


def compact(engine: Engine) -> None:
    """Rewrite the file, so that rows lie in the order of their keys and nothing deleted is left in it."""
    if engine.dialect.name == "sqlite":
        _vacuum(engine)
    else:
        _cluster(engine)


def _vacuum(engine: Engine) -> None:
    """Past SQLAlchemy, which would open a transaction first, in which SQLite cannot do this."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
    finally:
        raw.close()


def _cluster(engine: Engine) -> None:
    """VACUUM FULL on PostgreSQL would leave the rows in the order in which they came."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for table in (tokens, responses, kept):
            conn.exec_driver_sql(f"CLUSTER {table.name} USING {table.primary_key.name}")
