"""The daily look: what needs a person is passed on once, sealed, with the day; nothing else is kept of it."""

import json
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select

from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.concerns.sealing import unseal
from serving.feedback.concerns.sweeping import Sweep, sweep_round
from serving.feedback.concerns.tables import concerns, sweeps, swept
from serving.feedback.rounds import find_round
from serving.feedback.submission import Submission, submit
from serving.feedback.tables import responses
from serving.feedback.tokens import issue_tokens
from serving.store.engine import reading, writing

KEY = X25519PrivateKey.generate()
MONDAY, TUESDAY = date(2026, 7, 6), date(2026, 7, 7)
ROUND = "2026-q2"


def find(texts):
    """Words of threat are serious, words of another alphabet cannot be read."""
    return [None if not text.isascii() else ("harassment",) if "threat" in text else () for text in texts]


@pytest.fixture
def tokens(engine, opened):
    """Unused tokens of an open round."""
    with writing(engine) as conn:
        return [token.text for token in issue_tokens(conn, opened)]


def say(engine, tokens, *texts):
    """Answers with these comments."""
    with writing(engine) as conn:
        for text in texts:
            submit(conn, find_round(conn, ROUND), tokens.pop(), Submission({"enps": 5}, text))


def sweep(engine, day=MONDAY, key=b"k" * 32):
    """One look through the round."""
    return sweep_round(engine, ROUND, find, KEY.public_key(), key, day)


def kept(engine):
    """Every concern: where it came from, its day and unit, and what was sealed."""
    with reading(engine) as conn:
        rows = conn.execute(select(concerns)).all()
    said = [
        (r.source, r.state, r.came_on, r.unit, json.loads(unseal(KEY, r.sealed, r.concern_id))) for r in rows
    ]
    return sorted(said, key=lambda one: one[4]["words"])


def test_what_is_serious_and_what_cannot_be_read_is_passed_on(engine, tokens):
    """A threat is a new concern and a foreign sentence waits to be read, under the widest unit; the rest stays."""
    say(engine, tokens, "They threaten me", "他打我", "The canteen is cold", "")
    assert sweep(engine) == Sweep(ROUND, 3, 1, 1)
    found = kept(engine)
    assert [one[:4] for one in found] == [
        ("program", "new", MONDAY, "all"),
        ("unread", "unread", MONDAY, "all"),
    ]
    assert [one[4]["words"] for one in found] == ["They threaten me", "他打我"]
    assert found[0][4]["kinds"] == ["harassment"]


def test_a_day_later_only_what_is_new_is_passed_on(engine, tokens):
    """All comments are read again; what was passed on keeps its day."""
    say(engine, tokens, "They threaten me", "他打我")
    sweep(engine)
    say(engine, tokens, "He is threatening us")
    assert sweep(engine, TUESDAY) == Sweep(ROUND, 3, 1, 0)
    assert sweep(engine, TUESDAY) == Sweep(ROUND, 3, 0, 0)
    assert [one[2] for one in kept(engine)] == [TUESDAY, MONDAY, MONDAY]


def test_two_people_with_the_same_words_are_two_concerns(engine, tokens):
    """The second "threat" is not taken for the first, on the same day or on the next."""
    say(engine, tokens, "a threat", "a threat")
    assert sweep(engine).serious == 2
    say(engine, tokens, "a threat")
    assert sweep(engine, TUESDAY).serious == 1


def test_no_answer_is_marked(engine, tokens):
    """The rows of answers are the same before and after."""
    say(engine, tokens, "They threaten me", "Fine here")
    with reading(engine) as conn:
        before = conn.execute(select(responses)).all()
    sweep(engine)
    with reading(engine) as conn:
        assert conn.execute(select(responses)).all() == before


def test_a_digest_without_its_key_cannot_be_searched_for_guessed_words(engine, tokens):
    """With another key the same comment has another digest."""
    say(engine, tokens, "They threaten me")
    sweep(engine)
    with reading(engine) as conn:
        first = set(conn.execute(select(swept.c.digest)).scalars())
    assert sweep(engine, key=b"x" * 32).serious == 1
    with reading(engine) as conn:
        assert len(set(conn.execute(select(swept.c.digest)).scalars()) - first) == 1


def test_the_close_looks_once_more_and_then_forgets_the_digests(engine, tokens):
    """What came after the last daily look is passed on by the close, and no digest outlives the comments."""
    say(engine, tokens, "They threaten me")
    sweep(engine)
    say(engine, tokens, "A threat in the last hour")
    close_round(
        engine, ROUND, lambda texts: [Reading() for _ in texts], TUESDAY, last_look=lambda: sweep(engine, TUESDAY)
    )  # fmt: skip
    assert [one[2] for one in kept(engine)] == [TUESDAY, MONDAY]
    with reading(engine) as conn:
        assert conn.execute(select(swept)).all() == conn.execute(select(sweeps)).all() == []
    assert sweep(engine, TUESDAY) == Sweep(ROUND, 0, 0, 0)


def test_a_close_that_cannot_look_changes_nothing_but_the_door(engine, tokens):
    """Without the text model the close stops; the comments are still there, and closing again finishes."""
    say(engine, tokens, "They threaten me")

    def fail():
        raise OSError("no model")

    read = lambda texts: [Reading() for _ in texts]  # noqa: E731
    with pytest.raises(OSError, match="no model"):
        close_round(engine, ROUND, read, TUESDAY, last_look=fail)
    with reading(engine) as conn:
        assert find_round(conn, ROUND).state == "closing"
        assert len(conn.execute(select(responses)).all()) == 1
    assert close_round(engine, ROUND, read, TUESDAY, last_look=lambda: sweep(engine)).state == "closed"
    assert len(kept(engine)) == 1
