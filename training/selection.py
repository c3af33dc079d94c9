"""Choosing a candidate, its settings and its calibration by inner tests, inside the training rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedGroupKFold, StratifiedKFold

from training.additive import AdditiveBoosting
from training.calibration import fit_platt, log_loss
from training.candidate import Candidate, GlassCandidate, Outcomes, Settings, Weights
from training.columns import FloatArray
from training.dataset import TrainingData
from training.forward import DatedOutcomes, forward_blocks
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix, Rows
from training.scorecard import Calibration

BIN_CHOICES = (8, 32)
INNER_FOLDS = 5
INNER_FOLDS_OF_MANY_ROWS = 3
MANY_ROWS = 5_000
MIN_INNER_LEAVERS = 50
"""So many different people must have left on each side of an inner test that goes forward in time."""

MAX_SELECTION_ROWS = 12_000
"""Above this many rows the inner folds look at evenly spaced as-of days only: labels of neighbouring months
overlap, so they add cost but little evidence. The chosen model is fitted on all rows."""

Fold = tuple[Rows, Rows]
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
    candidates: Sequence[Family], data: TrainingData, matrix: FeatureMatrix, rows: Rows, seed: int = 0
) -> tuple[Choice[Family], ...]:
    """For each candidate its best settings on `rows` of `data`, by the log-loss of calibrated predictions of inner
    test rows. `matrix` holds the features of these rows, in their order.

    Where enough people left, settings are chosen forward in time, with the gap of the horizon, and the chosen one is
    then calibrated on folds of the whole period: an offset between an earlier and a later period would be counted
    twice by a model that is fitted on both.
    """
    inner = InnerRows.of(data, matrix, rows)
    forward = forward_folds(data, inner.rows)
    folds = tuple(whole_period_folds(data, inner.rows, seed))
    chosen = [_best_setting(candidate, inner, forward or folds) for candidate in candidates]
    if not forward:
        return tuple(chosen)
    return tuple(replace(c, calibration=_calibration(c.candidate, c.index, inner, folds)) for c in chosen)


def calibration_of(
    candidate: Candidate, index: int, data: TrainingData, matrix: FeatureMatrix, rows: Rows, seed: int = 0
) -> Calibration:
    """The calibration of one setting of one candidate on `rows` of `data`, by folds of the whole period."""
    inner = InnerRows.of(data, matrix, rows)
    return _calibration(candidate, index, inner, tuple(whole_period_folds(data, inner.rows, seed)))


def forward_folds(data: TrainingData, rows: Rows) -> tuple[tuple[Rows, Rows], ...]:
    """(train, test) places within `rows`, forward in time; none if undated or too few people left for it."""
    if data.as_of is None:
        return ()
    dated = DatedOutcomes(data.as_of[rows], data.y[rows], data.groups[rows], data.horizon_days)
    return tuple(forward_blocks(dated, MIN_INNER_LEAVERS, MIN_INNER_LEAVERS))


def whole_period_folds(data: TrainingData, rows: Rows, seed: int) -> Iterator[tuple[Rows, Rows]]:
    """(train, test) places within `rows`, an employee's rows kept together."""
    count = INNER_FOLDS if len(rows) < MANY_ROWS else INNER_FOLDS_OF_MANY_ROWS
    return grouped_folds(data.y[rows], data.groups[rows], count, seed)


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


@dataclass(frozen=True)
class InnerRows:
    """The rows that the inner folds look at: their numbers, features, outcomes (n,), weights (n,) or None."""

    rows: Rows
    matrix: FeatureMatrix
    y: Outcomes
    weight: Weights

    @classmethod
    def of(cls, data: TrainingData, matrix: FeatureMatrix, rows: Rows) -> "InnerRows":
        """Those of the training rows `rows`, whose features `matrix` holds."""
        seen = selection_rows(None if data.as_of is None else data.as_of[rows], len(rows), data.horizon_days)
        kept = rows[seen]
        return cls(kept, matrix.take(seen), data.y[kept], data.fit_weights(kept))

    def weights(self, rows: Rows) -> Weights:
        """The weights of some of them."""
        return None if self.weight is None else self.weight[rows]


def _best_setting(candidate: Family, inner: InnerRows, folds: Sequence[Fold]) -> Choice[Family]:
    raw, y, weight = _tested(candidate, inner, folds)
    fitted = [fit_platt(raw[:, k], y, weight) for k in range(raw.shape[1])]
    losses = [log_loss(platt.a * raw[:, k] + platt.b, y, weight) for k, platt in enumerate(fitted)]
    index = int(np.argmin(losses))
    return Choice(candidate, index, fitted[index], losses[index])


def _calibration(candidate: Candidate, index: int, inner: InnerRows, folds: Sequence[Fold]) -> Calibration:
    raw, y, weight = _tested(candidate, inner, folds, index)
    return fit_platt(raw[:, index], y, weight)


def _tested(
    candidate: Candidate, inner: InnerRows, folds: Sequence[Fold], upto: int | None = None
) -> tuple[FloatArray, Outcomes, Weights]:
    """(tested rows, settings) raw log-odds by models that did not see the row, and the rows' outcomes and weights."""
    said = []
    for train, test in folds:
        path = candidate.fit(inner.matrix.take(train), inner.y[train], upto, inner.weights(train))
        said.append(path.raw(inner.matrix.take(test)))
    tested = np.concatenate([test for _, test in folds])
    return np.vstack(said), inner.y[tested], inner.weights(tested)
