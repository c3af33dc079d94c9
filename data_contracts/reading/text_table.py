"""A file as it was written: every cell as text, each row with its line, and the rows that have no cells."""

from dataclasses import dataclass
from pathlib import Path

import polars as pl


@dataclass(frozen=True)
class RaggedRow:
    """A line that has more or fewer fields than the header."""

    line: int
    text: str


@dataclass(frozen=True)
class TextTable:
    """`frame` has only String columns, null where nothing was written; `lines` numbers its rows in the file.

    Lines count from 1, the header being line 1; in a Parquet file they count rows from 1.
    """

    file: Path
    frame: pl.DataFrame
    lines: pl.Series
    ragged: tuple[RaggedRow, ...] = ()

    @property
    def rows_in(self) -> int:
        """Data rows in the file, readable or not."""
        return self.frame.height + len(self.ragged)
