"""Reading a CSV file (comma, semicolon or tab) as text cells, with the lines that do not fit the header."""

import csv
from collections.abc import Callable, Collection
from pathlib import Path

import polars as pl
import pyarrow as pa
import pyarrow.csv as pc

from data_contracts.errors import NotATable
from data_contracts.reading.raw_bytes import check_text, open_bytes
from data_contracts.reading.text_table import RaggedRow, TextTable

_DELIMITERS = (",", ";", "\t")
_BLOCK = 1 << 24


def read_csv(file: Path, expected: Collection[str], *, keep_empty: bool = False) -> TextTable:
    """The file's cells; `expected` column names decide between the delimiters.

    Empty lines at the end are no rows unless `keep_empty` asks for one row per line. Raises EmptyFile, NotUtf8 or
    NotATable before any row is looked at.
    """
    raw = check_text(file)
    header, delimiter = read_header(file, expected)
    ragged: list[tuple[int, str]] = []
    cells = _parse(file, header, delimiter, ragged)
    cells = cells if keep_empty else _without_empty_tail(cells)
    spans_lines = _line_breaks(cells).max() or any("\n" in text.strip() for _, text in ragged)
    if not raw.quotes_balance and spans_lines:
        raise NotATable(f"{file}: a quotation mark is opened and never closed", remedy="Correct the quoting.")
    return _numbered(file, cells, ragged)


def read_header(file: Path, expected: Collection[str]) -> tuple[list[str], str]:
    """The column names and the delimiter; raises NotATable for repeated or unnamed columns."""
    with open_bytes(file) as stream:
        first = stream.readline().decode("utf-8-sig").rstrip("\r\n")
    if "\r" in first:
        raise NotATable(
            f"{file}: its lines end in a carriage return alone, as old spreadsheets wrote them.",
            remedy="Save the file again as CSV UTF-8.",
        )
    splits = {delimiter: next(csv.reader([first], delimiter=delimiter)) for delimiter in _DELIMITERS}
    delimiter = max(splits, key=lambda d: (len(set(splits[d]) & set(expected)), len(splits[d])))
    header = splits[delimiter]
    if len(header) < 2 and header[0] not in expected:
        raise NotATable(
            f"{file}: line 1 is not a header of two or more columns: {first[:60]!r}",
            remedy="The first line must name the columns, separated by comma, semicolon or tab.",
        )
    if repeated := sorted({name for name in header if header.count(name) > 1}):
        raise NotATable(f"{file}: line 1 names a column twice: {', '.join(map(repr, repeated))}")
    return header, delimiter


def _parse(file: Path, header: list[str], delimiter: str, ragged: list[tuple[int, str]]) -> pl.DataFrame:
    def keep(row: pc.InvalidRow) -> str:
        ragged.append((row.number, row.text))
        return "skip"

    try:
        with open_bytes(file) as stream:
            stream.readline()
            frame = pl.from_arrow(pc.read_csv(stream, **_options(header, delimiter, keep)))
    except pa.ArrowInvalid as cause:
        if "Empty CSV file" in str(cause):  # a header without rows
            return pl.DataFrame(schema=dict.fromkeys(header, pl.String))
        raise NotATable(f"{file}: not readable as CSV: {cause}") from cause
    assert isinstance(frame, pl.DataFrame)
    return frame


def _options(header: list[str], delimiter: str, keep: Callable[[pc.InvalidRow], str]) -> dict[str, object]:
    return {
        # One thread: only then does the parser number the rows that it skips.
        "read_options": pc.ReadOptions(use_threads=False, block_size=_BLOCK, column_names=header),
        "parse_options": pc.ParseOptions(
            delimiter=delimiter, newlines_in_values=True, ignore_empty_lines=False, invalid_row_handler=keep
        ),
        "convert_options": pc.ConvertOptions(
            column_types=dict.fromkeys(header, pa.string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    }


def _without_empty_tail(frame: pl.DataFrame) -> pl.DataFrame:
    """Empty lines at the end of a file are no rows; in the middle they are, and are refused later."""
    empty = frame.select(pl.all_horizontal(pl.all().is_null())).to_series()
    written = (~empty).arg_true()
    return frame.head(int(written[-1]) + 1) if written.len() else frame.clear()


def _line_breaks(frame: pl.DataFrame) -> pl.Series:
    """How many line breaks each row holds inside its cells."""
    counts = [pl.col(name).str.count_matches("\n", literal=True).fill_null(0) for name in frame.columns]
    return frame.select(pl.sum_horizontal(counts).cast(pl.Int64).alias("breaks"))["breaks"]


def _numbered(file: Path, frame: pl.DataFrame, ragged: list[tuple[int, str]]) -> TextTable:
    """Give each row its line: the parser counts rows, and a row with line breaks in a cell spans several."""
    skipped = pl.Series("row", [number for number, _ in ragged], dtype=pl.Int64)
    every = pl.int_range(1, 1 + frame.height + len(ragged), eager=True).alias("row")
    rows = every.filter(~every.is_in(skipped.implode()))
    spans = pl.concat(
        [
            pl.DataFrame({"row": rows, "breaks": _line_breaks(frame)}),
            pl.DataFrame({"row": skipped, "breaks": [text.count("\n") for _, text in ragged]}),
        ],
        how="vertical_relaxed",
    ).sort("row")
    before = spans.select("row", line=1 + pl.col("row") + pl.col("breaks").cum_sum() - pl.col("breaks"))
    lines = before.join(pl.DataFrame({"row": rows}), on="row", how="semi", maintain_order="left")["line"]
    line_of = dict(before.join(pl.DataFrame({"row": skipped}), on="row", how="semi").iter_rows())
    bad = tuple(RaggedRow(line_of[number], text) for number, text in ragged if text.strip("\r\n"))
    return TextTable(file, frame, lines, bad)
