"""What the model would say if: its response is exact, accounted for input by input, and labelled as no effect."""

from typing import Any

import pytest

from serving.scores.batch import score_batch
from serving.scores.what_if import ChangeRefused, parsed_changes, what_if

ROW = {"months_since_raise": 30.0, "overtime_ratio": None, "tenure_months": 40.0, "location": "Leeds"}


def test_both_answers_are_the_model_s_own_scores(kit: Any) -> None:
    """The same numbers as scoring the two rows, and the changed inputs account for the whole difference."""
    card = kit.scorecard()
    answer = what_if(card, ROW, {"months_since_raise": 3.0, "location": "Porto"})
    was, now = score_batch(card, [("a", ROW), ("b", {**ROW, "months_since_raise": 3.0, "location": "Porto"})])
    assert (answer.was.log_odds, answer.now.probability) == (was.log_odds, now.probability)
    assert (answer.was.band, answer.now.band) == (was.band, now.band)
    moved = sum(entry.contribution_now - entry.contribution_was for entry in answer.inputs)
    assert answer.now.log_odds - answer.was.log_odds == pytest.approx(moved)
    assert [entry.name for entry in answer.inputs] == ["months_since_raise", "location"]
    assert answer.inputs[0].was == "No raise for 30 months"


def test_it_says_that_it_is_no_effect(kit: Any) -> None:
    """Every answer carries the label."""
    assert "not an effect" in what_if(kit.scorecard(), ROW, {"location": "Porto"}).label


def test_values_that_training_never_held_are_marked(kit: Any) -> None:
    """An unseen category, and a number beyond the ends of a line; not known is no such value."""
    card = kit.scorecard()
    asked = {"location": "Oslo", "overtime_ratio": 2.0, "tenure_months": None}
    beyond = {entry.name: entry.beyond for entry in what_if(card, ROW, asked).inputs}
    assert beyond == {"location": True, "overtime_ratio": True, "tenure_months": False}


def test_changes_are_read_in_the_kind_of_their_input(kit: Any) -> None:
    """Numbers as numbers, text as it stands, nothing as not known."""
    given = ["overtime_ratio=1.25", "location=A = B", "tenure_months="]
    read = parsed_changes(kit.scorecard().specs, given)
    assert read == {"overtime_ratio": 1.25, "location": "A = B", "tenure_months": None}


@pytest.mark.parametrize(
    ("given", "said"),
    [(["overtime_ratio"], "no change"), (["overtime_ratio=much"], "needs a number"),
     (["location=a", "location=b"], "set twice")],
)  # fmt: skip
def test_what_is_no_change_is_refused(kit: Any, given: list[str], said: str) -> None:
    """By its own words."""
    with pytest.raises(ChangeRefused, match=said):
        parsed_changes(kit.scorecard().specs, given)


def test_an_input_that_the_model_has_not_is_refused_with_those_it_has(kit: Any) -> None:
    """A protected attribute, for one."""
    with pytest.raises(ChangeRefused, match="no input 'age'") as refused:
        what_if(kit.scorecard(), ROW, {"age": 40.0})
    assert "tenure_months" in refused.value.remedy
