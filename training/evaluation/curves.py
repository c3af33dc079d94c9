"""Points for the pictures: the calibration curve, and what the top of the ranked list holds at every length."""

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray
from training.evaluation.intervals import wilson
from training.evaluation.metrics import equal_bins, rank_in_pool
from training.evaluation.predictions import Predictions
from training.evaluation.tables import CalibrationBin, CurvePoint
from training.scorecard import sigmoid

CALIBRATION_BINS = 10
SHARES = (
    0.01,
    0.02,
    0.03,
    0.05,
    0.075,
    0.10,
    0.15,
    0.20,
    0.25,
    0.30,
    0.40,
    0.50,
    0.60,
    0.70,
    0.80,
    0.90,
    1.0,
)


def calibration_curve(predictions: Predictions, name: str) -> tuple[CalibrationBin, ...]:
    """Ten bins of about equal size, from low to high predictions."""
    p = sigmoid(predictions.log_odds[name])
    bins = equal_bins(p, CALIBRATION_BINS)
    return tuple(_bin(p[bins == k], predictions.y[bins == k]) for k in np.unique(bins))


def ranked_curve(predictions: Predictions, name: str) -> tuple[CurvePoint, ...]:
    """Precision, recall and lift when the top share of every list is taken."""
    rank = rank_in_pool(predictions.log_odds[name], predictions.pool)
    y, rate = predictions.y, float(predictions.y.mean())
    points = []
    for share in SHARES:
        listed = rank <= share
        if listed.any():
            precision = float(y[listed].mean())
            points.append(CurvePoint(share, precision, float(y[listed].sum() / y.sum()), precision / rate))
    return tuple(points)


def _bin(p: FloatArray, y: npt.NDArray[np.int64]) -> CalibrationBin:
    low, high = wilson(int(y.sum()), len(y))
    return CalibrationBin(float(p.mean()), float(y.mean()), len(y), low, high)
