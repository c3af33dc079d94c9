"""How many answers have arrived, told only when and as far as it says nothing about anybody.

From thirty on, in steps of ten, of the whole round, and counted once a day: a count that moves while somebody looks
would say when an answer came.
"""

from datetime import date

from sqlalchemy import Connection, Engine, func, insert, select, update

from serving.feedback.rounds import Round
from serving.feedback.tables import kept, responses
from serving.store.engine import reading
from serving.store.round_tables import round_counts

COUNTED_FROM, IN_STEPS_OF = 30, 10


def answers_at_least(conn: Connection, feedback: Engine, found: Round, day: date) -> int | None:
    """At least so many people have answered, as counted on the `day`; None while that may not be told.

    `conn` writes to the store of the lists, where the day's count is kept.
    """
    if found.historic:
        return None  # its rows are answers to single questions
    row = conn.execute(select(round_counts).where(round_counts.c.round_id == found.round_id)).first()
    if row is not None and row.day >= day:
        return None if row.at_least is None else int(row.at_least)
    counted = _coarse(_count(feedback, found))
    values = {"day": day, "at_least": counted}
    if row is None:
        conn.execute(insert(round_counts).values(round_id=found.round_id, **values))
    else:
        conn.execute(update(round_counts).where(round_counts.c.round_id == found.round_id).values(**values))
    return counted


def _coarse(answers: int) -> int | None:
    return None if answers < COUNTED_FROM else answers - answers % IN_STEPS_OF


def _count(feedback: Engine, found: Round) -> int:
    with reading(feedback) as conn:
        return sum(
            conn.execute(
                select(func.count(table.c.round_id)).where(table.c.round_id == found.round_id)
            ).scalar_one()
            for table in (responses, kept)
        )
