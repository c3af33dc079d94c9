"""Was somebody in the training data? Are they a woman? What a score and its reasons give away about either.

The attacker has every score with all reasons, knows who left, and trains attacks on part of the truth. Membership is
told by the loss of each person's rows (Yeom et al. 2018) and by their reasons with it, over several random halves of
the company; protected attributes by the reasons. The sample company's people are invented.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from benchmarks.sample_company import sample_data
from training.glass_box import shape_points
from training.matrix import FeatureMatrix
from training.selection import glass_candidates

pytestmark = pytest.mark.slow
BAR = 0.55


HALVES = 5


@dataclass(frozen=True)
class Half:
    """A model of half of the people; for each person: in it or not, mean loss and reasons."""

    member: Any
    loss: Any
    reasons: Any


@dataclass(frozen=True)
class Known:
    """What the attacker has: a model of each half, and for each person the inputs and the attributes to tell."""

    halves: tuple[Half, ...]
    inputs: Any
    protected: Any


@pytest.fixture(scope="module")
def known(tmp_path_factory) -> Known:
    """900 people over 30 months, and models of random halves of them."""
    data, _ = sample_data(tmp_path_factory.mktemp("company"), 900, 30, seed=5)
    people, first, person = np.unique(data.employee_id.to_numpy(), return_index=True, return_inverse=True)
    everybody = FeatureMatrix.of(data.frame, data.specs)
    rng = np.random.default_rng(0)
    halves = tuple(
        model_of(data, everybody, person, rng.permutation(len(people)) % 2 == 0) for _ in range(HALVES)
    )
    numbers = [np.asarray(column, dtype=float) for column in everybody.columns if column.dtype.kind == "f"]
    inputs = [of_person(person, np.where(np.isnan(column), -1.0, column)) for column in numbers]
    assert data.protected is not None
    return Known(halves, np.column_stack(inputs), data.protected[first.tolist()])


def model_of(data, everybody, person, member) -> Half:
    """Fit on the rows of the members, and score everybody."""
    rows = member[person]
    taught = FeatureMatrix.of(data.frame.filter(rows), data.specs)
    box = glass_candidates()[0].fit(taught, data.y[rows], 4).glass_box(2)
    reasons = np.column_stack([shape_points(shape, everybody, j) for j, shape in enumerate(box.shapes)])
    chance = 1 / (1 + np.exp(-(box.base + reasons.sum(axis=1))))
    loss = -np.log(np.where(data.y == 1, chance, 1 - chance))
    by_person = np.column_stack([of_person(person, column) for column in reasons.T])
    return Half(member, of_person(person, loss), by_person)


def of_person(person, values):
    """The mean of each person's rows."""
    return np.bincount(person, values) / np.bincount(person)


def attacked(seen, truth) -> float:
    """The AUC of a logistic regression that learns on four fifths of the people and is asked about the others."""
    attack = make_pipeline(StandardScaler(), LogisticRegression(C=0.01, max_iter=500))
    return float(
        roc_auc_score(truth, cross_val_predict(attack, seen, truth, cv=5, method="predict_proba")[:, 1])
    )


def test_scores_do_not_tell_who_was_trained_on(known):
    """By the loss, and by the reasons with the loss: at most .55 over the halves, where .5 is a coin."""
    by_loss = [roc_auc_score(half.member, -half.loss) for half in known.halves]
    by_reasons = [attacked(np.column_stack([half.reasons, half.loss]), half.member) for half in known.halves]
    assert np.mean(by_loss) <= BAR, by_loss
    assert np.mean(by_reasons) <= BAR, by_reasons


def test_the_attack_finds_members_where_there_is_something_to_find(known):
    """Against a model that remembers each member, the same attack is nearly always right."""
    half = known.halves[0]
    assert roc_auc_score(half.member, -np.where(half.member, 0.01, 1.0) * half.loss) > 0.9


@pytest.mark.parametrize(
    ("attribute", "value"), [("gender", "woman"), ("ethnicity", "group_a"), ("disability", "yes")]
)
def test_reasons_tell_no_more_of_an_attribute_than_the_facts_they_are_made_of(known, attribute, value):
    """At most .55, or what anybody gets from the inputs themselves (the card's proxy audit reports on those)."""
    truth = (known.protected[attribute] == value).fill_null(False).to_numpy()
    assert 30 <= truth.sum() <= len(truth) - 30
    assert attacked(known.halves[0].reasons, truth) <= max(BAR, attacked(known.inputs, truth) + 0.02)
