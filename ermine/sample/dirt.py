"""Dirt on a dial: the slips of real exports, planted on lines that truth.json names."""

from dataclasses import dataclass, field

import numpy as np
import polars as pl

from data_contracts.errors import InputRefused
from ermine.sample.arrays import Ints
from ermine.sample.rendering import Window
from ermine.sample.sheet import Planted, Sheet

DUPLICATES, WRONG_TYPES, UNKNOWN_UNITS, AFTER_LAST_DAY = 0.02, 0.02, 0.02, 0.02
BACKFILLS, RENAMES = 0.05, 0.1
"""Shares of a table's rows when the dial stands at 1."""

LATEST_BACKFILL, LATEST_AFTER_LAST_DAY = 75, 60

NOT_OF_THE_TYPE = {
    "assignments": ("fte", "full time"),
    "compensation": ("annual_salary", "41.200,50"),
    "absences": ("start_date", "Monday"),
    "engagement_events": ("attended", "maybe"),
    "one_on_ones": ("event_date", "03/11/2025"),
    "reviews": ("rating", "meets expectations"),
    "worked_hours": ("worked", "n/a"),
}
"""Per table a column and what somebody typed into it. Not in tables that others refer to: one wrong cell
there would also refuse rows that have nothing wrong with them."""

WRITTEN_AFTER_LEAVING = ("engagement_events", "one_on_ones")
WRITTEN_DOWN_LATE = {"assignments": "valid_from", "compensation": "valid_from", "exits": "notice_date"}
LEAKS = {"assignments": ("seat_status", "to be vacated"), "compensation": ("final_settlement", "due")}
"""Per table a column that is filled for people who leave only, in rows from long before they said so."""


class DialRefused(InputRefused):
    """Dirt comes on a dial from 0 to 1."""


@dataclass(frozen=True)
class LeakColumn:
    """A column that gives away who leaves; the contracts have no such column."""

    table: str
    column: str


@dataclass
class Dirt:
    """What was planted with the dial at `dial`; nothing at 0."""

    dial: float
    planted: list[Planted] = field(default_factory=list)
    leak_columns: list[LeakColumn] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """Rows that an import has to refuse."""
        return sum(len(each.lines) for each in self.planted if each.refused)


class Soiler:
    """Plants dirt into the tables of one company, which come one by one, exits before what is about leavers.

    Its random numbers are its own, so that the company below the dirt stays the same.
    """

    def __init__(self, dial: float, seed: int, window: Window) -> None:
        if not 0 <= dial <= 1:
            raise DialRefused(f"Dirt {dial} is not on the dial.", remedy="Choose a number from 0 to 1.")
        self.dirt = Dirt(dial)
        self._window = window
        self._rng = np.random.Generator(np.random.PCG64([seed, 1]))
        self._left = pl.DataFrame(schema={"employee_id": pl.String, "last_day": pl.Date})

    def soil(self, table: str, frame: pl.DataFrame) -> pl.DataFrame:
        """The table with its dirt, as text; as it is when the dial stands at 0."""
        if not self.dirt.dial:
            return frame
        if table == "exits":
            self._left = frame.filter(pl.col("kind") != "transfer").select("employee_id", "last_day")
        sheet = Sheet(table, frame, self._rng)
        self._backfill(sheet, frame)
        self._mistype(sheet)
        self._lose_units(sheet)
        self._rename_units(sheet, frame)
        self._outlast(sheet, frame)
        copies = sheet.pick(DUPLICATES * self.dirt.dial)
        sheet.append(sheet.cells[copies], "duplicate", refused=True)
        self._leak(sheet)
        self.dirt.planted += sheet.planted
        return sheet.cells

    def _backfill(self, sheet: Sheet, frame: pl.DataFrame) -> None:
        """Some rows were typed in long after their day; a column of the contract says when."""
        if sheet.table not in WRITTEN_DOWN_LATE:
            return
        happened = _days(frame[WRITTEN_DOWN_LATE[sheet.table]], missing=self._window.end)
        latest = np.minimum(self._window.end, happened + LATEST_BACKFILL)
        if sheet.table == "exits":
            latest = np.minimum(latest, _days(frame["last_day"], missing=self._window.end))
        inside = (happened >= self._window.start) & (latest > happened)
        rows = sheet.pick(BACKFILLS * self.dirt.dial, inside)
        known = self._rng.integers(happened[rows] + 1, latest[rows] + 1)
        sheet.overwrite(rows, "known_at", _iso(known), "late_backfill", refused=False)

    def _mistype(self, sheet: Sheet) -> None:
        if sheet.table in NOT_OF_THE_TYPE:
            column, text = NOT_OF_THE_TYPE[sheet.table]
            rows = sheet.pick(WRONG_TYPES * self.dirt.dial)
            sheet.overwrite(rows, column, text, "wrong_type", refused=True)

    def _lose_units(self, sheet: Sheet) -> None:
        """Rows in which a unit has the code of another system."""
        if sheet.table == "assignments":
            rows = sheet.pick(UNKNOWN_UNITS * self.dirt.dial)
            codes = [f"COST-{unit}" for unit in sheet.cells["unit_id"].gather(rows)]
            sheet.overwrite(rows, "unit_id", codes, "unknown_unit", refused=True)

    def _rename_units(self, sheet: Sheet, frame: pl.DataFrame) -> None:
        """Units that go by another name from some later day on: a change that is right and has to be admitted."""
        if sheet.table != "units":
            return
        since = _days(frame["valid_from"], missing=self._window.end)
        newest = frame.select(pl.col("valid_from") == pl.col("valid_from").max().over("unit_id")).to_series()
        rows = sheet.pick(RENAMES * self.dirt.dial, newest.to_numpy() & (since < self._window.end))
        earliest = np.maximum(since[rows], self._window.start) + 1
        days = pl.Series(_iso(self._rng.integers(earliest, self._window.end + 1)), dtype=pl.String)
        renamed = sheet.cells[rows].with_columns(name=pl.col("name") + " (renamed)", valid_from=days)
        sheet.append(renamed, "unit_rename", refused=False)

    def _outlast(self, sheet: Sheet, frame: pl.DataFrame) -> None:
        """Systems that go on writing rows about people after their last day."""
        if sheet.table not in WRITTEN_AFTER_LEAVING:
            return
        left = frame.select("employee_id").join(
            self._left, on="employee_id", how="left", maintain_order="left"
        )
        last = _days(left["last_day"], missing=self._window.end)
        rows = sheet.pick(AFTER_LAST_DAY * self.dirt.dial, last < self._window.end)
        until = np.minimum(last[rows] + LATEST_AFTER_LAST_DAY, self._window.end)
        days = pl.Series(_iso(self._rng.integers(last[rows] + 1, until + 1)), dtype=pl.String)
        late = sheet.cells[rows].with_columns(event_date=days).unique(maintain_order=True)
        sheet.append(late, "after_last_day", refused=True)

    def _leak(self, sheet: Sheet) -> None:
        if sheet.table in LEAKS:
            column, text = LEAKS[sheet.table]
            leaves = pl.col("employee_id").is_in(self._left["employee_id"].implode())
            sheet.cells = sheet.cells.with_columns(pl.when(leaves).then(pl.lit(text)).alias(column))
            self.dirt.leak_columns.append(LeakColumn(sheet.table, column))


def _days(dates: pl.Series, missing: int) -> Ints:
    """Day numbers of dates."""
    return dates.cast(pl.Int32).cast(pl.Int64).fill_null(missing).to_numpy()


def _iso(days: Ints) -> list[str]:
    return [str(day) for day in days.astype("datetime64[D]")]
