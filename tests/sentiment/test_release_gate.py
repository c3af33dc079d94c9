"""The release gate shows what may be shown, and an independent auditor finds nothing that should not be known."""

import numpy as np
import polars as pl
import pytest

from data_contracts.org import OrgTree
from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import SCALES, Answer, Question, ReadComment
from sentiment.release.auditor import Audited, audit
from sentiment.release.coarsening import TooFewForFeedback, coarsening
from sentiment.release.document import ClosedRound, gated_measures, release_document
from sentiment.release.floors import Floor, Floors
from sentiment.release.gate import Gated, gate
from sentiment.release.measures import Measure

FLOORS = Floors.of(load_privacy_policy().floors)
QUESTIONS = (
    Question("enps", "enps", "Would you recommend us?"),
    Question("trust", "scale", "I trust HR."),
)
TOPICS = ("workload", "management", "pay_benefits")


def company(rng, units=40):
    """A random tree of units under one top, and how many people are directly in each."""
    parents = {"u0": None} | {f"u{k}": f"u{int(rng.integers(0, k))}" for k in range(1, units)}
    people = {unit: int(rng.choice([0, 1, 3, 7, 12, 25, 60])) for unit in parents}
    people["u0"] += 10
    return OrgTree(parents), people


def everybody_answers(rng, tree, people):
    """A closed round of that company: most answer, some skip a question, some write."""
    homes = coarsening(tree, people, 10)
    kept = OrgTree({home: _kept_parent(tree, homes, home) for home in set(homes.values())})
    answers = [
        _answer(rng, homes[unit])
        for unit, count in people.items()
        for _ in range(count)
        if rng.random() < rng.choice([0.3, 0.9])
    ]
    inside = {unit: sum(n for own, n in people.items() if unit in tree.path(own)) for unit in kept.parents}
    return ClosedRound("2026-q2", kept, inside, QUESTIONS, answers, FLOORS)


def _kept_parent(tree, homes, home):
    parent = tree.parents[home]
    return None if parent is None else homes[parent]


def _answer(rng, unit):
    scores = {q.id: int(rng.choice(SCALES[q.kind])) for q in QUESTIONS if rng.random() < 0.8}
    if rng.random() < 0.5:
        return Answer(unit, scores)
    topics = tuple(topic for topic in TOPICS if rng.random() < 0.3)
    mood = str(rng.choice(["negative", "neutral", "positive"]))
    return Answer(
        unit, scores, ReadComment("words", True, mood, topics, rng.random() < 0.05, rng.random() < 0.5)
    )


def audited(closed, one):
    """What the auditor is told of one gated measure."""
    measure = one.measure
    own = {unit: counts.tolist() for unit, counts in measure.own.items()}
    return Audited(measure.id, closed.tree.parents, own, measure.floor.remainder, measure.spread, one.shown)


def frame(**own):
    """A measure on a 1-5 scale from lists of answers by unit."""
    counts = {unit: np.bincount(said, minlength=6)[1:] for unit, said in own.items()}
    return Measure("trust", "scale", SCALES["scale"], counts, Floor(5, 5), True)


def test_nothing_is_exposed_in_fifty_random_organisations():
    """No combination of shown figures gives the figures of a group that is too small."""
    withheld = shown = 0
    for seed in range(50):
        rng = np.random.default_rng(seed)
        closed = everybody_answers(rng, *company(rng))
        for one in gated_measures(closed):
            assert audit(audited(closed, one)) == []
            shown += len(one.shown)
            withheld += len(closed.tree.parents) - len(one.shown)
    assert shown > 1000
    assert withheld > 500


def test_the_auditor_finds_what_a_gate_without_the_remainder_rule_exposes():
    """With the floor alone, the people beside a shown part can be worked out, and the auditor says so."""
    found = 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        closed = everybody_answers(rng, *company(rng))
        for one in gated_measures(closed):
            floor_only = {unit for unit, n in one.totals.items() if n.sum() >= one.measure.floor.group}
            weak = Gated(one.measure, frozenset(floor_only), one.totals)
            found += len(audit(audited(closed, weak)))
    assert found > 20


def test_a_part_is_withheld_when_the_rest_is_too_small():
    """Two people beside a shown team would be known by subtraction: the team is withheld, the whole stays."""
    tree = OrgTree({"all": None, "team": "all", "two": "all"})
    one = gate(tree, frame(team=[1, 2, 3, 4, 5, 5], two=[1, 5]))
    assert one.shown == {"all"}


def test_a_part_that_is_the_whole_stays():
    """Nobody is beside it, so nothing is learned by subtraction."""
    tree = OrgTree({"all": None, "team": "all"})
    assert gate(tree, frame(team=[1, 2, 3, 4, 5])).shown == {"all", "team"}


