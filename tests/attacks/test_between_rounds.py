"""Joiners, leavers and reorganisations between rounds: what was published stays, and two rounds give nobody away.

The history that every attack of this file runs on: four rounds in one database; between them somebody joins, somebody
leaves, a team moves to another department, and somebody's answers would change if they could.
"""

from datetime import date, timedelta

import pytest
from sqlalchemy import Engine, event

from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import Question
from sentiment.release.floors import Floors
from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.releasing import release_round, released, released_bytes
from serving.feedback.rounds import Organisation, find_round, open_round
from serving.feedback.store import MIGRATIONS, open_feedback
from serving.feedback.submission import Submission, submit
from serving.feedback.tokens import issue_tokens
from serving.store.engine import reading, writing
from serving.store.migrate import migrate

FLOORS = Floors.of(load_privacy_policy().floors)
QUESTIONS = (Question("trust", "scale", "I trust HR."),)
NAMES = {unit: unit.title() for unit in ("all", "shop", "office", "desk", "store")}
BEFORE = {"all": None, "shop": "all", "office": "all", "desk": "office", "store": "shop"}
AFTER = {**BEFORE, "desk": "shop"}
PEOPLE = {"all": 12, "shop": 40, "office": 40, "desk": 14, "store": 16}
HISTORY = (
    ("2025-q3", BEFORE, PEOPLE),
    ("2025-q4", BEFORE, {**PEOPLE, "store": 17}),  # somebody joined
    ("2026-q1", BEFORE, {**PEOPLE, "store": 17, "desk": 13}),  # somebody left
    ("2026-q2", AFTER, {**PEOPLE, "store": 17, "desk": 13}),  # a team went to another department
)


def hold_round(engine: Engine, number: int) -> bytes:
    """Open, answer, close and release one round of the history; gives what was published."""
    name, parents, people = HISTORY[number]
    day = date(2025, 9, 1) + timedelta(days=91 * number)
    with writing(engine) as conn:
        found = open_round(conn, name, Organisation(parents, NAMES, people), QUESTIONS, FLOORS, day)
        for place, token in enumerate(issue_tokens(conn, found)):
            submit(conn, found, token.text, Submission({"trust": 1 + place % 5}, f"words {place}"))
    close_round(engine, name, lambda texts: [Reading(True, "neutral", ("culture",), ()) for _ in texts], day)
    with writing(engine) as conn:
        return release_round(conn, name, FLOORS, day)


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    """A feedback database with the four rounds, and what each published on its day."""
    engine = open_feedback(f"sqlite:///{tmp_path_factory.mktemp('history') / 'feedback.db'}")
    event.listen(
        engine, "connect", lambda raw, _: raw.execute("pragma synchronous = off")
    )  # flushing only takes time
    migrate(engine, MIGRATIONS)
    yield engine, [hold_round(engine, number) for number in range(len(HISTORY))]
    engine.dispose()


def test_what_was_published_is_the_same_bytes_after_every_later_change(history):
    """Later rounds with joiners, leavers and another organisation change no byte of an earlier one."""
    engine, published = history
    with reading(engine) as conn:
        assert [released_bytes(conn, name) for name, _, _ in HISTORY] == published
        assert [find_round(conn, name).parents["desk"] for name, _, _ in HISTORY] == ["office"] * 3 + ["shop"]


def test_two_rounds_that_differ_by_one_person_publish_no_answer_of_that_person(history):
    """Nobody's answer is the difference of two rounds: each is a sample of its own with new links and new answers."""
    engine, _ = history
    with reading(engine) as conn:
        first, second = (released(conn, name) for name in ("2025-q3", "2025-q4"))
    cells = [
        {unit["unit"]: unit["cells"]["trust"] for unit in one["units"] if unit["cells"]["trust"]["shown"]}
        for one in (first, second)
    ]
    both = set(cells[0]) & set(cells[1])
    assert both
    # The sum of answers is only known to within half a step of the rounded mean for every one who answered.
    for unit in both:
        n, mean = (cells[1][unit][key] for key in ("n", "value"))
        blur = 0.05 * (n + cells[0][unit]["n"])
        difference = n * mean - cells[0][unit]["n"] * cells[0][unit]["value"]
        possible = [value for value in range(1, 6) if abs(difference - value) <= blur + 1e-9]
        if n - cells[0][unit]["n"] == 1:
            assert len(possible) != 1, f"{unit}: the joiner's answer would be known"


def test_no_row_of_one_round_is_tied_to_a_row_of_another(history):
    """Keys are random in each round, and no link outlives its round."""
    engine, _ = history
    with reading(engine) as conn:
        keys = [bytes(row[0]) for row in conn.exec_driver_sql("select kept_id from kept")]
        left = conn.exec_driver_sql("select count(*) from tokens").scalar()
    assert len(keys) == len(set(keys)) > 400
    assert left == 0
