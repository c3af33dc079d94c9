"""The figures by month, and by value of each protected attribute (for audit; no model ever sees these)."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from training.columns import FloatArray
from training.dataset import TrainingData
from training.evaluation.figures import Figure
from training.evaluation.intervals import bootstrap_weights, figure, share_figure
from training.evaluation.metrics import rank_in_pool
from training.evaluation.predictions import Predictions
from training.evaluation.ranking import Ranking
from training.evaluation.tables import GroupFigures
from training.scorecard import sigmoid

SELECTED_SHARE = 0.10
MIN_EVENTS = 10
MAX_VALUES = 12
DRAWS = 200
NOT_KNOWN = "not known"


def by_month(data: TrainingData, predictions: Predictions, name: str) -> tuple[GroupFigures, ...]:
    """One line per as-of month; nothing for an undated snapshot."""
    if data.as_of is None:
        return ()
    months = data.as_of[predictions.row].astype("datetime64[M]").astype(str)
    return tuple(_figures("month", months, predictions, name))


def by_group(data: TrainingData, predictions: Predictions, name: str) -> tuple[GroupFigures, ...]:
    """One line per value of each protected attribute; numbers are cut at their quartiles."""
    if data.protected is None:
        return ()
    lines: list[GroupFigures] = []
    for column in data.protected.get_columns():
        lines += _figures(column.name, as_groups(column)[predictions.row], predictions, name)
    return tuple(lines)


def _figures(
    attribute: str, values: npt.NDArray[np.str_], predictions: Predictions, name: str
) -> Iterator[GroupFigures]:
    score = predictions.log_odds[name]
    listed = rank_in_pool(score, predictions.pool) <= SELECTED_SHARE
    names, counts = np.unique(values, return_counts=True)
    for value in sorted(names[np.argsort(-counts, kind="stable")][:MAX_VALUES]):
        own = values == value
        slice_ = _Slice(predictions.y[own], score[own], listed[own], predictions.group[own])
        yield slice_.figures(attribute, str(value))


@dataclass(frozen=True)
class _Slice:
    """Rows of one month or group: outcomes, log-odds, who was listed, whose rows they are."""

    y: npt.NDArray[np.int64]
    score: FloatArray
    listed: npt.NDArray[np.bool_]
    people: npt.NDArray[np.int64]

    def figures(self, attribute: str, value: str) -> GroupFigures:
        """The line of this slice; intervals resample employees, save for shares of rows that are one per employee."""
        enough = MIN_EVENTS <= self.y.sum() <= len(self.y) - MIN_EVENTS
        draws = np.array([self._ratios(weight) for weight in bootstrap_weights(self.people, DRAWS, 0)])
        observed, selected, ratio, auc = self._ratios(np.ones(len(self.y)))
        return GroupFigures(
            attribute=attribute,
            value=value,
            rows=len(self.y),
            events=int(self.y.sum()),
            observed=self._share(int(self.y.sum()), observed, draws[:, 0]),
            expected=float(sigmoid(self.score).mean()),
            observed_over_expected=figure(ratio, draws[:, 2]) if enough else None,
            auc=figure(auc, draws[:, 3]) if enough else None,
            selected_share=self._share(int(self.listed.sum()), selected, draws[:, 1]),
        )

    def _share(self, count: int, value: float, draws: FloatArray) -> Figure:
        independent = len(np.unique(self.people)) == len(self.people)
        return share_figure(count, len(self.y)) if independent else figure(value, draws)

    def _ratios(self, weight: FloatArray) -> tuple[float, float, float, float]:
        """Observed share, listed share, observed over expected, AUC."""
        events, total = float(weight @ self.y), weight.sum()
        ratio = events / float(weight @ self._probability)
        return events / total, float(weight @ self.listed) / total, ratio, self._ranking.auc(weight)

    @cached_property
    def _probability(self) -> FloatArray:
        return sigmoid(self.score)

    @cached_property
    def _ranking(self) -> Ranking:
        return Ranking.of(self.y, self.score)


def as_groups(column: pl.Series) -> npt.NDArray[np.str_]:
    """Text as it is, "not known" for null; numbers with many values as quartile ranges."""
    if column.dtype.is_numeric() and column.n_unique() > MAX_VALUES:
        return _quartiles(column.cast(pl.Float64).to_numpy())
    return column.cast(pl.String).fill_null(NOT_KNOWN).to_numpy().astype(np.str_)


def _quartiles(x: FloatArray) -> npt.NDArray[np.str_]:
    cuts = np.unique(np.nanquantile(x, [0.25, 0.5, 0.75]))
    between = [f"{low:g} to {high:g}" for low, high in pairwise(cuts)]
    names = np.array([f"below {cuts[0]:g}", *between, f"{cuts[-1]:g} and more", NOT_KNOWN])
    return names[np.where(np.isnan(x), -1, np.searchsorted(cuts, x, side="right"))]
