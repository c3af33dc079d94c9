"""Figures, recomputed another way; intervals that hold what they should."""

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score
from sklearn.metrics import log_loss as log_loss_again

from training.evaluation.intervals import bootstrap_weights, wilson
from training.evaluation.metrics import (
    FIGURES,
    difference,
    draw_figures,
    metrics_of,
    rank_in_pool,
)
from training.evaluation.predictions import Predictions
from training.evaluation.ranking import Ranking
from training.scorecard import sigmoid


def predictions(n: int = 400, seed: int = 0) -> Predictions:
    """Rounded scores, so that there are ties; two rows per employee; two pools."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(-1, 1.5, n)
    y = (rng.random(n) < sigmoid(truth)).astype(np.int64)
    index, zero = np.arange(n), np.zeros(n, dtype=np.int64)
    said = {"model": truth.round(1), "noise": rng.normal(0, 1, n)}
    return Predictions(index, y, index // 2, zero, zero, index % 2, said)


def test_figures_agree_with_scikit_learn() -> None:
    """AUC, AP, Brier and log-loss on tied scores, each row weighted."""
    tested = predictions()
    weight = np.random.default_rng(1).integers(0, 4, len(tested.y)).astype(float)
    score = tested.log_odds["model"]
    ranking = Ranking.of(tested.y, score)
    auc = roc_auc_score(tested.y, score, sample_weight=weight)
    assert ranking.auc(weight) == pytest.approx(auc)
    precision = average_precision_score(tested.y, score, sample_weight=weight)
    assert ranking.average_precision(weight) == pytest.approx(precision)
    figures = metrics_of("model", draw_figures(tested, draws=10))
    assert figures.brier.value == pytest.approx(brier_score_loss(tested.y, sigmoid(score)))
    assert figures.log_loss.value == pytest.approx(log_loss_again(tested.y, sigmoid(score)))
    assert figures.observed_over_expected.value == pytest.approx(tested.y.sum() / sigmoid(score).sum())
    rate = tested.y.mean()
    assert figures.brier_skill.value == pytest.approx(1 - figures.brier.value / (rate * (1 - rate)))


def test_calibration_error_is_seen_when_probabilities_are_too_high() -> None:
    """Right log-odds have a small error; adding 1 to all of them a large one."""
    tested = predictions(20_000)
    tested.log_odds["shifted"] = tested.log_odds["model"] + 1.0
    drawn = draw_figures(tested, draws=5)
    assert metrics_of("model", drawn).calibration_error.value < 0.015
    assert metrics_of("shifted", drawn).calibration_error.value > 0.10


def test_capacity_is_taken_from_every_list_on_its_own() -> None:
    """10 % of each day's list, not of all days together."""
    score = np.concatenate([np.arange(20.0), 1000 + np.arange(20.0)])
    y = np.zeros(40, dtype=np.int64)
    y[[19, 18, 0, 39]] = 1
    pool = np.repeat([0, 1], 20)
    index, zero = np.arange(40), np.zeros(40, dtype=np.int64)
    tested = Predictions(index, y, index, zero, zero, pool, {"model": score})
    five, ten = metrics_of("model", draw_figures(tested, draws=50)).at_capacity
    assert (five.precision.value, five.recall.value) == (1.0, 0.5)
    assert (ten.precision.value, ten.recall.value, ten.lift.value) == (0.75, 0.75, 7.5)
    assert ten.precision.low is not None
    assert ten.precision.low < 0.75 < (ten.precision.high or 0)


def test_rank_in_pool_counts_from_the_highest_score() -> None:
    """Shares of the own pool, 1 for its last."""
    ranks = rank_in_pool(np.array([5.0, 9.0, 7.0, 1.0]), np.array([1, 0, 1, 0]))
    assert ranks.tolist() == [1.0, 0.5, 0.5, 1.0]


def test_intervals_hold_the_value_and_differences_are_paired() -> None:
    """A model beside itself differs by exactly 0; beside noise it is clearly better."""
    tested = predictions(2_000)
    tested.log_odds["again"] = tested.log_odds["model"].copy()
    drawn = draw_figures(tested, draws=100)
    auc = metrics_of("model", drawn).auc
    assert auc.low is not None
    assert auc.high is not None
    assert auc.low < auc.value < auc.high
    same, noise = difference("model", "again", drawn), difference("model", "noise", drawn)
    assert (same.auc.low, same.auc.high) == (0.0, 0.0)
    assert noise.auc.low is not None
    assert noise.auc.low > 0.1


def test_the_bootstrap_draws_whole_employees() -> None:
    """Rows of one employee always have the same weight, and as many employees are drawn as there are."""
    groups = np.array([7, 3, 7, 5, 3])
    for weight in bootstrap_weights(groups, 20, seed=0):
        assert weight[0] == weight[2]
        assert weight[1] == weight[4]
        assert weight[0] + weight[1] + weight[3] == 3


def test_wilson_matches_published_values_and_stays_inside_0_and_1() -> None:
    """81 of 263 gives .2553 to .3662 (Newcombe 1998); no rows, no knowledge."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20)[0] == 0.0
    assert wilson(20, 20)[1] == 1.0
    assert wilson(0, 0) == (0.0, 1.0)


def test_figure_names_are_the_fields_of_the_report() -> None:
    """Every drawn figure has a place in the report."""
    tested = predictions()
    figures = metrics_of("model", draw_figures(tested, draws=2))
    assert set(FIGURES) <= set(vars(figures))
