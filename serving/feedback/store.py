"""Open the feedback database: deleted text is overwritten, and no journal outlives a transaction."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from sqlalchemy import Engine

from serving.feedback.concerns.tables import concern_messages, concern_recusals, concerns, swept
from serving.feedback.tables import kept, responses, tokens
from serving.store.engine import open_engine, writing

MIGRATIONS = Path(__file__).with_name("migrations")

FORGETFUL: Mapping[str, str] = MappingProxyType(
    {"journal_mode": "DELETE", "secure_delete": "ON", "temp_store": "MEMORY"}
)
"""A write-ahead log keeps the order of writes, and deleted text; a rollback journal is gone after each transaction."""

_ARRIVING = (responses, concerns, concern_messages, concern_recusals, swept)
"""Tables whose rows come one by one; those of `tokens` and `kept` come all at once, in the order of their keys."""


def open_feedback(url: str) -> Engine:
    """The engine of a feedback database such as `sqlite:////home/feedback.db`; opens no connection yet."""
    return open_engine(url, FORGETFUL)


def compact(engine: Engine) -> None:
    """Rewrite all rows, so that they lie in the order of their keys and nothing deleted is left among them."""
    if engine.dialect.name == "sqlite":
        _vacuum(engine)
    else:
        _write_again(engine)
        _cluster(engine)


def _vacuum(engine: Engine) -> None:
    """Past SQLAlchemy, which would open a transaction first, in which SQLite cannot do this."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM")
    finally:
        raw.close()


def _write_again(engine: Engine) -> None:
    """PostgreSQL keeps with each row, also with one that was moved, the number of the transaction that wrote it."""
    with writing(engine) as conn:
        for table in _ARRIVING:
            keys = ", ".join(table.primary_key.columns.keys())
            conn.exec_driver_sql(
                f"WITH gone AS (DELETE FROM {table.name} RETURNING *) "
                f"INSERT INTO {table.name} SELECT * FROM gone ORDER BY {keys}"
            )


def _cluster(engine: Engine) -> None:
    """VACUUM FULL on PostgreSQL would leave the rows in the order in which they came."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for table in (tokens, kept, *_ARRIVING):
            conn.exec_driver_sql(f"CLUSTER {table.name} USING {table.primary_key.name}")
