"""Every feature as a small whole number: the bin of a number, the rank group of a category, one code for missing.

Boosting sees only these codes, so each feature function can be read off code by code and is exact.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray
from training.matrix import Codes, FeatureMatrix

MIN_LEVEL_ROWS = 10
"""A category with fewer training rows shares one code with the categories that were never seen."""

LEVEL_PRIOR_ROWS = 10.0
"""Weight of the overall event rate when categories are put in order by their own."""


@dataclass(frozen=True)
class NumberCoding:
    """Code = how many of the `edges` are at or below the number; `missing_seen` says whether NaN was trained."""

    edges: FloatArray
    missing_seen: bool

    @property
    def size(self) -> int:
        """How many codes there are, the one for missing left out."""
        return len(self.edges) + 1

    def codes(self, column: FloatArray) -> Codes:
        """The code of each value; -1 for missing."""
        found = np.searchsorted(self.edges, column, side="right").astype(np.int64)
        return np.where(np.isnan(column), -1, found)


@dataclass(frozen=True)
class CategoryCoding:
    """`level_codes[k]` is the code of level k; `pooled` the code of rare and unseen levels (-2 if not trained)."""

    level_codes: Codes
    pooled: int
    missing_seen: bool
    size: int

    def codes(self, column: Codes) -> Codes:
        """The code of each level; -1 for missing, -2 for a level that has no code."""
        return np.append(self.level_codes, -1)[column]


Coding = NumberCoding | CategoryCoding


def fit_codings(matrix: FeatureMatrix, y: npt.NDArray[np.int64], bins: int) -> tuple[Coding, ...]:
    """One coding per feature, from these rows only, with at most `bins` codes each (missing left out)."""
    codings: list[Coding] = []
    for spec, column, levels in zip(matrix.specs, matrix.columns, matrix.levels, strict=True):
        if spec.kind == "number":
            numbers = np.asarray(column, dtype=np.float64)
            codings.append(NumberCoding(bin_edges(numbers, bins), bool(np.isnan(numbers).any())))
        else:
            codings.append(_category_coding(np.asarray(column, dtype=np.int64), len(levels), y, bins))
    return tuple(codings)


def code_matrix(codings: tuple[Coding, ...], matrix: FeatureMatrix) -> Codes:
    """(n, m) codes; -1 for missing, -2 for a category without a code."""
    coded = np.empty((matrix.rows, len(codings)), dtype=np.int64)
    for j, (coding, column) in enumerate(zip(codings, matrix.columns, strict=True)):
        if isinstance(coding, NumberCoding):
            coded[:, j] = coding.codes(np.asarray(column, dtype=np.float64))
        else:
            coded[:, j] = coding.codes(np.asarray(column, dtype=np.int64))
    return coded


def bin_edges(column: FloatArray, bins: int) -> FloatArray:
    """Edges half-way between neighbouring values: between all of them if they are few, else at the quantiles."""
    values = np.unique(column[~np.isnan(column)])
    if len(values) <= 1:
        return np.empty(0)
    if len(values) <= bins:
        return np.asarray((values[1:] + values[:-1]) / 2)
    cuts = np.quantile(column[~np.isnan(column)], np.arange(1, bins) / bins)
    above = np.unique(np.clip(np.searchsorted(values, cuts, side="right"), 1, len(values) - 1))
    return np.unique((values[above - 1] + values[above]) / 2)


def _category_coding(column: Codes, levels: int, y: npt.NDArray[np.int64], bins: int) -> CategoryCoding:
    """Levels in the order of their smoothed event rate, at most `bins` groups of neighbours in that order."""
    seen = column[column >= 0]
    rows = np.bincount(seen, minlength=levels)
    events = np.bincount(seen, weights=y[column >= 0], minlength=levels)
    rare = rows < MIN_LEVEL_ROWS
    has_pool = bool(rows[rare].sum() > 0)
    kept = np.flatnonzero(~rare)
    group_rows = np.append(rows[kept], rows[rare].sum()) if has_pool else rows[kept]
    group_events = np.append(events[kept], events[rare].sum()) if has_pool else events[kept]
    prior = float(y.mean())
    rates = (group_events + LEVEL_PRIOR_ROWS * prior) / (group_rows + LEVEL_PRIOR_ROWS)
    ranks = np.argsort(np.argsort(rates, kind="stable"), kind="stable")
    size = min(bins, len(ranks))
    codes = ranks * size // max(len(ranks), 1)
    pooled = int(codes[-1]) if has_pool else -2
    level_codes = np.full(levels, pooled, dtype=np.int64)
    level_codes[kept] = codes[: len(kept)]
    return CategoryCoding(level_codes, pooled, bool((column < 0).any()), size)
