"""Which run is the one to work from."""

from sqlalchemy import Connection, RowMapping, select

from serving.store.tables import runs


def latest_run_row(conn: Connection) -> RowMapping | None:
    """The run of the newest as-of day, and of its runs the last made; None before the first run."""
    newest_first = select(runs).order_by(runs.c.as_of.desc(), runs.c.number.desc()).limit(1)
    return conn.execute(newest_first).mappings().first()
