"""The rows of a flat table in the words of its mapping: ids, days, units, target, then typed features."""

from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import polars as pl

from data_contracts.erased_rows import NOBODY, without_erased
from data_contracts.errors import FileRefused
from data_contracts.feature_spec import FeatureSpec
from data_contracts.reading.casting import broken_in_words, cast_cells
from data_contracts.reading.table_file import read_table, require_columns
from data_contracts.reading.text_table import TextTable
from data_contracts.refusal import TableReport
from data_contracts.sieve import Sieve
from data_contracts.snapshot_mapping import SnapshotMapping

CONTEXT = ("employee_id", "as_of", "unit_id", "target")
"""What every snapshot row has besides its features; no feature can be called one of these."""

_MOSTLY = 0.9
_NUMBER = pl.Float64()
_STRAY_TEXT = "list this text under `missing`, or the column under `categories`"


@dataclass(frozen=True)
class SnapshotRows:
    """Rows that broke no rule, and what became of the others.

    `frame` has `line`, CONTEXT and the features; `audit` the protected columns of the same rows, as written.
    """

    frame: pl.DataFrame
    audit: pl.DataFrame
    report: TableReport
    rejects: pl.DataFrame


class SnapshotReader:
    """Turns the text cells of one flat table into columns, refusing rows on the way."""

    def __init__(self, mapping: SnapshotMapping, table: TextTable) -> None:
        self.mapping = mapping
        self.sieve = Sieve(table)
        self.cells = _without_missing(table.frame, mapping)

    def context(self, with_target: bool) -> pl.DataFrame:
        """employee_id, as_of, unit_id and target; a role that the mapping does not give is all missing."""
        mapping, ids = self.mapping, self.sieve.table.frame[self.mapping.id]
        self.sieve.refuse(ids.is_null(), "missing", mapping.id, "every row needs an id")
        as_of = self._cast(mapping.as_of, pl.Date())
        if mapping.as_of is not None:
            self.sieve.refuse(as_of.is_null(), "missing", mapping.as_of, "every row needs its day")
        return pl.DataFrame(
            {
                "line": self.sieve.table.lines,
                "employee_id": ids,
                "as_of": as_of,
                "unit_id": self._cast(mapping.unit, pl.String()),
                "target": self._cast(mapping.target if with_target else None, pl.Boolean()).cast(pl.Int8),
            }
        )

    def feature(self, name: str, number: bool | None = None) -> pl.Series:
        """A feature as Float64 or String: as told, or a number when (nearly) every given value is one."""
        text = self.cells[name]
        if number is None:
            number = name not in self.mapping.categories and _mostly_numbers(text)
        return self._cast(name, _NUMBER, _STRAY_TEXT) if number else text

    def refuse_repeats(self) -> None:
        """One row per person and day: equal rows are kept once, different ones not at all."""
        roles = (self.mapping.id, self.mapping.as_of)
        self.sieve.refuse_repeats(self.sieve.table.frame, [name for name in roles if name is not None])

    def rows(self, frame: pl.DataFrame) -> SnapshotRows:
        """The rows of `frame` that were not refused, with the report."""
        table = self.sieve.table
        report = TableReport(
            name="snapshot",
            file=table.file,
            rows_in=table.rows_in,
            admitted=self.sieve.admitted,
            refused=self.sieve.refused,
            refusals=self.sieve.refusals,
        )
        protected = [name for name in self.mapping.protected if name in self.cells.columns]
        audit = self.cells.filter(self.sieve.admits).select(protected)
        return SnapshotRows(frame.filter(self.sieve.admits), audit, report, self.sieve.rejects())

    def _cast(self, column: str | None, dtype: pl.DataType, hint: str = "") -> pl.Series:
        if column is None or column not in self.cells.columns:
            return pl.Series([None] * self.cells.height, dtype=dtype)
        typed, broken = cast_cells(self.cells[column], dtype)
        if broken.any():
            self.sieve.refuse(broken, broken_in_words(dtype), column, hint)
        return typed


def read_snapshot_rows(
    mapping: SnapshotMapping, file: Path, specs: Sequence[FeatureSpec], need_target: bool = False
) -> SnapshotRows:
    """The rows of a file to be scored by a model with these `specs`, in the order of the file.

    Only the id, the day if the mapping is dated, and the model's features must be there; with `need_target`
    the target too. Raises MissingColumn or another FileRefused; a row that breaks a rule is refused.
    """
    needed = [mapping.id, *([mapping.as_of] if mapping.as_of else []), *(spec.name for spec in specs)]
    table = read_table(file, mapping.named)
    require_columns(table, [*needed, *([mapping.target] if need_target and mapping.target else [])])
    reader = SnapshotReader(mapping, table)
    frame = reader.context(need_target)
    features = [reader.feature(spec.name, spec.kind == "number").alias(spec.name) for spec in specs]
    return reader.rows(frame.with_columns(features))


def read_labelled_rows(
    mapping: SnapshotMapping, file: Path, barred: Sequence[str], erased: Container[str] = NOBODY
) -> SnapshotRows:
    """The rows of a file to learn from; `barred` columns are left out of the features.

    Every column that the mapping names must be there: a misspelt `drop` would be a leak. Rows of people in `erased`
    are left out and counted.
    """
    table = read_table(file, mapping.named)
    require_columns(table, mapping.named)
    names = [name for name in table.frame.columns if name not in barred]
    if reserved := sorted(set(names) & {"line", *CONTEXT}):
        raise FileRefused(
            f"{file}: a feature cannot be called {', '.join(reserved)}",
            remedy="Rename the column in the file, or list it under `drop`.",
        )
    table, left_out = without_erased(table, erased, (mapping.id,))
    reader = SnapshotReader(mapping, table)
    frame = reader.context(with_target=True)
    frame = frame.with_columns(reader.feature(name).alias(name) for name in names)
    reader.refuse_repeats()
    rows = reader.rows(frame)
    report = replace(rows.report, rows_in=rows.report.rows_in + left_out, erased=left_out)
    return replace(rows, report=report)


def _without_missing(frame: pl.DataFrame, mapping: SnapshotMapping) -> pl.DataFrame:
    if not mapping.missing:
        return frame
    unknown = pl.all().is_in(list(mapping.missing))
    return frame.with_columns(pl.when(unknown).then(None).otherwise(pl.all()).name.keep())


def _mostly_numbers(text: pl.Series) -> bool:
    """Nearly all given values are numbers, so a text among them is a slip and not a category."""
    _, broken = cast_cells(text, _NUMBER)
    given = text.len() - text.null_count()
    return int(broken.sum()) <= (1 - _MOSTLY) * given
