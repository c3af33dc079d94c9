"""Reading a table from any kind of file that is understood, and finding the columns it must have."""

from collections.abc import Collection, Iterable
from pathlib import Path

from data_contracts.errors import MissingColumn
from data_contracts.reading.csv_file import read_csv
from data_contracts.reading.parquet_file import read_parquet
from data_contracts.reading.text_table import TextTable
from data_contracts.similar import nearest

ENDINGS = (".csv", ".csv.gz", ".parquet")
"""What a file's name may end in."""


def read_table(file: Path, expected: Collection[str]) -> TextTable:
    """The file's cells as text; raises a FileRefused that says what the file is instead of a table."""
    return read_parquet(file) if file.suffix == ".parquet" else read_csv(file, expected)


def require_columns(table: TextTable, needed: Iterable[str]) -> None:
    """Raise MissingColumn that names every absent column, with the most similar one that is there."""
    present = table.frame.columns
    absent = [name for name in needed if name not in present]
    if not absent:
        return
    lines = [f"{name!r}{nearest(name, present)}" for name in absent]
    raise MissingColumn(
        f"{table.file}: missing column {'; '.join(lines)}",
        remedy=f"Rename or add the column. The file has: {', '.join(present)}",
    )
