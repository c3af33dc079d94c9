"""Open the feedback database: deleted text is overwritten, and no journal outlives a transaction."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Engine

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
    """Rewrite the file, so that pages lie in key order and nothing deleted is left in it.

    Past SQLAlchemy, which would open a transaction first, in which no database can do this.
    """
    raw = engine.raw_connection()
    try:
        if engine.dialect.name == "sqlite":
            raw.cursor().execute("VACUUM")
        else:
            raw.driver_connection.autocommit = True  # type: ignore[union-attr]
            raw.cursor().execute("VACUUM FULL")
    finally:
        raw.close()
