"""Figures of the text model, recomputed by hand."""

import numpy as np
import pytest

from sentiment.manifest import LabelCalibration, SentimentCalibration
from sentiment.probabilities import label_probabilities, sentiment_probabilities
from training.text.calibrating import platt, sentiment_calibration
from training.text.scores import (
    expected_calibration_error,
    forced_macro_f1,
    macro_f1,
    recall_and_precision,
    three_class_macro_f1,
)
from training.text.thresholds import serious_threshold, topic_threshold


def test_forced_answers_go_to_the_likelier_of_two() -> None:
    """A neutral answer is not taken: positive wins where it is at least as likely as negative."""
    p = np.array([[0.3, 0.4, 0.3], [0.4, 0.5, 0.1], [0.1, 0.8, 0.1]])
    assert forced_macro_f1(np.array([2, 0, 2]), p) == 1
    assert forced_macro_f1(np.array([0, 2, 0]), p) == 0


def test_three_class_f1_is_the_mean_over_classes() -> None:
    """One class all right, one half right and one all wrong."""
    p = np.eye(3)[[0, 0, 1, 1]]
    truth = np.array([0, 0, 1, 2])
    assert three_class_macro_f1(truth, p) == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_labels_with_few_cases_are_left_out_of_the_mean() -> None:
    """A label with nine cases does not count, one with ten does."""
    truth = np.zeros((30, 2), bool)
    truth[:10, 0], truth[:9, 1] = True, True
    found = truth.copy()
    found[:, 1] = False
    assert macro_f1(truth, found) == 1


def test_which_concern_it_is_does_not_matter_for_recall() -> None:
    """A comment counts as found when any concern is flagged."""
    truth = np.array([[1, 0], [0, 1], [0, 0], [1, 0]], bool)
    flagged = np.array([[0, 1], [0, 1], [1, 0], [0, 0]], bool)
    assert recall_and_precision(truth, flagged) == (pytest.approx(2 / 3), pytest.approx(2 / 3))


def test_calibration_error_is_the_mean_gap() -> None:
    """Ten answers at .85 of which seven are right are off by .15."""
    assert expected_calibration_error(np.full(10, 0.85), np.array([1.0] * 7 + [0.0] * 3)) == pytest.approx(
        0.15
    )


def test_platt_finds_the_planted_sigmoid() -> None:
    """Slope and intercept of simulated answers come back."""
    draw = np.random.default_rng(3)
    logits = draw.normal(0, 2, 20_000).astype(np.float32)
    truth = draw.random(20_000) < 1 / (1 + np.exp(-(1.7 * logits - 0.6)))
    slope, shift = platt(logits, truth)
    assert (slope, shift) == (pytest.approx(1.7, abs=0.08), pytest.approx(-0.6, abs=0.08))


def test_sentiment_calibration_cools_an_overconfident_head() -> None:
    """Logits that are twice too large get a temperature of two."""
    draw = np.random.default_rng(4)
    honest = draw.normal(0, 1.5, (20_000, 3))
    p = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    truth = (p.cumsum(axis=1) < draw.random((20_000, 1))).sum(axis=1)
    found = sentiment_calibration((2 * honest).astype(np.float32), truth)
    assert found.temperature == pytest.approx(2, abs=0.1)
    assert found.offsets == pytest.approx([0, 0, 0], abs=0.06)


def test_calibrated_numbers_match_their_formulas() -> None:
    """Softmax and sigmoid, written out."""
    p = sentiment_probabilities(np.array([[2, 0, -2]], np.float32), 2.0, [0.0, 0.0, 0.0])
    assert p[0] == pytest.approx(np.exp([1, 0, -1]) / np.exp([1, 0, -1]).sum())
    label = {"a": LabelCalibration(slope=2, intercept=-1, threshold=0.5)}
    assert label_probabilities(np.array([[1.0]], np.float32), label)[0, 0] == pytest.approx(
        1 / (1 + np.exp(-1))
    )
    assert SentimentCalibration(temperature=1, offsets=[0, 0, 0]).temperature == 1


def test_serious_threshold_is_the_highest_that_keeps_the_recall() -> None:
    """With four of four to be found, it stops at the least sure of them."""
    p = np.array([[0.9, 0.1], [0.2, 0.8], [0.6, 0.1], [0.4, 0.3], [0.3, 0.2]])
    truth = np.array([[1, 0], [0, 1], [1, 0], [1, 0], [0, 0]], bool)
    assert serious_threshold(p, truth, recall=1.0) == pytest.approx(0.4)
    assert serious_threshold(p, truth, recall=0.75) == pytest.approx(0.6)


def test_topic_threshold_lies_between_the_groups() -> None:
    """Cases above .6 and others below .3 are parted between them."""
    p = np.concatenate([np.linspace(0.6, 0.9, 50), np.linspace(0.05, 0.3, 50)])
    assert 0.3 <= topic_threshold(p, np.arange(100) < 50) <= 0.6


def test_a_queue_that_nobody_can_read_costs_recall() -> None:
    """Where the wanted recall would flag too many of the other comments, the threshold stops at the budget."""
    p = np.concatenate([np.array([0.1, 0.9]), np.full(10, 0.2), np.full(90, 0.01)])[:, None]
    truth = np.zeros((102, 1), bool)
    truth[:2] = True
    assert serious_threshold(p, truth, recall=1.0, budget=0.2) == pytest.approx(0.1)
    assert serious_threshold(p, truth, recall=1.0, budget=0.05) == pytest.approx(0.21)
