"""Joiners, leavers and reorganisations between rounds: what was published stays, and two rounds give nobody away.

The history that every attack of this file runs on: four rounds in one database; between them somebody joins, somebody
leaves, a team moves to another department, and somebody's answers would change if they could.
"""

from datetime import date, timedelta

import numpy as np
import pytest
from sqlalchemy import Engine, event

from data_contracts.org import OrgTree
from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import Answer, Question
from sentiment.release.document import ClosedRound, release_document
from sentiment.release.floors import Floors
from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.releasing import release_round, released_bytes
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


def published(said: dict[str, list[int]]) -> dict[str, tuple[int, float]]:
    """For each shown unit of a company of two the number of answers and their mean."""
    tree = OrgTree({"all": None, **dict.fromkeys(said, "all")})
    answers = [Answer(unit, {"trust": value}) for unit, values in said.items() for value in values]
    eligible = {unit: 2 * len(values) for unit, values in said.items()}
    closed = ClosedRound("r", tree, eligible | {"all": sum(eligible.values())}, QUESTIONS, answers, FLOORS)
    cells = {unit["unit"]: unit["cells"]["trust"] for unit in release_document(closed)["units"]}
    return {unit: (cell["n"], cell["value"]) for unit, cell in cells.items() if cell["shown"]}


def hits(moving: float, draws: int = 200) -> float:
    """How often the difference of two rounds gives the joiner's answer, if a share of the others moved by a point."""
    rng, right = np.random.default_rng(4), 0
    for _ in range(draws):
        before = {"store": rng.integers(1, 6, 16), "shop": rng.integers(1, 6, 40)}
        after = {unit: [*moved(rng, values, moving)] for unit, values in before.items()}
        joiner = int(rng.integers(1, 6))
        after["store"].append(joiner)
        (n, mean), (then, was) = published(after)["store"], published(before)["store"]
        right += int(np.clip(round(n * mean - then * was), 1, 5)) == joiner
    return right / draws


def moved(rng: np.random.Generator, values: np.ndarray, share: float) -> np.ndarray:
    """The same answers, a share of them a point higher or lower."""
    steps = rng.choice([-1, 0, 1], len(values), p=[share / 2, 1 - share, share / 2])
    return np.clip(values + steps, 1, 5)


def test_two_rounds_that_differ_by_one_person_say_little_of_that_person() -> None:
    """Everybody answers anew: where every third has moved by a point, the difference is right hardly above a guess."""
    assert hits(moving=1 / 3) <= 0.35
    assert hits(moving=0) > 0.4  # nobody ever changes their mind: only the rounding of means is left


def test_no_row_of_one_round_is_tied_to_a_row_of_another(history):
    """Keys are random in each round, and no link outlives its round."""
    engine, _ = history
    with reading(engine) as conn:
        keys = [bytes(row[0]) for row in conn.exec_driver_sql("select kept_id from kept")]
        left = conn.exec_driver_sql("select count(*) from tokens").scalar()
    assert len(keys) == len(set(keys)) > 400
    assert left == 0
