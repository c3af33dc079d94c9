"""The figures by month, and by value of each protected attribute (for audit; no model ever sees these)."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import polars as pl

from training.columns import FloatArray
from training.dataset import TrainingData
from training.evaluation.metrics import rank_in_pool
from training.evaluation.predictions import Predictions
from training.evaluation.ranking import Ranking
from training.evaluation.report import GroupFigures
from training.scorecard import sigmoid

SELECTED_SHARE = 0.10
MIN_EVENTS = 10
MAX_VALUES = 12
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
        yield _one(attribute, str(value), predictions.y[own], score[own], listed[own])


def _one(
    attribute: str,
    value: str,
    y: npt.NDArray[np.int64],
    score: FloatArray,
    listed: npt.NDArray[np.bool_],
) -> GroupFigures:
    enough = MIN_EVENTS <= y.sum() <= len(y) - MIN_EVENTS
    return GroupFigures(
        attribute=attribute,
        value=value,
        rows=len(y),
        events=int(y.sum()),
        observed=float(y.mean()),
        expected=float(sigmoid(score).mean()),
        auc=Ranking.of(y, score).auc(np.ones(len(y))) if enough else None,
        selected_share=float(listed.mean()),
    )


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
