"""Score requests as Arrow streams: checked before anything is read from them, then taken column by column."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from data_contracts.feature_spec import FeatureSpec
from serving.scores.arrow_guard import STREAM, ArrowRefused, refuse_compressed
from serving.scores.batch import ScoredRow
from training.scorecard import Scorecard

MAX_ID = 200
"""Characters of an id."""


@dataclass(frozen=True)
class ArrowRows:
    """What was sent: ids alone (of known employees), or ids with the columns of rows."""

    ids: list[str]
    columns: pa.Table | None


def read_stream(body: bytes, max_rows: int) -> ArrowRows:
    """The rows of a stream with a text column `employee_id`, or `id` and a column for each input.

    Raises `ArrowRefused` for what is cut off, compressed, damaged, too long or of another kind.
    """
    refuse_compressed(body)
    try:
        table = _table(body, max_rows)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise ArrowRefused(
            f"The body cannot be read as an Arrow stream ({type(error).__name__}).",
            remedy=f"Send one whole, uncompressed stream as {STREAM}.",
        ) from None
    names = table.column_names
    if len(set(names)) != len(names):
        raise ArrowRefused("A column name is used twice.")
    if names == ["employee_id"]:
        return ArrowRows(_ids(table, "employee_id"), None)
    if "id" not in names:
        raise ArrowRefused("There is neither a column employee_id alone nor a column id.")
    return ArrowRows(_ids(table, "id"), table.drop_columns(["id"]))


def _table(body: bytes, max_rows: int) -> pa.Table:
    with pa.ipc.open_stream(pa.py_buffer(body)) as stream:
        batches: list[pa.RecordBatch] = []
        rows = 0
        for batch in stream:
            rows += batch.num_rows
            if rows > max_rows:
                raise ArrowRefused(
                    f"There are more than {max_rows:,} rows.", remedy="Send fewer, or make a job."
                )
            batch.validate(full=True)
            batches.append(batch)
        if not rows:
            raise ArrowRefused("There is no row.")
        return pa.Table.from_batches(batches, stream.schema).combine_chunks()


def _ids(table: pa.Table, name: str) -> list[str]:
    column = _plain(table.column(name))
    if not _is_text(column.type):
        raise ArrowRefused(f"Column {name} must hold text.")
    ids: list[str | None] = column.to_pylist()
    if any(not one or len(one) > MAX_ID or "\0" in one for one in ids):
        raise ArrowRefused(f"Column {name}: each must have 1 to {MAX_ID} characters.")
    return [one for one in ids if one]


def checked_columns(scorecard: Scorecard, rows: ArrowRows) -> tuple[pa.Table, dict[int, ScoredRow]]:
    """The sent columns as a scorecard reads them, and the rows that are refused, each with what is wrong."""
    if rows.columns is None:
        raise TypeError("there are no columns")
    sent, wrong = rows.columns, dict[int, list[str]]()
    extra = [name for name in sent.column_names if name not in scorecard.names]
    for_all = [f"{name[:100]}: the model has no such column" for name in extra]
    columns = []
    for spec in scorecard.specs:
        column, problem = _column(sent, spec)
        columns.append(column)
        if isinstance(problem, str):
            for_all.append(f"{spec.name}: {problem}")
        else:
            for row in problem:
                wrong.setdefault(int(row), []).append(f"{spec.name}: a finite number expected")
    table = pa.Table.from_arrays(columns, names=list(scorecard.names))
    if for_all:
        return table, {i: _refused(one, for_all) for i, one in enumerate(rows.ids)}
    return table, {i: _refused(rows.ids[i], found) for i, found in wrong.items()}


def _refused(row_id: str, problems: Sequence[str]) -> ScoredRow:
    return ScoredRow(row_id, "refused", "bad_values", tuple(problems))


def _column(sent: pa.Table, spec: FeatureSpec) -> tuple[pa.Array, str | Sequence[int]]:
    """One input as the scorecard reads it, and what is wrong with all of it or in which rows."""
    wanted = pa.float64() if spec.kind == "number" else pa.string()
    nothing = pa.nulls(sent.num_rows, wanted)
    if spec.name not in sent.column_names:
        return nothing, "absent; send nulls if it is not known"
    column = _plain(sent.column(spec.name))
    if pa.types.is_null(column.type):
        return nothing, ()
    if spec.kind == "category":
        return (column.cast(wanted), ()) if _is_text(column.type) else (nothing, "text expected")
    if not (pa.types.is_integer(column.type) or pa.types.is_floating(column.type)):
        return nothing, "a number expected"
    numbers = column.cast(wanted, safe=False)
    known = numbers.is_valid().to_numpy(zero_copy_only=False)
    finite = np.isfinite(numbers.fill_null(0.0).to_numpy(zero_copy_only=False))
    return numbers, np.flatnonzero(known & ~finite).tolist()


def _plain(column: pa.ChunkedArray) -> pa.Array:
    whole = column.combine_chunks() if column.num_chunks != 1 else column.chunk(0)
    if pa.types.is_dictionary(whole.type):
        return whole.dictionary_decode()
    return whole


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
