"""The gate with one of its rules switched off gives people away: so the tests that find nothing could find something.

Each attack here works from a published document alone, as anybody who may read it could; the truth is used only to tell
whether the attack was right.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

import sentiment.release.quotes as quoting
from data_contracts.org import OrgTree
from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import SCALES, Answer, Question, ReadComment
from sentiment.release.coarsening import coarsening
from sentiment.release.document import ClosedRound, release_document
from sentiment.release.floors import Floor, Floors
from sentiment.release.gate import gate
from sentiment.release.measures import Measure
from serving.feedback.closing import close_round
from serving.feedback.releasing import release_round, released
from serving.feedback.rounds import FloorsFrozen, find_round, raise_floors
from serving.feedback.submission import Submission, submit
from serving.store.engine import writing

FLOORS = Floors.of(load_privacy_policy().floors)
TRUST = Question("trust", "scale", "I trust HR.")
ONE = Floor(1, 1)
NO_FLOORS = Floors(scores=ONE, enps=ONE, comments=ONE, topic_writers=ONE, quotes_eligible=1)
NO_REMAINDERS = replace(FLOORS, scores=Floor(FLOORS.scores.group, 0), enps=Floor(FLOORS.enps.group, 0))


def company(seed):
    """A random tree of thirty units and how many people work directly in each."""
    rng = np.random.default_rng(seed)
    parents = {"u0": None} | {f"u{k}": f"u{int(rng.integers(0, k))}" for k in range(1, 30)}
    people = {unit: int(rng.choice([0, 1, 2, 4, 8, 15, 40])) for unit in parents}
    return OrgTree(parents), people | {"u0": people["u0"] + 10}


def round_of(seed, floors=FLOORS, pooled=True):
    """A closed round in which most people answered; without pooling, answers are kept under each team itself."""
    tree, people = company(seed)
    rng = np.random.default_rng(1000 + seed)
    homes = coarsening(tree, people, 10) if pooled else {unit: unit for unit in people}
    kept = {home: tree.parents[home] for home in set(homes.values())}
    kept = OrgTree({home: None if above is None else homes[above] for home, above in kept.items()})
    answers = [
        Answer(homes[unit], {"trust": int(rng.choice(SCALES["scale"]))})
        for unit, count in people.items()
        for _ in range(count)
        if rng.random() < 0.7
    ]
    inside = {unit: sum(n for own, n in people.items() if unit in tree.path(own)) for unit in kept.parents}
    return ClosedRound("r", kept, inside, (TRUST,), answers, floors)


def published(closed):
    """What anybody may read: for each shown unit the number of answers and their mean."""
    units = release_document(closed)["units"]
    shown = {unit["unit"]: unit["cells"]["trust"] for unit in units if unit["cells"]["trust"]["shown"]}
    return {unit: (cell["n"], cell["value"]) for unit, cell in shown.items()}


def by_subtraction(closed):
    """Groups of fewer than five whose number and mean follow from a shown unit and the shown units right below it."""
    shown, parents = published(closed), closed.tree.parents
    found = []
    for unit, (n, mean) in shown.items():
        below = [part for part in shown if parents[part] == unit]
        left = n - sum(shown[part][0] for part in below)
        if below and 0 < left < 5:
            found.append((unit, left, (n * mean - sum(np.prod(shown[part]) for part in below)) / left))
    return found


def too_small(closed):
    """Groups of fewer than five that are simply shown."""
    return [unit for unit, (n, _) in published(closed).items() if n < 5]


def all_the_same(closed):
    """Groups of which the mean says what every single one answered."""
    return [unit for unit, (_, mean) in published(closed).items() if mean in (1.0, 5.0)]


@pytest.mark.parametrize("attack", [by_subtraction, too_small, all_the_same])
def test_no_attack_finds_anybody_behind_the_whole_gate(attack):
    """Subtraction, small groups and groups of one opinion: nothing in fifty random organisations."""
    assert [found for seed in range(50) for found in attack(round_of(seed))] == []


def test_without_floors_single_answers_are_shown():
    """The first rule switched off: groups of one to four stand in the document."""
    assert len([found for seed in range(10) for found in too_small(round_of(seed, NO_FLOORS, False))]) > 20


def test_without_the_remainder_rule_small_groups_follow_by_subtraction():
    """The second rule switched off: floors alone leave rests of one to four, and their mean comes out nearly right."""
    closed = [round_of(seed, NO_REMAINDERS, False) for seed in range(10)]
    assert len([found for one in closed for found in by_subtraction(one)]) > 10


def test_without_the_mask_a_group_of_one_opinion_tells_every_answer():
    """The third rule switched off: a team in which all said 1 is shown with its mean of 1."""
    tree = OrgTree({"all": None, "team": "all"})
    said = [Answer("team", {"trust": 1})] * 7 + [Answer("all", {"trust": value}) for value in (2, 3, 4, 5, 5)]
    closed = ClosedRound("r", tree, {"all": 20, "team": 10}, (TRUST,), said, FLOORS)
    assert all_the_same(closed) == []
    assert "team" not in published(closed)
    counts = {"team": np.array([7, 0, 0, 0, 0]), "all": np.array([0, 1, 1, 1, 2])}
    masked = Measure("trust", "scale", SCALES["scale"], counts, FLOORS.scores, spread=True)
    assert "team" not in gate(tree, masked).shown
    assert "team" in gate(tree, replace(masked, spread=False)).shown


def test_without_pooling_answers_are_kept_under_teams_of_one():
    """The fourth rule switched off: who reads the database sees units in which a single person works."""

    def smallest(pooled):
        tree, people = company(3)
        homes = coarsening(tree, people, 10) if pooled else {unit: unit for unit in people}
        kept = {}
        for unit, home in homes.items():
            kept[home] = kept.get(home, 0) + people[unit]
        return min(count for count in kept.values() if count)

    assert smallest(pooled=True) >= 10
    assert smallest(pooled=False) == 1


def cells_of(said, floors=FLOORS, eligible=60):
    """The cells of one group that said this, and what is quoted of it."""
    closed = ClosedRound("r", OrgTree({"all": None}), {"all": eligible}, (TRUST,), said, floors)
    return release_document(closed)["units"][0]


def wrote(text="words", **more):
    """Somebody who wrote a comment."""
    return Answer("all", {}, ReadComment(text, True, more.pop("mood", "neutral"), **more))


def test_without_the_floor_of_writers_a_topic_names_its_one_writer():
    """The fifth rule switched off: one of twelve wrote about pay, and the page says so."""
    said = [wrote(mood=mood) for mood in ("negative", "positive") * 6]
    said[0] = wrote(mood="negative", topics=("pay_benefits",))
    assert cells_of(said)["cells"]["topic:pay_benefits"] == {"shown": False, "see": None}
    weak = replace(FLOORS, topic_writers=ONE)
    assert cells_of(said, weak)["cells"]["topic:pay_benefits"] == {"shown": True, "share": 8}


def test_without_the_floor_of_comments_the_mood_of_three_is_shown():
    """The sixth rule switched off: how three people sound."""
    said = [wrote(mood=mood) for mood in ("negative", "positive", "positive")]
    assert not cells_of(said)["cells"]["sentiment"]["shown"]
    assert cells_of(said, replace(FLOORS, comments=ONE))["cells"]["sentiment"]["n"] == 3


def test_without_the_rules_of_quotes_a_small_or_serious_comment_is_repeated(monkeypatch):
    """The seventh rule switched off, part by part: large units only, never serious, only where it was allowed."""
    said = [wrote(mood=mood) for mood in ("negative", "positive") * 6]
    mine = wrote("only I would say this", may_quote=True)
    assert cells_of([*said, mine], eligible=40)["quotes"] == []
    grave = wrote("only I would say this", may_quote=True, serious=True)
    assert (
        cells_of([*said, grave])["quotes"]
        == cells_of([*said, wrote("only I would say this")])["quotes"]
        == []
    )
    assert cells_of([*said, mine])["quotes"] == ["only I would say this"]
    monkeypatch.setattr(quoting, "MIN_ELIGIBLE", 1)
    assert cells_of([*said, mine], replace(FLOORS, quotes_eligible=1), 40)["quotes"] == [
        "only I would say this"
    ]


@pytest.mark.parametrize("moved", [False, True], ids=["somebody left", "somebody was moved"])
def test_a_round_that_could_be_released_again_would_give_one_answer_away(moved):
    """The eighth rule switched off, one release with the people of its day: the difference of two is an answer."""
    tree, right = OrgTree({"all": None, "team": "all"}), 0
    for seed in range(40):
        values = [{"trust": int(value)} for value in np.random.default_rng(seed).integers(1, 6, 30)]
        said = [Answer("team" if place < 9 else "all", value) for place, value in enumerate(values)]
        again = [*said[1:], Answer("all", values[0])] if moved else said[1:]
        rounds = [
            ClosedRound("r", tree, {"all": 40, "team": 12}, (TRUST,), one, FLOORS) for one in (said, again)
        ]
        first, second = (published(one).get("team", (0, 0.0)) for one in rounds)
        right += round(np.prod(first) - np.prod(second)) == values[0]["trust"]
    assert right > 20


def test_without_the_floor_of_the_enps_a_handful_is_shown():
    """The ninth rule switched off: an eNPS of nine people, of whom each moves it by eleven points."""
    enps = Question("enps", "enps", "Would you recommend us as a place to work?")

    def cell(floors):
        said = [Answer("all", {"enps": value}) for value in (0, 3, 6, 7, 8, 9, 9, 10, 10)]
        closed = ClosedRound("r", OrgTree({"all": None}), {"all": 60}, (enps,), said, floors)
        return release_document(closed)["units"][0]["cells"]["enps"]

    assert not cell(FLOORS)["shown"]
    assert cell(replace(FLOORS, enps=FLOORS.scores))["n"] == 9


@pytest.mark.parametrize("frozen", [True, False])
def test_floors_that_could_fall_after_an_answer_would_show_who_was_promised_not_to_be(held, frozen):
    """The tenth rule switched off, floors that are frozen: what answered under thirty is shown from five on."""
    promised, said = replace(FLOORS, scores=Floor(30, 30)), [*held.tokens[:40], *held.tokens[-12:]]
    with writing(held.engine) as conn:
        raise_floors(conn, find_round(conn, "spring"), promised)
        for place, token in enumerate(said):
            submit(conn, find_round(conn, "spring"), token, Submission({"trust": 1 + place % 5}, "", False))
        found = find_round(conn, "spring")
        if frozen:
            with pytest.raises(FloorsFrozen):
                raise_floors(conn, found, FLOORS)
        else:
            raise_floors(conn, replace(found, floors_frozen=False), FLOORS)
    close_round(held.engine, "spring", lambda texts: [], date(2026, 7, 9))
    with writing(held.engine) as conn:
        release_round(conn, "spring", FLOORS, date(2026, 7, 10))
        units = {unit["unit"]: unit for unit in released(conn, "spring")["units"]}
    assert units["all"]["cells"]["trust"]["shown"]
    assert units["shop"]["cells"]["trust"]["shown"] is not frozen


def test_what_withheld_groups_said_among_themselves_changes_no_byte():
    """Two small teams swap all their answers: the release, and so the size of every page, stays as it is."""
    tree = OrgTree({"all": None, "big": "all", "left": "all", "right": "all"})
    big = [Answer("big", {"trust": value}) for value in (1, 2, 3, 4, 5, 5, 4, 3)]

    def release(one, other):
        said = [*big, *(Answer(one, {"trust": value}) for value in (1, 1, 2))]
        said += [
            Answer(other, {"trust": value}, ReadComment("words", True, "negative", ("workload",)))
            for value in (5, 5)
        ]
        closed = ClosedRound(
            "r", tree, {"all": 60, "big": 40, "left": 10, "right": 10}, (TRUST,), said, FLOORS
        )
        return release_document(closed)

    assert release("left", "right") == release("right", "left")


def test_moving_one_persons_answer_moves_no_other_units_figures():
    """Somebody of one shown team changes everything they said: no figure of a unit that they are not in moves."""
    tree = OrgTree({"all": None, "a": "all", "b": "all"})
    base = [Answer(unit, {"trust": 1 + i % 5}) for unit in ("a", "b") for i in range(20)]
    before, after = (
        {
            unit["unit"]: unit
            for unit in release_document(
                ClosedRound("r", tree, {"all": 60, "a": 30, "b": 30}, (TRUST,), said, FLOORS)
            )["units"]
        }
        for said in (base, [Answer("a", {"trust": 5}), *base[1:]])
    )
    assert before["b"] == after["b"]
    assert before["a"] != after["a"]
