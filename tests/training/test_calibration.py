"""Platt's calibration gives back what was distorted, and never turns an order round."""

import numpy as np
import pytest

from training.calibration import fit_platt, log_loss
from training.scorecard import sigmoid


def drawn(log_odds: np.ndarray, seed: int = 0) -> np.ndarray:
    """Outcomes that happen with exactly these log-odds."""
    return (np.random.default_rng(seed).random(len(log_odds)) < sigmoid(log_odds)).astype(np.int64)


def test_a_known_distortion_is_undone() -> None:
    """Raw scores that are half as steep and shifted get a = 2 and the shift back."""
    truth = np.random.default_rng(1).normal(-2, 1.5, 40_000)
    platt = fit_platt((truth - 0.7) / 2, drawn(truth))
    assert platt.a == pytest.approx(2.0, abs=0.1)
    assert platt.b == pytest.approx(0.7, abs=0.1)


def test_calibrated_probabilities_sum_to_the_events() -> None:
    """Mean prediction equals the event rate, but for Platt's two pseudo-observations."""
    truth = np.random.default_rng(2).normal(-3, 1, 5_000)
    y = drawn(truth)
    platt = fit_platt(3 * truth + 5, y)
    assert sigmoid(platt.a * (3 * truth + 5) + platt.b).sum() == pytest.approx(y.sum(), rel=0.02)


def test_scores_without_skill_keep_their_order_and_fall_back_to_the_base_rate() -> None:
    """A slope below zero would swap first and last on the list: it is held just above."""
    truth = np.random.default_rng(3).normal(-1, 1, 5_000)
    y = drawn(truth)
    platt = fit_platt(-truth, y)
    assert 0 < platt.a < 0.01
    probability = sigmoid(platt.a * -truth + platt.b)
    assert np.ptp(probability) < 0.01
    assert probability.mean() == pytest.approx(y.mean(), abs=0.005)


def test_perfect_separation_stays_finite() -> None:
    """Platt's smoothed targets keep both numbers finite when events and others do not overlap."""
    raw = np.array([-3.0, -2.0, -1.0, 1.0, 2.0, 3.0])
    platt = fit_platt(raw, np.array([0, 0, 0, 1, 1, 1]))
    assert 0 < platt.a < 50
    assert np.isfinite(platt.b)


def test_log_loss_is_the_mean_negative_log_likelihood() -> None:
    """As worked out by hand, and finite for a wrong score of 800."""
    assert log_loss(np.array([0.0, np.log(3)]), np.array([1, 0])) == pytest.approx(
        (np.log(2) + np.log(4)) / 2
    )
    assert log_loss(np.array([800.0]), np.array([0])) == pytest.approx(800.0)