@pytest.mark.parametrize("said", [[1] * 8, [5] * 8, [3] * 8])
def test_a_group_that_says_one_thing_is_withheld(said):
    """If all answers are the same, each member's answer is known."""
    tree = OrgTree({"all": None, "team": "all", "rest": "all"})
    assert "team" not in gate(tree, frame(team=said, rest=[1, 2, 3, 4, 5])).shown


def test_the_same_four_answers_short_of_the_floor_are_withheld():
    """Four respondents are one too few."""
    assert gate(OrgTree({"all": None}), frame(all=[1, 2, 3, 4])).shown == frozenset()


def test_every_answer_is_kept_under_a_group_of_enough_people():
    """Who is kept under a unit are always at least ten, in every random organisation."""
    for seed in range(200):
        tree, people = company(np.random.default_rng(seed))
        homes = coarsening(tree, people, 10)
        kept = {}
        for unit, home in homes.items():
            assert home in tree.path(unit)
            kept[home] = kept.get(home, 0) + people[unit]
        assert all(count == 0 or count >= 10 for count in kept.values())


def test_two_people_on_top_do_not_pool_the_departments_below_them():
    """Two in a head office, four in the division below: the smallest department goes with them, the others stand."""
    tree = OrgTree({"top": None, "division": "top", **{f"d{k}": "division" for k in range(4)}, "team": "d3"})
    people = {"top": 2, "division": 4, "d0": 80, "d1": 90, "d2": 75, "d3": 60, "team": 12}
    homes = coarsening(tree, people, 10)
    assert {unit for unit, home in homes.items() if unit == home} == {"top", "d0", "d1", "d2", "team"}
    assert {homes[unit] for unit in ("division", "d3")} == {"top"}


def test_a_company_of_nine_cannot_ask_anonymously():
    """Too few people for anybody to hide among is a refusal, not a round."""
    with pytest.raises(TooFewForFeedback, match="9 people"):
        coarsening(OrgTree({"a": None, "b": "a"}), {"a": 4, "b": 5}, 10)


def test_the_release_says_nothing_of_a_withheld_cell_but_where_to_look():
    """A withheld cell holds no count, no reason and no distance to the floor."""
    rng = np.random.default_rng(3)
    document = release_document(everybody_answers(rng, *company(rng)))
    cells = [cell for unit in document["units"] for cell in unit["cells"].values()]
    withheld = [cell for cell in cells if not cell["shown"]]
    assert withheld
    assert {tuple(sorted(cell)) for cell in withheld} == {("see", "shown")}


def test_a_small_group_is_told_its_mean_and_no_interval():
    """Five answers with mean and spread would be five known answers; from ten on there is an interval."""
    tree = OrgTree({"all": None, "five": "all"})
    said = {"five": [1, 2, 3, 4, 5], "all": [2, 3, 4, 5, 5]}
    answers = [Answer(unit, {"trust": value}) for unit, values in said.items() for value in values]
    closed = ClosedRound("r", tree, {"all": 20, "five": 10}, QUESTIONS[1:], answers, FLOORS)
    cells = {unit["unit"]: unit["cells"]["trust"] for unit in release_document(closed)["units"]}
    assert cells["five"] == {"shown": True, "n": 5, "value": 3.0, "low": None, "high": None}
    assert cells["all"]["low"] < cells["all"]["value"] < cells["all"]["high"]


def test_the_same_answers_in_another_order_give_the_same_release():
    """Nothing of the order in which answers came is left in the release."""
    rng = np.random.default_rng(5)
    closed = everybody_answers(rng, *company(rng))
    turned = ClosedRound(**{**vars(closed), "answers": closed.answers[::-1]})
    assert release_document(turned) == release_document(closed)


def test_serious_and_unquotable_comments_are_never_quoted():
    """Only what its author allowed and no classifier thought serious is quoted, in units of fifty people and more."""
    tree = OrgTree({"all": None, "small": "all"})
    say = lambda text, **more: Answer("small", {}, ReadComment(text, True, "negative", **more))  # noqa: E731
    talk = [Answer("all", {}, ReadComment(f"plain {n}", True, "positive")) for n in range(20)]
    answers = [*talk, say("yes", may_quote=True), say("no"), say("grave", may_quote=True, serious=True)]
    closed = ClosedRound("r", tree, {"all": 80, "small": 20}, (), answers, FLOORS)
    quoted = {unit["unit"]: unit["quotes"] for unit in release_document(closed)["units"]}
    assert quoted == {"all": ["yes"], "small": []}


def test_units_from_a_table_make_the_tree_that_the_gate_walks():
    """The organisation of the contracts is the organisation of the gate."""
    units = pl.DataFrame({"unit_id": ["a", "b"], "parent_id": [None, "a"], "valid_from": [None, None]})
    tree = OrgTree.from_units(units.cast({"valid_from": pl.Date}))
    assert gate(tree, frame(b=[1, 2, 3, 4, 5])).shown == {"a", "b"}
