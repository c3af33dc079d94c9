"""How many concerns a round takes in a day: nobody shall bury the queue under invented ones, and needs no link for one.

Whoever comes when the day is full is told so and whom to turn to: a message that is dropped in silence is worse.
"""

from datetime import date

from sqlalchemy import Connection, func, select

from data_contracts.errors import Unavailable
from serving.feedback.concerns.tables import concerns
from serving.feedback.rounds import Round
from serving.feedback.tables import rounds

LEAST = 20
"""As many concerns a day as people were asked, and never fewer than this."""


class TooManyConcerns(Unavailable):
    """More concerns came today than people were asked: no more are taken until tomorrow."""


def refuse_flood(conn: Connection, found: Round, day: date) -> None:
    """Raise `TooManyConcerns` where the round has taken as many on this day as it may."""
    of_today = (
        (concerns.c.round_id == found.round_id)
        & (concerns.c.came_on == day)
        & (concerns.c.source == "author")
    )
    came = conn.execute(select(func.count(concerns.c.concern_id)).where(of_today)).scalar_one()
    if came >= max(found.tokens_issued, LEAST):
        raise TooManyConcerns(
            "So many serious messages have come today that somebody may be inventing them. Nothing was kept of yours.",
            remedy="Turn to the people named on this page, or send it again tomorrow.",
        )


def full_rounds(conn: Connection, day: date) -> tuple[str, ...]:
    """The rounds that have taken as many on this day as they may."""
    came = func.count(concerns.c.concern_id)
    counted = conn.execute(
        select(rounds.c.round_id, rounds.c.tokens_issued, came.label("came"))
        .join(concerns, concerns.c.round_id == rounds.c.round_id)
        .where(concerns.c.came_on == day, concerns.c.source == "author")
        .group_by(rounds.c.round_id, rounds.c.tokens_issued)
        .order_by(rounds.c.round_id)
    )
    return tuple(row.round_id for row in counted if row.came >= max(row.tokens_issued, LEAST))
