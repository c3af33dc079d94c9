"""What is removed from the feedback database once it is old, and that nothing else is, on both databases."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import func, select, update

from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.concerns.raising import Content, raise_concern
from serving.feedback.concerns.receipts import new_receipt
from serving.feedback.concerns.tables import concern_messages, concern_recusals, concerns
from serving.feedback.concerns.thread import find_thread, reply
from serving.feedback.forgetting import forget_old
from serving.feedback.releasing import release_round, released_bytes
from serving.feedback.store import compact
from serving.feedback.submission import Submission, submit
from serving.feedback.tables import kept
from serving.feedback.tokens import issue_tokens
from serving.store.engine import reading, writing

from .conftest import FLOORS

pytestmark = pytest.mark.db
TO = X25519PrivateKey.generate().public_key()
DAY = date(2026, 7, 1)


def raised(conn, found, state, closed_on):
    """A concern in a state, with a message and a recusal; gives its receipt."""
    receipt = new_receipt()
    raise_concern(conn, found, Content("words"), receipt, TO, DAY, passed_over="first")
    assert reply(conn, receipt, "more", TO, DAY)
    newest = (concerns.c.state == "new") & concerns.c.closed_on.is_(None)
    conn.execute(update(concerns).where(newest).values(state=state, closed_on=closed_on))
    return receipt


def test_closed_concerns_and_the_answers_behind_old_releases_go(engine, opened):
    """The old concern and the old answers go with all that hangs on them; what is open, recent or released stays."""
    with writing(engine) as conn:
        old = raised(conn, opened, "closed", DAY - timedelta(days=1))
        recent = raised(conn, opened, "closed", DAY)
        waiting = raised(conn, opened, "acknowledged", None)
        for number, token in enumerate(issue_tokens(conn, opened)):
            submit(conn, opened, token.text, Submission({"trust": 1 + number % 5}))
    close_round(engine, opened.round_id, lambda texts: [Reading() for _ in texts], DAY)
    with writing(engine) as conn:
        document = release_round(conn, opened.round_id, FLOORS, DAY)
        gone = [forget_old(conn, DAY, DAY + timedelta(days=days)) for days in (0, 1)]
    compact(engine)
    assert gone[0] == {"concern_messages": 1, "concern_recusals": 1, "concerns": 1, "kept": 0}
    assert gone[1] == {"concern_messages": 0, "concern_recusals": 0, "concerns": 0, "kept": 106}
    with reading(engine) as conn:
        assert [find_thread(conn, receipt) is None for receipt in (old, recent, waiting)] == [
            True,
            False,
            False,
        ]
        left = [concerns.c.concern_id, concern_messages.c.concern_id, concern_recusals.c.concern_id]
        assert [conn.execute(select(func.count(column))).scalar() for column in left] == [2, 2, 2]
        assert conn.execute(select(func.count(kept.c.kept_id))).scalar() == 0
        assert released_bytes(conn, opened.round_id) == document
