"""Steady, watch, talk soon: where the bands start, and what people with such scores did."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from training.dataset import TrainingData
from training.evaluation.intervals import wilson
from training.evaluation.predictions import Predictions
from training.scorecard import BAND_NAMES, Band, BandName, logit


def band_starts(base_rate: float, multiples: Sequence[float]) -> tuple[float, ...]:
    """Log-odds of the probabilities `multiple * base_rate`.

    Where events are common that could pass 1; then the band starts where staying is `multiple` times rarer than
    usual, 1 - (1 - base_rate) / multiple, whichever of the two is lower.
    """
    return tuple(logit(min(m * base_rate, 1 - (1 - base_rate) / m)) for m in multiples)


def observed_bands(
    starts: tuple[float, ...], data: TrainingData, predictions: Predictions, name: str
) -> tuple[Band, ...]:
    """The three bands with the events seen among rows that the model had not seen, each row once."""
    unseen = predictions.where(independent_rows(data, predictions))
    place = np.searchsorted(np.array(starts), unseen.log_odds[name], side="right")
    return tuple(
        _band(name, None if k == 0 else starts[k - 1], unseen.where(place == k))
        for k, name in enumerate(BAND_NAMES)
    )


def independent_rows(data: TrainingData, predictions: Predictions) -> npt.NDArray[np.bool_]:
    """Rows of the first repeat, and of as-of days a horizon or more apart: no exit is counted twice."""
    first = np.asarray(predictions.repeat == 0)
    if data.as_of is None:
        return first
    days = data.as_of[predictions.row]
    kept: list[np.datetime64] = []
    for day in np.unique(days)[::-1]:
        if not kept or kept[-1] - day >= np.timedelta64(data.horizon_days, "D"):
            kept.append(day)
    return np.asarray(first & np.isin(days, np.array(kept)))


def _band(name: BandName, start: float | None, held: Predictions) -> Band:
    """Where rows have weights, n is the effective number of rows, (sum w)^2 / sum w^2 (Kish 1965), and the events are
    that number times the weighted share."""
    n, events = len(held.y), int(held.y.sum())
    if held.weight is not None and n > 0:
        n = round(held.weight.sum() ** 2 / (held.weight**2).sum())
        events = round(n * np.average(held.y, weights=held.weight))
    if n == 0:
        return Band(name=name, from_log_odds=start, n=0, events=0, left=None, low=None, high=None)
    low, high = wilson(events, n)
    return Band(name=name, from_log_odds=start, n=n, events=events, left=events / n, low=low, high=high)
