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
    unless an export has nothing else.
    """

    exits: list[date] = field(default_factory=list)
    happened: list[date] = field(default_factory=list)
    planned: list[date] = field(default_factory=list)

    def learn(self, contract: TableContract, admitted: pl.DataFrame, known_at: pl.Series) -> None:
        """Take in the days of an admitted table; `known_at` are those of its rows in the lake."""
        for name in contract.happened:
            seen = known_at.filter(admitted[name].is_not_null())
            self.happened += _ends(seen)
        self.planned += _ends(known_at)
        if contract.name == "exits":
            self.exits += _ends(known_at)[:1]

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
