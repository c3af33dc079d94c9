"""What the feedback database keeps no longer: concerns closed long ago, and the answers behind old releases."""

from datetime import date

from sqlalchemy import Connection, delete, select

from serving.feedback.concerns.tables import concern_messages, concern_recusals, concerns
from serving.feedback.tables import kept, rounds


def forget_old(conn: Connection, closed_before: date, released_before: date) -> dict[str, int]:
    """Delete concerns closed or dismissed before one day, and answers of rounds released before another.

    What was released stays. Gives how many rows of each table went; `store.compact` then overwrites them.
    """
    old = select(concerns.c.concern_id).where(
        concerns.c.state.in_(("closed", "dismissed")), concerns.c.closed_on < closed_before
    )
    over = select(rounds.c.round_id).where(
        rounds.c.state == "released", rounds.c.released_on < released_before
    )
    rules = {
        concern_messages: concern_messages.c.concern_id.in_(old),
        concern_recusals: concern_recusals.c.concern_id.in_(old),
        concerns: concerns.c.concern_id.in_(old),
        kept: kept.c.round_id.in_(over),
    }
    return {table.name: conn.execute(delete(table).where(rule)).rowcount for table, rule in rules.items()}
