"""The days that an export covers: from when on exits were recorded, and the last day that left a trace."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from data_contracts.contract import TableContract


@dataclass
class Coverage:
    """Collects days table by table.

    The first day is the start of the month of the first exit: before it nobody can be seen to leave, so a
    month without leavers would be an artefact. The last day is the latest one on which something was seen to
    happen; days that may be planned ahead (a raise, a holiday, a contract's end, a last day) do not count,
    unless an export has nothing else. The day of an import is no such trace: what a later import adds tells nothing
    of the days between the export and the import. It only says from when the rows can be seen (`corrected`).
    """

    exits: list[date] = field(default_factory=list)
    happened: list[date] = field(default_factory=list)
    planned: list[date] = field(default_factory=list)
    corrected: list[date] = field(default_factory=list)

    def learn(
        self, contract: TableContract, admitted: pl.DataFrame, recorded: pl.Series, known_at: pl.Series
    ) -> None:
        """Take in the days of an admitted table, row by row: `recorded`, on which it became known by what the files
        say alone, and `known_at` in the lake, which is the day of the import for what a later one added or changed.
        """
        for name in contract.happened:
            seen = recorded.filter(admitted[name].is_not_null())
            self.happened += _ends(seen)
        self.planned += _ends(recorded)
        self.corrected += _ends(known_at.filter(known_at != recorded))
        if contract.name == "exits":
            self.exits += _ends(recorded)[:1]

    def known_until(self, covered: date) -> date:
        """The day after which everything that lies in the data up to `covered` can be seen."""
        return max(covered, *self.corrected) if self.corrected else covered

    def days(self) -> tuple[date, date] | None:
        """The first and the last day covered; None when the tables hold no day at all."""
        if not (self.happened or self.planned):
            return None
        last = max(self.happened) if self.happened else max(self.planned)
        first = min(self.exits or self.happened or [last])
        return min(first.replace(day=1), last), last


def _ends(days: pl.Series) -> list[date]:
    """The first and the last of the days; nothing if there is none."""
    return [day for day in (days.min(), days.max()) if isinstance(day, date)]
