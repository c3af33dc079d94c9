"""Reading a Parquet file as text cells, so that the same rules judge it as judge a CSV file."""

from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from data_contracts.errors import EmptyFile, MissingFile, NotATable
from data_contracts.reading.text_table import TextTable


def read_parquet(file: Path) -> TextTable:
    """The file's cells as text: days in ISO form, whole numbers without decimals, NaN as missing.

    Raises MissingFile, EmptyFile or NotATable; a column of lists or structures is refused by name.
    """
    if not file.is_file():
        raise MissingFile(f"{file}: no such file")
    if file.stat().st_size == 0:
        raise EmptyFile(f"{file}: the file is empty", remedy="Export it again, or remove it.")
    try:
        frame = pl.from_arrow(pq.read_table(file))
    except (pa.ArrowInvalid, OSError) as cause:
        raise NotATable(f"{file}: not readable as Parquet: {cause}") from cause
    assert isinstance(frame, pl.DataFrame)
    text = frame.select(_as_text(file, frame[name]) for name in frame.columns)
    return TextTable(file, text, pl.int_range(1, 1 + frame.height, dtype=pl.Int64, eager=True))


def _as_text(file: Path, cells: pl.Series) -> pl.Series:
    if isinstance(cells.dtype, pl.Datetime):
        return _day_or_moment(cells)
    if cells.dtype.is_float():
        return _number(cells)
    plain = cells.dtype.is_integer() or cells.dtype in (pl.String, pl.Date, pl.Boolean, pl.Null)
    if not (plain or isinstance(cells.dtype, pl.Categorical | pl.Enum | pl.Decimal)):
        raise NotATable(f"{file}: column {cells.name!r} holds {cells.dtype}, not plain values")
    text = cells.cast(pl.String)
    return text.set(text == "", None)


def _day_or_moment(cells: pl.Series) -> pl.Series:
    """ISO days where every moment is midnight: many tools have no type for a day."""
    if (cells.dt.time().cast(pl.Int64) == 0).all():
        return cells.dt.date().cast(pl.String)
    return cells.dt.to_string("iso")


def _number(cells: pl.Series) -> pl.Series:
    """Whole numbers without decimals: many tools turn whole numbers with gaps into floats."""
    known = cells.fill_nan(None).cast(pl.Float64)
    finite = known.filter(known.is_not_null())
    if finite.is_finite().all() and (finite == finite.round()).all() and finite.abs().lt(2**53).all():
        return known.cast(pl.Int64).cast(pl.String)
    return known.cast(pl.String)
