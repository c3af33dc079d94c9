"""Choosing a candidate, its settings and its calibration by inner cross-validation, inside the training rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from training.additive import AdditiveBoosting
from training.calibration import fit_platt, log_loss
from training.candidate import Candidate, GlassCandidate, Outcomes, Settings
from training.columns import FloatArray
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix, Rows
from training.scorecard import Calibration

BIN_CHOICES = (8, 32)
INNER_FOLDS = 5
INNER_FOLDS_OF_MANY_ROWS = 3
MANY_ROWS = 5_000
MAX_SELECTION_ROWS = 12_000
"""Above this many rows the inner folds look at evenly spaced as-of days only: labels of neighbouring months
overlap, so they add cost but little evidence. The chosen model is fitted on all rows."""

Family = TypeVar("Family", bound=Candidate)


@dataclass(frozen=True)
class Choice(Generic[Family]):
    """The chosen model family, `index` into its settings, its calibration, and the inner log-loss it reached."""

    candidate: Family
    index: int
    calibration: Calibration
    inner_log_loss: float

    @property
    def settings(self) -> Settings:
        """The chosen settings."""
        return self.candidate.settings[self.index]

    @property
    def family(self) -> str:
        """The model family, whatever its settings."""
        return str(self.settings["family"])


def glass_candidates(seed: int = 0) -> tuple[GlassCandidate, ...]:
    """What may be served: logistic regression, and additive boosting at each number of bins."""
    return (LogisticCandidate(), *(AdditiveBoosting(bins, seed) for bins in BIN_CHOICES))


def choose_each(
    candidates: Sequence[Family], matrix: FeatureMatrix, y: Outcomes, groups: Rows, seed: int = 0
) -> tuple[Choice[Family], ...]:
    """For each candidate its best settings, by the log-loss of calibrated out-of-fold predictions.

    `groups` (n,) keeps the rows of one employee in one fold.
    """
    count = INNER_FOLDS if matrix.rows < MANY_ROWS else INNER_FOLDS_OF_MANY_ROWS
    folds = list(grouped_folds(y, groups, count, seed))
    return tuple(_best_setting(candidate, matrix, y, folds) for candidate in candidates)


def best(choices: Sequence[Choice[Family]]) -> Choice[Family]:
    """The choice with the lowest inner log-loss; the earlier one if they are equal."""
    return min(choices, key=lambda choice: choice.inner_log_loss)


def selection_rows(as_of: npt.NDArray[np.datetime64] | None, rows: int, horizon_days: int) -> Rows:
    """The rows that the inner folds look at: all, or those of every k-th as-of day, counted from the last.

    Days are left out only as long as those that stay are no further apart than the horizon: every exit stays in.
    """
    if as_of is None or rows <= MAX_SELECTION_ROWS:
        return np.arange(rows)
    days = np.unique(as_of)
    apart = (days[-1] - days[0]) / np.timedelta64(1, "D") / max(len(days) - 1, 1)
    every = min(-(-rows // MAX_SELECTION_ROWS), max(1, int(horizon_days // max(apart, 1))))
    return np.flatnonzero(np.isin(as_of, days[::-1][::every]))


def grouped_folds(y: Outcomes, groups: Rows, folds: int, seed: int) -> Iterator[tuple[Rows, Rows]]:
    """(train, test) row numbers, stratified by outcome, no group on both sides; fewer folds if events are few."""
    events = len(np.unique(groups[y == 1]))
    count = max(2, min(folds, events))
    if len(np.unique(groups)) == len(groups):
        pairs = StratifiedKFold(n_splits=count, shuffle=True, random_state=seed).split(y, y)
    else:
        pairs = StratifiedGroupKFold(n_splits=count, shuffle=True, random_state=seed).split(y, y, groups)
    for train, test in pairs:
        yield train.astype(np.int64), test.astype(np.int64)


def _best_setting(
    candidate: Family, matrix: FeatureMatrix, y: Outcomes, folds: Sequence[tuple[Rows, Rows]]
) -> Choice[Family]:
    raw = _out_of_fold(candidate, matrix, y, folds)
    fitted = [fit_platt(raw[:, k], y) for k in range(raw.shape[1])]
    losses = [log_loss(platt.a * raw[:, k] + platt.b, y) for k, platt in enumerate(fitted)]
    index = int(np.argmin(losses))
    return Choice(candidate, index, fitted[index], losses[index])


def _out_of_fold(
    candidate: Candidate, matrix: FeatureMatrix, y: Outcomes, folds: Sequence[tuple[Rows, Rows]]
) -> FloatArray:
    """(n, settings) raw log-odds, each row by models that did not see it."""
    raw = np.empty((matrix.rows, len(candidate.settings)))
    for train, test in folds:
        raw[test] = candidate.fit(matrix.take(train), y[train]).raw(matrix.take(test))
    return raw
