"""Coarse counts of one input: how its values are cut, and how many people fall into each bin on a day.

Counts are rounded to tens, as statistical offices do, and bins are few where people are few: a reference that is kept
for years must not tell anything about anyone.
"""

from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl

from training.coding import bin_edges
from training.columns import FloatArray
from training.shapes import Part

Counts = npt.NDArray[np.int64]

ROUND_TO = 10
PEOPLE_PER_BIN = 50
MAX_BINS = 10
MIN_LEVEL_PEOPLE = 20


class Cut(Part):
    """How the values of one input become bins.

    A number falls into `len(edges) + 1` bins; a category into one bin per entry of `levels` and a last one for all
    others, the rare and the never seen. `middle` holds a typical value of each bin of a number (its median),
    `spread` the standard deviation of the number.
    """

    name: str
    kind: Literal["number", "category"]
    edges: tuple[float, ...] = ()
    levels: tuple[str, ...] = ()
    middle: tuple[float, ...] = ()
    spread: float = 0.0

    @property
    def bins(self) -> int:
        """How many bins there are."""
        return len(self.edges) + 1 if self.kind == "number" else len(self.levels) + 1

    def places(self, values: pl.Series) -> Counts:
        """(n,) bin of each value, -1 where it is missing."""
        if self.kind == "number":
            numbers = as_numbers(values)
            found = np.searchsorted(np.array(self.edges), numbers, side="right")
            return np.where(np.isnan(numbers), -1, found).astype(np.int64)
        place = {level: k for k, level in enumerate(self.levels)}
        other = len(self.levels)
        return np.array([-1 if v is None else place.get(str(v), other) for v in values], dtype=np.int64)


def as_numbers(values: pl.Series) -> FloatArray:
    """Float64 with NaN for missing; a column of nulls is all missing."""
    return values.cast(pl.Float64).fill_null(float("nan")).to_numpy()


def cut_number(name: str, values: FloatArray, people: int) -> Cut:
    """Quantile bins, about `PEOPLE_PER_BIN` of the `people` of one day or more in each, at most `MAX_BINS`."""
    known = values[~np.isnan(values)]
    wanted = max(2, min(MAX_BINS, people // PEOPLE_PER_BIN))
    edges = sorted({_short(edge) for edge in bin_edges(values, wanted)})
    places = np.searchsorted(edges, known, side="right")
    filled = [known[places == k] for k in range(len(edges) + 1)]
    return Cut(
        name=name,
        kind="number",
        edges=tuple(edges),
        middle=tuple(_short(float(np.median(part))) if len(part) else 0.0 for part in filled),
        spread=_short(float(known.std())) if len(known) else 0.0,
    )


def cut_category(name: str, values: pl.Series, days: int) -> Cut:
    """One bin for each level that `MIN_LEVEL_PEOPLE` or more have on an average day; the rest share one."""
    counts = values.drop_nulls().cast(pl.String).value_counts(name="rows")
    frequent = counts.filter(pl.col("rows") >= MIN_LEVEL_PEOPLE * days)[values.name].to_list()
    return Cut(name=name, kind="category", levels=tuple(sorted(frequent)))


def rounded(counts: Counts) -> tuple[int, ...]:
    """The counts to the nearest ten."""
    return tuple(int(count) for count in (counts + ROUND_TO // 2) // ROUND_TO * ROUND_TO)


def _short(value: float) -> float:
    """Four digits: enough for a bin, too few for somebody's salary."""
    return float(f"{value:.4g}")
