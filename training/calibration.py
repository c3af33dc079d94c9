"""Platt's calibration: two numbers that make raw log-odds honest, fitted on predictions for unseen rows."""

import numpy as np

from training.candidate import Outcomes, Weights
from training.columns import FloatArray
from training.scorecard import Calibration, sigmoid

NEWTON_STEPS = 50
MIN_SLOPE = 1e-3


def fit_platt(raw: FloatArray, y: Outcomes, weight: Weights = None) -> Calibration:
    """a and b of served = a * raw + b by maximum likelihood with Platt's smoothed targets (Platt 1999; Newton's
    method after Lin, Lin & Weng 2007). `raw` must come from models that did not see these rows; `weight` (n,)
    says how much each counts.

    A slope below `MIN_SLOPE` would turn the order round (raw scores without skill): it is held there, so that the
    probabilities are then close to the base rate.
    """
    counts = np.ones(len(y)) if weight is None else weight
    events = float(counts @ y)
    target = np.where(y == 1, (events + 1) / (events + 2), 1 / (counts.sum() - events + 2))
    a, b = _newton(raw, target, counts, np.array([1.0, 0.0]))
    if a < MIN_SLOPE:
        offset = MIN_SLOPE * raw
        a, b = MIN_SLOPE, _intercept(offset, target, counts)
    return Calibration(a=float(a), b=float(b))


def log_loss(log_odds: FloatArray, y: Outcomes, weight: Weights = None) -> float:
    """Mean negative log-likelihood, in nats, computed from log-odds so that no probability is rounded to 0."""
    return _loss(log_odds, y, np.ones(len(y)) if weight is None else weight)


def _newton(raw: FloatArray, target: FloatArray, counts: FloatArray, start: FloatArray) -> FloatArray:
    inputs = np.column_stack([raw, np.ones_like(raw)])
    weights, loss = start, _loss(inputs @ start, target, counts)
    for _ in range(NEWTON_STEPS):
        p = sigmoid(inputs @ weights)
        gradient = inputs.T @ (counts * (p - target))
        hessian = (inputs * (counts * p * (1 - p))[:, None]).T @ inputs + 1e-9 * np.eye(2)
        step = np.asarray(np.linalg.solve(hessian, gradient), dtype=np.float64)
        weights, loss, moved = _line_search(inputs, target, counts, weights, step, loss)
        if not moved:
            break
    return weights


def _line_search(
    inputs: FloatArray,
    target: FloatArray,
    counts: FloatArray,
    weights: FloatArray,
    step: FloatArray,
    loss: float,
) -> tuple[FloatArray, float, bool]:
    """The first of step, step/2, step/4, ... that lowers the loss; `moved` is False when none does."""
    for halving in range(20):
        tried = weights - step / 2**halving
        reached = _loss(inputs @ tried, target, counts)
        if reached < loss - 1e-12:
            return tried, reached, True
    return weights, loss, False


def _intercept(offset: FloatArray, target: FloatArray, counts: FloatArray) -> float:
    b = 0.0
    for _ in range(NEWTON_STEPS):
        p = sigmoid(offset + b)
        information = float(counts @ (p * (1 - p)))
        b -= float(counts @ (p - target)) / max(information, 1e-9)
    return b


def _loss(log_odds: FloatArray, target: FloatArray | Outcomes, counts: FloatArray) -> float:
    return float(counts @ (np.logaddexp(0.0, log_odds) - target * log_odds) / counts.sum())
