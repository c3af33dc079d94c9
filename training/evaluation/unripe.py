"""Predicted against actual for the months whose horizon is still running: seen so far against expected so far."""

import numpy as np

from training.candidate import GlassCandidate
from training.columns import FloatArray
from training.dataset import TrainingData
from training.evaluation.intervals import share_figure
from training.evaluation.tables import UnripeMonth
from training.matrix import FeatureMatrix, Rows
from training.scorecard import sigmoid
from training.selection import Choice, choose_each
from training.unripe import Unripe

MIN_EVENTS = 20


def unripe_months(
    data: TrainingData, matrix: FeatureMatrix, choice: Choice[GlassCandidate], seed: int
) -> tuple[UnripeMonth, ...]:
    """One line per month that is not ripe, predicted by the chosen model refitted on what was ripe before the first.

    Expected so far = expected in full x the share of a horizon's events that ripe rows had seen by then: an empirical
    distribution function, which is Kaplan and Meier's estimate where, as here, every row was watched to its end.
    """
    if data.unripe is None or data.as_of is None:
        return ()
    first = data.unripe.as_of.min()
    before = np.flatnonzero(data.as_of + np.timedelta64(data.horizon_days, "D") <= first)
    if data.y[before].sum() < MIN_EVENTS:
        return ()
    expected = _predicted(data, data.unripe, matrix, before, choice, seed)
    return tuple(_month(data.unripe, expected, day) for day in np.unique(data.unripe.as_of))


def _predicted(
    data: TrainingData,
    unripe: Unripe,
    matrix: FeatureMatrix,
    before: Rows,
    choice: Choice[GlassCandidate],
    seed: int,
) -> FloatArray:
    past, y = matrix.take(before), data.y[before]
    again = choose_each([choice.candidate], data, past, before, seed)[0]
    fitted = choice.candidate.fit(past, y, again.index, data.fit_weights(before))
    box = fitted.glass_box(again.index)
    frame = unripe.frame.select([spec.name for spec in data.specs])
    raw = box.raw(FeatureMatrix.of(frame, data.specs))
    return sigmoid(again.calibration.a * raw + again.calibration.b)


def _month(unripe: Unripe, expected: FloatArray, day: np.datetime64) -> UnripeMonth:
    own = unripe.as_of == day
    when = day.astype("datetime64[D]").item()
    mean = float(expected[own].mean())
    return UnripeMonth(
        value=str(day.astype("datetime64[M]")),
        rows=int(own.sum()),
        seen_days=unripe.seen_days[when],
        observed=share_figure(int(unripe.happened[own].sum()), int(own.sum())),
        expected_so_far=mean * unripe.so_far[when],
        expected=mean,
    )
