"""A round from opening to release: who may answer, that one token is one answer, and that a release is for ever."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import func, select, text

from sentiment.release.coarsening import TooFewForFeedback
from sentiment.release.floors import Floor, Floors
from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.releasing import NotReleased, release_round, released, released_bytes
from serving.feedback.rounds import (
    FloorsFrozen,
    Organisation,
    RoundExists,
    RoundState,
    RoundUnknown,
    find_round,
    open_round,
    raise_floors,
)
from serving.feedback.store import MIGRATIONS
from serving.feedback.submission import AnswerRefused, Submission, check_submission, submit
from serving.feedback.tables import feedback_metadata, kept, responses, tokens
from serving.feedback.tokens import TokensIssued, digest, issue_tokens
from serving.store.engine import reading, writing
from serving.store.migrate import check_migrated

from .conftest import COMPANY, FLOORS, QUESTIONS

pytestmark = pytest.mark.db
CLOSED_ON = date(2026, 7, 15)


def read(texts):
    """A reader that finds every comment positive, and one word serious."""
    return [
        Reading(True, "positive", ("culture",), ("safety",) if "unsafe" in text else ()) for text in texts
    ]


def count(engine, table):
    """How many rows a table has."""
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(table)).scalar()


def hand_out(engine, round_id="2026-q2"):
    """The tokens of a round, in plain text."""
    with writing(engine) as conn:
        return issue_tokens(conn, find_round(conn, round_id))


def send(engine, token, submission, round_id="2026-q2"):
    """Submit one answer."""
    with writing(engine) as conn:
        submit(conn, find_round(conn, round_id), token, submission)


def answered_round(engine):
    """A round in which everybody has answered."""
    issued = hand_out(engine)
    with writing(engine) as conn:
        found = find_round(conn, "2026-q2")
        for number, token in enumerate(issued):
            said = {"enps": number % 11, "trust": 1 + number % 5}
            text = f"words {number}" if number % 2 else ""
            submit(conn, found, token.text, Submission(said, text))
    return issued


def test_migrations_arrive_at_the_tables_of_the_code(engine):
    """The feedback database has exactly the tables that the code names."""
    with reading(engine) as conn:
        assert compare_metadata(MigrationContext.configure(conn), feedback_metadata) == []
        check_migrated(conn, MIGRATIONS)


def test_answers_of_a_small_team_are_kept_with_a_larger_group(opened):
    """Four people at the desk count for the office; nobody is kept in a group of fewer than ten."""
    assert opened.homes == {"all": "all", "shop": "shop", "office": "all", "desk": "all"}
    assert opened.eligible == {"all": 106, "shop": 60}


def test_a_company_too_small_to_hide_in_cannot_open_a_round(engine):
    """Nine people are refused with the number that is needed."""
    tiny = Organisation({"all": None}, {"all": "Everyone"}, {"all": 9})
    with writing(engine) as conn, pytest.raises(TooFewForFeedback):
        open_round(conn, "tiny", tiny, QUESTIONS, FLOORS, CLOSED_ON)


def test_a_round_of_that_name_is_opened_once(engine, opened):
    """A second round of the same name is refused."""
    with writing(engine) as conn, pytest.raises(RoundExists):
        open_round(conn, "2026-q2", COMPANY, QUESTIONS, FLOORS, CLOSED_ON)


def stored(engine):
    """All that is kept: the bytes of the file, or every row as text where there is no file of ours."""
    if engine.dialect.name == "sqlite":
        return Path(engine.url.database).read_bytes()
    with reading(engine) as conn:
        rows = [
            conn.execute(text(f"SELECT t::text FROM {table} t")).scalars()
            for table in feedback_metadata.tables
        ]
        return "\n".join(row for found in rows for row in found).encode()


def test_tokens_are_told_once_and_kept_as_digests(engine, opened):
    """There is one token per eligible person; none of them is in the file, and they cannot be had again."""
    issued = hand_out(engine)
    assert len(issued) == len({token.text for token in issued}) == 106
    raw = stored(engine)
    assert not any(token.text.encode() in raw for token in issued)
    with pytest.raises(TokensIssued):
        hand_out(engine)


def test_a_token_counts_once(engine, opened):
    """The second use is taken like the first, and changes nothing."""
    token = hand_out(engine)[0].text
    for value in (3, 5):
        send(engine, token, Submission({"trust": value}))
    with reading(engine) as conn:
        assert conn.execute(select(responses.c.scores)).scalars().all() == [{"trust": 3}]
        assert conn.execute(select(tokens).where(tokens.c.digest == digest(token))).first() is None


def test_fifty_threads_with_one_token_are_one_answer(engine, opened):
    """A race for one token has one winner."""
    token = hand_out(engine)[0].text
    with ThreadPoolExecutor(50) as pool:
        list(pool.map(lambda _: send(engine, token, Submission({"trust": 4})), range(50)))
    assert count(engine, responses) == 1


def test_forged_tokens_and_those_of_another_round_count_for_nothing(engine, opened):
    """An unknown token, and a good one sent to another round, leave no answer and freeze nothing."""
    with writing(engine) as conn:
        open_round(conn, "2026-q3", COMPANY, QUESTIONS, FLOORS, CLOSED_ON)
    token = hand_out(engine)[0].text
    send(engine, "forged", Submission({"trust": 4}))
    send(engine, token, Submission({"trust": 4}), "2026-q3")
    assert count(engine, responses) == 0
    with reading(engine) as conn:
        assert not find_round(conn, "2026-q2").floors_frozen
    send(engine, token, Submission({"trust": 4}))
    assert count(engine, responses) == 1


@pytest.mark.parametrize(
    "submission",
    [
        Submission(),
        Submission(text="   "),
        Submission({"trust": 6}),
        Submission({"trust": 0}),
        Submission({"trust": True}),
        Submission({"enps": 11}),
        Submission({"other": 3}),
        Submission(text="x" * 100_000),
    ],
)
def test_what_cannot_be_an_answer_is_refused_without_repeating_it(opened, submission):
    """Out of range, unknown, empty and endless answers are refused in words that hold none of them."""
    with pytest.raises(AnswerRefused) as refused:
        check_submission(opened, submission)
    assert "xxx" not in str(refused.value)
    assert "other" not in str(refused.value)


def test_floors_are_frozen_by_the_first_answer(engine, opened):
    """They may rise afterwards, never fall."""
    token = hand_out(engine)[0].text
    lower, higher = (Floors(Floor(n, n), FLOORS.enps, FLOORS.comments, FLOORS.topic_writers) for n in (4, 8))
    with writing(engine) as conn:
        raise_floors(conn, find_round(conn, "2026-q2"), lower)
    send(engine, token, Submission({"trust": 4}))
    with writing(engine) as conn:
        raise_floors(conn, find_round(conn, "2026-q2"), higher)
        with pytest.raises(FloorsFrozen):
            raise_floors(conn, find_round(conn, "2026-q2"), lower)


def test_closing_keeps_every_answer_under_new_keys_and_takes_no_more(engine, opened):
    """All answers are copied, their old rows and all tokens are gone, and the words are nowhere else in the file."""
    answered_round(engine)
    with reading(engine) as conn:
        before = set(conn.execute(select(responses.c.response_id)).scalars())
    closed = close_round(engine, "2026-q2", read, CLOSED_ON)
    assert (closed.state, closed.closed_on) == ("closed", CLOSED_ON)
    assert (count(engine, kept), count(engine, responses), count(engine, tokens)) == (106, 0, 0)
    with reading(engine) as conn:
        assert not before & set(conn.execute(select(kept.c.kept_id)).scalars())
    assert stored(engine).count(b"words 51") == 1
    with pytest.raises(RoundState, match="is closed"):
        send(engine, "any", Submission({"trust": 4}))


def test_what_is_kept_lies_in_the_order_of_its_keys(engine, opened):
    """Not in the order in which it came: read without a wish for an order, the keys come sorted."""
    answered_round(engine)
    close_round(engine, "2026-q2", read, CLOSED_ON)
    found = select(kept.c.kept_id)
    with reading(engine) as conn:
        laid = found if engine.dialect.name == "sqlite" else found.order_by(text("ctid"))
        keys = conn.execute(laid).scalars().all()
    assert keys == sorted(keys)


def test_a_close_that_fails_half_way_loses_nothing_and_can_be_repeated(engine, opened):
    """The answers stay until their copies are written; the round takes no more answers in between."""

    def broken(texts):
        raise OSError("disk full")

    answered_round(engine)
    with pytest.raises(OSError, match="disk full"):
        close_round(engine, "2026-q2", broken, CLOSED_ON)
    assert count(engine, responses) == 106
    with pytest.raises(RoundState, match="is closing"):
        send(engine, "any", Submission({"trust": 4}))
    assert close_round(engine, "2026-q2", read, CLOSED_ON).state == "closed"
    assert count(engine, kept) == 106


def test_an_open_round_cannot_be_released_and_a_closed_one_not_closed_again(engine, opened):
    """Each step is taken once, in order."""
    with writing(engine) as conn, pytest.raises(RoundState, match="is open"):
        release_round(conn, "2026-q2", FLOORS, CLOSED_ON)
    with reading(engine) as conn, pytest.raises(NotReleased):
        released(conn, "2026-q2")
    close_round(engine, "2026-q2", read, CLOSED_ON)
    with pytest.raises(RoundState, match="is closed"):
        close_round(engine, "2026-q2", read, CLOSED_ON)
    with reading(engine) as conn, pytest.raises(RoundUnknown):
        find_round(conn, "2027-q1")


def test_a_release_is_stored_once_and_stays_as_it_is(engine, opened):
    """The same bytes come back every time, and a second release is refused."""
    answered_round(engine)
    close_round(engine, "2026-q2", read, CLOSED_ON)
    with writing(engine) as conn:
        document = release_round(conn, "2026-q2", FLOORS, CLOSED_ON)
        with pytest.raises(RoundState, match="is released"):
            release_round(conn, "2026-q2", FLOORS, CLOSED_ON)
    with reading(engine) as conn:
        assert {released_bytes(conn, "2026-q2") for _ in range(20)} == {document}
        cells = {unit["unit"]: unit["cells"] for unit in released(conn, "2026-q2")["units"]}
    assert cells["shop"]["trust"]["shown"]
    assert cells["all"]["participation"] == {"shown": True, "share": 100}


def test_a_policy_that_has_become_stricter_counts_at_release(engine, opened):
    """The higher of the round's floors and the policy's is used."""
    answered_round(engine)
    close_round(engine, "2026-q2", read, CLOSED_ON)
    strict = Floors(Floor(90, 90), FLOORS.enps, FLOORS.comments, FLOORS.topic_writers)
    with writing(engine) as conn:
        release_round(conn, "2026-q2", strict, CLOSED_ON)
        cells = {unit["unit"]: unit["cells"] for unit in released(conn, "2026-q2")["units"]}
    assert not cells["shop"]["trust"]["shown"]
    assert cells["all"]["trust"]["shown"]
