"""The sieve: rows of one file under the rules, each refused row under the first rule that it breaks."""

from collections.abc import Sequence

import polars as pl

from data_contracts.reading.text_table import TextTable
from data_contracts.refusal import Refusal

LINE, REASON, RAW = "refused_line", "refused_reason", "refused_text"
"""What a quarantine file has besides the columns of the refused file."""

_FIRST_LINES = 5
_RAGGED = "not as many fields as the header has columns"


class Sieve:
    """Judges the rows of a text table. `admits` is true for each row that has broken no rule so far."""

    def __init__(self, table: TextTable) -> None:
        self.table = table
        self.admits = pl.repeat(True, table.frame.height, dtype=pl.Boolean, eager=True)
        self._reasons = pl.repeat(None, table.frame.height, dtype=pl.String, eager=True)
        self._refusals: list[Refusal] = []
        if table.ragged:
            lines = tuple(row.line for row in table.ragged[:_FIRST_LINES])
            self._refusals.append(Refusal(_RAGGED, "(row)", len(table.ragged), lines, _cut_off(table)))

    def refuse(self, broken: pl.Series, rule: str, column: str, hint: str = "") -> None:
        """Refuse the rows where `broken` is true, if no earlier rule has refused them."""
        newly = broken.fill_null(False) & self.admits
        rows = int(newly.sum())
        if rows:
            lines = self.table.lines.filter(newly).head(_FIRST_LINES)
            self._refusals.append(Refusal(rule, column, rows, tuple(lines.to_list()), hint))
            self._reasons = self._reasons.set(newly, f"{column}: {rule}")
            self.admits = self.admits & ~newly

    def refuse_repeats(self, frame: pl.DataFrame, key: Sequence[str]) -> None:
        """Of rows of `frame` that are all the same keep the first; of different rows under one key, none."""
        standing = frame.with_row_index("row #").filter(self.admits)
        first = standing.unique(frame.columns, keep="first", maintain_order=True)
        repeats = standing["row #"].filter(~standing["row #"].is_in(first["row #"].implode()))
        self.refuse(_rows(frame.height, repeats), "exact duplicate row", "(row)", "the first one is kept")
        if key:
            shared = first.filter(pl.struct(key).is_duplicated())["row #"]
            hint = "which of them is right cannot be known, so none is kept"
            self.refuse(_rows(frame.height, shared), "duplicate key", ", ".join(key), hint)

    @property
    def refusals(self) -> tuple[Refusal, ...]:
        """What was refused so far, by rule."""
        return tuple(self._refusals)

    @property
    def admitted(self) -> int:
        """Rows that broke no rule."""
        return int(self.admits.sum())

    @property
    def refused(self) -> int:
        """Rows that broke a rule."""
        return self.table.rows_in - self.admitted

    def rejects(self) -> pl.DataFrame:
        """The refused rows as they were written, with line and reason first; a line without cells as one text.

        A file that was a quarantine file before, corrected by hand, loses the remarks of its last refusal.
        """
        written = self.table.frame.drop(LINE, REASON, RAW, strict=False)
        cells = written.insert_column(0, self._reasons.alias(REASON)).insert_column(
            0, self.table.lines.alias(LINE)
        )
        refused = cells.filter(~self.admits)
        if not self.table.ragged:
            return refused
        lines = [(row.line, _RAGGED, row.text) for row in self.table.ragged]
        ragged = pl.DataFrame(lines, schema=[LINE, REASON, RAW], orient="row")
        return pl.concat([refused, ragged], how="diagonal_relaxed").sort(LINE)


def _cut_off(table: TextTable) -> str:
    """What to suspect when the very last line does not fit."""
    others = table.lines.tail(1).to_list()
    is_last = [table.ragged[-1].line] > others
    return f"line {table.ragged[-1].line:,} is the last one: was the file cut off there?" if is_last else ""


def _rows(height: int, numbers: pl.Series) -> pl.Series:
    """True at these row numbers."""
    return pl.repeat(False, height, dtype=pl.Boolean, eager=True).scatter(numbers, True)
