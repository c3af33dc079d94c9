"""The matrix with the protected attributes as inputs: for one question only, what leaving them out costs in skill."""

import polars as pl

from data_contracts.feature_spec import FeatureSpec
from training.dataset import TrainingData
from training.matrix import FeatureMatrix

PREFIX = "protected: "


def with_protected(data: TrainingData, matrix: FeatureMatrix) -> FeatureMatrix | None:
    """`matrix` with each protected attribute that varies as one more column; None where there is none.

    Days count as numbers, text and yes/no as categories.
    """
    if data.protected is None:
        return None
    columns = [_plain(column) for column in data.protected.get_columns() if column.n_unique() > 1]
    if not columns:
        return None
    frame = pl.DataFrame(columns)
    added = FeatureMatrix.of(frame, [_spec(column) for column in columns])
    return FeatureMatrix(
        (*matrix.specs, *added.specs), (*matrix.columns, *added.columns), (*matrix.levels, *added.levels)
    )


def _plain(column: pl.Series) -> pl.Series:
    named = column.rename(PREFIX + column.name)
    if named.dtype.is_temporal():
        return named.cast(pl.Int64).cast(pl.Float64)
    return named.cast(pl.Float64) if named.dtype.is_numeric() else named.cast(pl.String)


def _spec(column: pl.Series) -> FeatureSpec:
    return FeatureSpec(column.name, "number" if column.dtype.is_numeric() else "category", column.name)
