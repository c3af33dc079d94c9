"""What the server of the lists writes for, and may read from, the feedback database."""

from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DatabaseError

from serving.feedback.blindfold import blindfold
from serving.feedback.replies import SHOWN, Reply, publish_replies, published_replies
from serving.feedback.tables import kept, releases, responses, rounds
from serving.store.engine import reading, writing


def a_reply(n):
    """A promise."""
    return Reply("Plant", "Workload", f"Promise {n}", "Head of plant", date(2026, 9, 1), None)


def test_the_newest_promises_are_shown_and_no_others(engine):
    """Written whole: what is not there any more is gone."""
    with writing(engine) as conn:
        publish_replies(conn, [a_reply(n) for n in range(20)])
        assert [one.what for one in published_replies(conn)] == [f"Promise {n}" for n in range(SHOWN)]
        publish_replies(conn, [a_reply(7)])
        assert published_replies(conn) == (a_reply(7),)


@pytest.mark.parametrize(
    "column", [responses.c.text, responses.c.scores, responses.c.unit, kept.c.text, kept.c.scores]
)
def test_the_server_of_the_lists_cannot_read_an_answer(engine, opened, column):
    """The database itself refuses the statement, whoever wrote it; the raw words are refused too."""
    if engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL this is a matter of rights, see docs/feedback.md")
    blind = blindfold(engine)
    with reading(blind) as conn, pytest.raises(DatabaseError, match="prohibited"):
        conn.execute(select(column))
    with reading(blind) as conn, pytest.raises(DatabaseError, match="prohibited"):
        conn.exec_driver_sql("SELECT * FROM responses")


def test_the_server_of_the_lists_reads_rounds_and_releases_and_counts(engine, opened):
    """That is all that its pages need; it can change no answer either."""
    if engine.dialect.name != "sqlite":
        pytest.skip("on PostgreSQL this is a matter of rights, see docs/feedback.md")
    blind = blindfold(engine)
    with writing(blind) as conn:
        assert conn.execute(select(rounds.c.state)).scalars().all() == ["open"]
        assert conn.execute(select(releases)).all() == []
        assert conn.execute(select(responses.c.round_id)).all() == []
    row = {"response_id": b"1" * 16, "round_id": "2026-q2", "unit": "shop", "scores": {}, "may_quote": False}
    with writing(blind) as conn, pytest.raises(DatabaseError):
        conn.execute(insert(responses), row)
