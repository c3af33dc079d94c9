"""The disk fills while a round closes or is released: nothing is lost or half released, and it goes on later."""

from contextlib import contextmanager
from datetime import date

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.releasing import NotReleased, release_round, released_bytes
from serving.feedback.rounds import find_round
from serving.feedback.submission import Submission, submit
from serving.feedback.tables import kept, responses
from serving.feedback.tokens import issue_tokens
from serving.store.engine import reading, writing

from .conftest import FLOORS

DAY = date(2026, 7, 15)


@contextmanager
def full_after(engine, pages):
    """The file can grow by so many pages; then SQLite says what it says on a full disk."""
    with reading(engine) as conn:
        most = conn.exec_driver_sql("pragma page_count").scalar_one() + pages

    def limit(raw, _record):
        raw.execute(f"pragma max_page_count = {most}")

    event.listen(engine, "connect", limit)
    engine.dispose()
    yield
    event.remove(engine, "connect", limit)
    engine.dispose()


def read(texts):
    """A reader that finds every other comment positive."""
    return [Reading(True, ("positive", "negative")[at % 2], ("culture",), ()) for at in range(len(texts))]


def close(engine):
    """Close the round."""
    return close_round(engine, "2026-q2", read, DAY)


@pytest.mark.parametrize("pages", [0, 3, 8])
def test_a_disk_that_fills_loses_no_answer_and_releases_no_half(engine, opened, pages):
    """Every answer is there before and after, once; the round is closed, then released, when there is room again."""
    with writing(engine) as conn:
        for number, token in enumerate(issue_tokens(conn, opened)):
            said = Submission({"trust": 1 + number % 5}, f"words {number} " * 40, may_quote=True)
            submit(conn, opened, token.text, said)
    with full_after(engine, pages), pytest.raises(OperationalError, match="full"):
        close(engine)
    with reading(engine) as conn:
        assert find_round(conn, "2026-q2").state == "closing"
        counts = [conn.execute(select(func.count(t.c.round_id))).scalar_one() for t in (responses, kept)]
    assert counts == [106, 0]
    assert close(engine).state == "closed"
    with full_after(engine, 0), pytest.raises(OperationalError, match="full"), writing(engine) as conn:
        release_round(conn, "2026-q2", FLOORS, DAY)
    with reading(engine) as conn:
        assert find_round(conn, "2026-q2").state == "closed"
        assert conn.execute(select(func.count(kept.c.round_id))).scalar_one() == 106
        with pytest.raises(NotReleased):
            released_bytes(conn, "2026-q2")
    with writing(engine) as conn:
        assert release_round(conn, "2026-q2", FLOORS, DAY)
