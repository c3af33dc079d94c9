"""A table as the text of its file, with the lines on which something was planted."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ermine.sample.arrays import Ints, Mask

HEADER = 1
"""Line of the column names; the first row stands on the line after it."""


@dataclass(frozen=True)
class Planted:
    """Lines of one table's file that carry one kind of dirt; a `refused` kind may not get past an import."""

    kind: str
    table: str
    refused: bool
    lines: tuple[int, ...]


class Sheet:
    """The cells of a table as text; `clean` is true for each row on which nothing was planted so far."""

    def __init__(self, table: str, frame: pl.DataFrame, rng: np.random.Generator) -> None:
        self.table = table
        self.cells = frame.select(pl.all().cast(pl.String))
        self.clean: Mask = np.ones(frame.height, dtype=np.bool_)
        self.planted: list[Planted] = []
        self._rng = rng

    def pick(self, share: float, among: Mask | None = None) -> Ints:
        """Clean rows (out of `among`), in order: this share of the table, at least one if there is one."""
        eligible = np.flatnonzero(self.clean if among is None else self.clean & among)
        size = min(int(np.ceil(share * self.cells.height)), len(eligible))
        return np.sort(self._rng.choice(eligible, size, replace=False)) if size else eligible[:0]

    def overwrite(
        self, rows: Ints, column: str, texts: str | Sequence[str], kind: str, *, refused: bool
    ) -> None:
        """Write these texts into a column, a new one if the table has none of this name."""
        old = self.cells.get_column(
            column, default=pl.repeat(None, self.cells.height, dtype=pl.String, eager=True)
        )
        new = old.alias(column).scatter(
            rows, texts if isinstance(texts, str) else pl.Series(texts, dtype=pl.String)
        )
        self.cells = self.cells.with_columns(new)
        self.clean[rows] = False
        self._note(rows, kind, refused)

    def append(self, rows: pl.DataFrame, kind: str, *, refused: bool) -> None:
        """Add rows with the sheet's columns at its end."""
        at = np.arange(self.cells.height, self.cells.height + rows.height)
        self.cells = pl.concat([self.cells, rows])
        self.clean = np.concatenate([self.clean, np.zeros(rows.height, dtype=np.bool_)])
        self._note(at, kind, refused)

    def _note(self, rows: Ints, kind: str, refused: bool) -> None:
        if len(rows):
            lines = tuple(int(row) + HEADER + 1 for row in rows)
            self.planted.append(Planted(kind, self.table, refused, lines))
