"""Protected attributes as groups of people: values, ranges of numbers, and the crossings of any two attributes."""

from itertools import combinations

import numpy as np
import numpy.typing as npt
import polars as pl

from training.evaluation.slices import MAX_VALUES, NOT_KNOWN, as_groups
from training.fairness.report import CROSSED, MIN_PEOPLE

Labels = npt.NDArray[np.str_]


def groupings(protected: pl.DataFrame, person: npt.NDArray[np.int64]) -> dict[str, Labels]:
    """For each attribute, then for each pair of attributes, the group of every row ("not known" where it is null).

    `protected` has the rows of `person`. A number, also one written as text, is cut at its quartiles. An attribute
    without two groups of `MIN_PEOPLE` says nothing and is left out.
    """
    single = {
        column.name: labels
        for column in protected.get_columns()
        if _tells_apart(labels := as_groups(_numbers(column)), person)
    }
    crossed = {f"{a}{CROSSED}{b}": _cross(single[a], single[b]) for a, b in combinations(single, 2)}
    return single | crossed


def _numbers(column: pl.Series) -> pl.Series:
    """Text that is all numbers as numbers: a snapshot keeps its protected columns as they were written."""
    if column.dtype != pl.String:
        return column
    numbers = column.cast(pl.Float64, strict=False)
    many = numbers.n_unique() > MAX_VALUES
    return numbers if many and numbers.null_count() == column.null_count() else column


def _tells_apart(labels: Labels, person: npt.NDArray[np.int64]) -> bool:
    values = [value for value in np.unique(labels) if value != NOT_KNOWN]
    return sum(len(np.unique(person[labels == value])) >= MIN_PEOPLE for value in values) >= 2


def _cross(a: Labels, b: Labels) -> Labels:
    known = (a != NOT_KNOWN) & (b != NOT_KNOWN)
    return np.where(known, np.char.add(np.char.add(a, CROSSED), b), NOT_KNOWN)
