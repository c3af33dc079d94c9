"""Refused rows as a person reads them: which file, rule and column, how many, which lines, what to do."""

from dataclasses import dataclass
from pathlib import Path

from data_contracts.health import Health
from data_contracts.history import Changes
from data_contracts.similar import nearest
from data_contracts.uncovered import Uncovered


@dataclass(frozen=True)
class Refusal:
    """The rows of one file that broke one rule; a row counts for the first rule that it breaks."""

    rule: str
    column: str
    rows: int
    first_lines: tuple[int, ...]
    hint: str = ""

    def describe(self) -> str:
        """One line: column, rule, how many rows, where the first ones are."""
        lines = ", ".join(f"{line:,}" for line in self.first_lines)
        more = ", ..." if self.rows > len(self.first_lines) else ""
        hint = f" ({self.hint})" if self.hint else ""
        return f"{self.column}: {self.rule}: {self.rows:,} row(s), line {lines}{more}{hint}"


@dataclass(frozen=True)
class TableReport:
    """What became of one file: rows_in is always admitted + refused + erased, the rows about people who were erased."""

    name: str
    file: Path
    rows_in: int
    admitted: int
    refused: int
    refusals: tuple[Refusal, ...] = ()
    quarantine_file: Path | None = None
    unknown_columns: tuple[str, ...] = ()
    absent_columns: tuple[str, ...] = ()
    changes: Changes | None = None
    health: Health | None = None
    uncovered: Uncovered | None = None
    erased: int = 0

    def describe(self) -> str:
        """The refusals with their address, a line each; one line if there are none."""
        lines = [f"{self.file.name}: {self.admitted:,} of {self.rows_in:,} rows admitted"]
        if self.refused:
            lines = [f"{self.file.name}: {self.refused:,} of {self.rows_in:,} rows refused"]
        lines += [f"  {refusal.describe()}" for refusal in self.refusals]
        if self.unknown_columns:
            named = ", ".join(f"{name}{nearest(name, self.absent_columns)}" for name in self.unknown_columns)
            lines.append(f"  not admitted, no such column in the contract: {named}")
        if self.quarantine_file:
            lines.append(f"  refused rows with their reasons: {self.quarantine_file}")
        return "\n".join(lines)
