"""What the probabilities are worth to somebody who talks to everyone above a threshold: the decision curve.

Net benefit at threshold t (Vickers & Elkin 2006) = TP/n - FP/n x t/(1 - t): the share of leavers that is reached, less
the share of others, counted at the exchange rate that choosing t implies. Talking to nobody is worth 0. A model is of
use at t where it is worth more than nobody and everybody.
"""

import numpy as np

from training.columns import FloatArray
from training.evaluation.intervals import bootstrap_weights, figure
from training.evaluation.predictions import Predictions
from training.evaluation.tables import DecisionPoint
from training.scorecard import sigmoid

MULTIPLES = (0.25, 0.5, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0)
"""Thresholds as multiples of the share of rows with the event: that is where people can disagree."""
HIGHEST = 0.9
DRAWS = 200


def decision_curve(
    predictions: Predictions, name: str, draws: int = DRAWS, seed: int = 0
) -> tuple[DecisionPoint, ...]:
    """Net benefit of the model of that name and of talking to everyone, and its gain over the better of all and none.

    The gain is paired on the same resampled employees.
    """
    y = predictions.y.astype(np.float64)
    p = sigmoid(predictions.log_odds[name])
    at = np.array([t for t in np.array(MULTIPLES) * y.mean() if t < HIGHEST])
    above = p[:, None] >= at
    parts = np.column_stack([above * y[:, None], above * (1 - y)[:, None]])
    whole = _benefits(np.ones(len(y)), parts, y, at)
    drawn = np.array([_benefits(w, parts, y, at) for w in bootstrap_weights(predictions.group, draws, seed)])
    return tuple(
        DecisionPoint(
            threshold=float(at[k]),
            share=float(above[:, k].mean()),
            model=figure(float(whole[0, k]), drawn[:, 0, k]),
            everyone=float(whole[1, k]),
            gain=figure(float(whole[2, k]), drawn[:, 2, k]),
        )
        for k in range(len(at))
    )


def _benefits(weight: FloatArray, parts: FloatArray, y: FloatArray, at: FloatArray) -> FloatArray:
    """(3, thresholds): net benefit of the model, of everyone, and the model's gain over the better of all and none."""
    total = weight.sum()
    hits, others = np.split(weight @ parts / total, 2)
    price, rate = at / (1 - at), float(weight @ y / total)
    model, everyone = hits - others * price, rate - (1 - rate) * price
    return np.array([model, everyone, model - np.maximum(everyone, 0.0)])
