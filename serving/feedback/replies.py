"""What was promised in return for answers, as the feedback pages show it.

The promises themselves are kept with the lists, in a database that the feedback pages never open. Whoever changes one
writes all that is to be shown over here, so that the copy is always whole.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from serving.feedback.tables import replies

SHOWN = 12
"""So many are shown, the newest."""


@dataclass(frozen=True)
class Reply:
    """One promise: for which unit, about what, what is done, who answers for it, until when; the day it was done."""

    unit: str
    subject: str
    what: str
    owner: str
    due: date
    done_on: date | None


def publish_replies(conn: Connection, newest_first: Sequence[Reply]) -> None:
    """Show these and no others."""
    conn.execute(delete(replies))
    rows = [{"position": n, **asdict(reply)} for n, reply in enumerate(newest_first[:SHOWN], 1)]
    if rows:
        conn.execute(insert(replies), rows)


def published_replies(conn: Connection) -> tuple[Reply, ...]:
    """What is shown, the newest first."""
    rows = conn.execute(select(replies).order_by(replies.c.position)).mappings()
    return tuple(Reply(**{name: row[name] for name in Reply.__dataclass_fields__}) for row in rows)
