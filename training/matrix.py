"""The features of n rows as plain arrays, so that folds are taken without touching a data frame again."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from data_contracts.feature_spec import FeatureSpec
from training.columns import FloatArray, InputsRefused, category_column, first_rows, number_column

Codes = npt.NDArray[np.int64]
Rows = npt.NDArray[np.int64]

LARGEST = 1e100


@dataclass(frozen=True)
class FeatureMatrix:
    """n rows x m features. A number column is float64 with NaN for missing; a category column holds indices into
    its `levels`, -1 for missing (`levels` is empty for numbers)."""

    specs: tuple[FeatureSpec, ...]
    columns: tuple[FloatArray | Codes, ...]
    levels: tuple[tuple[str, ...], ...]

    @classmethod
    def of(cls, frame: pl.DataFrame, specs: Sequence[FeatureSpec]) -> "FeatureMatrix":
        """The columns of `frame` that `specs` name; raises `InputsRefused` where a column is of the wrong kind."""
        table = frame.to_arrow()
        columns: list[FloatArray | Codes] = []
        levels: list[tuple[str, ...]] = []
        for spec in specs:
            if spec.kind == "number":
                columns.append(_within_reach(number_column(table, spec.name), spec.name))
                levels.append(())
            else:
                codes, names = _sorted_levels(*category_column(table, spec.name))
                columns.append(codes)
                levels.append(names)
        return cls(tuple(specs), tuple(columns), tuple(levels))

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.columns[0])

    @property
    def directions(self) -> tuple[int, ...]:
        """Which way more of each feature may move the score: as declared for a number, 0 (either) for a category."""
        return tuple(spec.direction if spec.kind == "number" else 0 for spec in self.specs)

    def take(self, rows: Rows) -> "FeatureMatrix":
        """The given rows, in the given order; the levels stay, so codes keep their meaning."""
        return FeatureMatrix(self.specs, tuple(column[rows] for column in self.columns), self.levels)

    def only(self, names: Sequence[str]) -> "FeatureMatrix":
        """The same rows with only the named features."""
        index = [j for j, spec in enumerate(self.specs) if spec.name in set(names)]
        return FeatureMatrix(
            tuple(self.specs[j] for j in index),
            tuple(self.columns[j] for j in index),
            tuple(self.levels[j] for j in index),
        )


def _within_reach(values: FloatArray, name: str) -> FloatArray:
    """The values; raises `InputsRefused` for numbers so large that sums and squares of them are no longer finite."""
    huge = np.abs(np.nan_to_num(values)) > LARGEST
    if huge.any():
        raise InputsRefused(
            f"Input {name!r} holds numbers beyond {LARGEST:.0e}: {first_rows(huge)}.",
            remedy="No unit makes sense of them: correct the file, or leave the column out.",
        )
    return values


def _sorted_levels(codes: Codes, names: tuple[str, ...]) -> tuple[Codes, tuple[str, ...]]:
    """Levels in the order of their names, so that the order of the rows cannot change a model."""
    order = np.argsort(np.array(names, dtype=object)) if names else np.empty(0, dtype=np.int64)
    place = np.append(np.argsort(order), -1).astype(np.int64)
    return place[codes], tuple(names[k] for k in order)
