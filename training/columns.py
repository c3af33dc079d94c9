"""Model inputs as plain arrays: an Arrow column becomes numbers with NaN, or category names with nulls.

Nothing is coerced: a column of the wrong kind, or a value that is not finite, is refused with its rows.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from data_contracts.errors import InputRefused

FloatArray = npt.NDArray[np.float64]

SHOWN_ROWS = 5


class InputsRefused(InputRefused):
    """A model input is absent or holds values that the model cannot read."""


def first_rows(bad: npt.NDArray[np.bool_]) -> str:
    """ "3 rows, first at row 0, 4, 9": how many and where, counted from 0."""
    rows = np.flatnonzero(bad)
    shown = ", ".join(str(row) for row in rows[:SHOWN_ROWS])
    return f"{len(rows)} row{'s' if len(rows) != 1 else ''}, first at row {shown}"


def number_column(table: pa.Table, name: str) -> FloatArray:
    """The column as float64 with NaN for missing; text and infinite values raise `InputsRefused`."""
    column = _column(table, name)
    if pa.types.is_null(column.type):
        return np.full(table.num_rows, np.nan)
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        present = pc.is_valid(column).to_numpy(zero_copy_only=False)
        raise InputsRefused(
            f"Input {name!r} needs numbers but holds {column.type}: {first_rows(present)}.",
            remedy=f"Give {name!r} as numbers, or null where it is not known.",
        )
    values: FloatArray = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    infinite = np.isinf(values)
    if infinite.any():
        raise InputsRefused(
            f"Input {name!r} holds infinite values: {first_rows(infinite)}.",
            remedy=f"Give {name!r} as finite numbers, or null where it is not known.",
        )
    return values


def category_column(table: pa.Table, name: str) -> tuple[npt.NDArray[np.int64], tuple[str, ...]]:
    """The column as (codes, level names), code -1 for missing; anything but text raises `InputsRefused`."""
    column = _column(table, name)
    if pa.types.is_null(column.type):
        return np.full(table.num_rows, -1, dtype=np.int64), ()
    if not _is_text(column.type):
        present = pc.is_valid(column).to_numpy(zero_copy_only=False)
        raise InputsRefused(
            f"Input {name!r} needs category names but holds {column.type}: {first_rows(present)}.",
            remedy=f"Give {name!r} as text, or null where it is not known.",
        )
    encoded = pc.dictionary_encode(column.cast(pa.string())).combine_chunks()
    codes: npt.NDArray[np.int64] = pc.fill_null(encoded.indices.cast(pa.int64()), -1).to_numpy(
        zero_copy_only=False
    )
    return codes, tuple(encoded.dictionary.to_pylist())


def _column(table: pa.Table, name: str) -> Any:
    found = table.column_names.count(name)
    if found != 1:
        what = "is missing" if found == 0 else f"appears {found} times"
        raise InputsRefused(
            f"Input column {name!r} {what}.",
            remedy="A value that is not known may be null, but its column must be there, once.",
        )
    return table.column(name)


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        return _is_text(kind.value_type)
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))
