"""Plain values become the Arrow table that a scorecard reads; nothing is coerced or filled in."""

import math
from collections.abc import Mapping, Sequence

import pyarrow as pa

from data_contracts.feature_spec import FeatureSpec
from serving.scores.reasons import Value

_ARROW = {"number": pa.float64(), "category": pa.string()}


def feature_table(specs: Sequence[FeatureSpec], rows: Sequence[Mapping[str, Value]]) -> pa.Table:
    """One column per feature, null where a value is None; raises KeyError for a row without a feature."""
    columns = [pa.array([row[spec.name] for row in rows], _ARROW[spec.kind]) for spec in specs]
    return pa.Table.from_arrays(columns, names=[spec.name for spec in specs])


def problems_of(specs: Sequence[FeatureSpec], values: Mapping[str, object]) -> tuple[str, ...]:
    """What is wrong with one row that a caller sent, column by column; empty when it can be scored.

    A feature that is not known is sent as null: leaving it out is a mistake that no default repairs.
    """
    known = {spec.name for spec in specs}
    wrong = [f"{name[:100]}: the model has no such column" for name in values if name not in known]
    for spec in specs:
        if spec.name not in values:
            wrong.append(f"{spec.name}: absent; send null if it is not known")
        elif (problem := _problem(spec, values[spec.name])) is not None:
            wrong.append(f"{spec.name}: {problem}")
    return tuple(wrong)


def plain_values(specs: Sequence[FeatureSpec], values: Mapping[str, object]) -> dict[str, Value]:
    """The values of a row without problems, numbers as floats."""
    return {spec.name: _plain(values[spec.name]) for spec in specs}


def _problem(spec: FeatureSpec, value: object) -> str | None:
    if value is None:
        return None
    if spec.kind == "category":
        return None if isinstance(value, str) else "text expected"
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "a number expected"
    return None if _finite(value) else "a finite number expected"


def _finite(value: int | float) -> bool:
    try:
        return math.isfinite(float(value))
    except OverflowError:
        return False


def _plain(value: object) -> Value:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, int | float):
        return float(value)
    raise TypeError("a row with problems has no plain values")
