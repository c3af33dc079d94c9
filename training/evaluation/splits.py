"""How rows are split into training and test: out of time with a gap, or repeated cross-validation.

Out of time the test starts only after the last training label has matured: as_of + horizon <= test as_of
(rolling origin, Tashman 2000), so that nothing that happened after the test's first day is in training.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.dataset import TrainingData
from training.matrix import Rows
from training.scorecard import Evidence
from training.selection import grouped_folds

MAX_PERIODS = 3
MIN_TRAIN_EVENTS = 20
MIN_TEST_EVENTS = 10
CV_FOLDS = 5
CV_REPEATS = 2
WHOLE_PROCEDURE = "Figures are those of the whole procedure, the choice of candidate included."


@dataclass(frozen=True)
class Split:
    """Row numbers to train and to test on; `repeat` counts the repetitions of a cross-validation from 0."""

    train: Rows
    test: Rows
    repeat: int = 0


@dataclass(frozen=True)
class Plan:
    """All splits of one evaluation and one sentence about them."""

    evidence: Evidence
    method: str
    splits: tuple[Split, ...]


def plan(data: TrainingData, seed: int = 0) -> Plan:
    """Out of time where two as-of days or more allow it with enough events on both sides, else cross-validated."""
    blocks = tuple(time_blocks(data))
    if blocks:
        method = (
            f"Out of time: {len(blocks)} test period(s), each after the last training label had matured "
            f"(gap of {data.horizon_days} days). {WHOLE_PROCEDURE}"
        )
        return Plan("out_of_time", method, blocks)
    splits = tuple(repeated_folds(data, seed))
    repeated = f"{CV_FOLDS}-fold cross-validation, repeated {CV_REPEATS} times, employees kept together."
    method = f"{repeated} {WHOLE_PROCEDURE}"
    return Plan("cross_validated", method, splits)


def time_blocks(data: TrainingData) -> Iterator[Split]:
    """The later half of the days that can be tested, in periods; before each the model is trained anew."""
    days = [day for day in data.dates if data.y[_matured(data, day)].sum() >= MIN_TRAIN_EVENTS]
    for period in periods_of(days[len(days) // 2 :], data.horizon_days):
        test = np.isin(data.as_of, np.array(period)) if data.as_of is not None else np.empty(0)
        if data.y[test].sum() >= MIN_TEST_EVENTS:
            yield Split(np.flatnonzero(_matured(data, period[0])), np.flatnonzero(test))


def periods_of(days: Sequence[np.datetime64], horizon_days: int) -> list[list[np.datetime64]]:
    """Neighbouring days in periods of one horizon (longer, if there would be more than `MAX_PERIODS`)."""
    if not days:
        return []
    length = max(
        np.timedelta64(horizon_days, "D"), (days[-1] - days[0]) / MAX_PERIODS + np.timedelta64(1, "D")
    )
    periods: list[list[np.datetime64]] = []
    for day in days:
        if periods and day - periods[-1][0] < length:
            periods[-1].append(day)
        else:
            periods.append([day])
    return periods


def repeated_folds(data: TrainingData, seed: int) -> Iterator[Split]:
    """Stratified folds in which no employee is on both sides."""
    groups = data.groups
    for repeat in range(CV_REPEATS):
        for train, test in grouped_folds(data.y, groups, CV_FOLDS, seed + repeat):
            yield Split(train, test, repeat)


def _matured(data: TrainingData, day: np.datetime64) -> npt.NDArray[np.bool_]:
    assert data.as_of is not None
    return np.asarray(data.as_of + np.timedelta64(data.horizon_days, "D") <= day)
