"""Where each calendar day lies among the as-of days, so that an event is placed by looking its day up."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from features.calendar import window_starts

CALENDAR = "calendar"
"""The name under which `features.calendar.calendar` stands among the tables of a build."""

POSITIONS = "positions"
"""The name under which the table of `positions` stands among the tables of a build."""

BEYOND = 1_000_000
"""Position of what no as-of day has passed."""


def positions(as_of: Sequence[date]) -> pa.Table:
    """For each day before the last as-of day, how many as-of days have not passed it, window by window.

    One row per `day` from the day before the first window until the last as-of day. Beside it one column for
    `as_of` and each column of `window_starts`: the position (0 is the first as-of day) of the first as-of day t with
    `day` < t, `day` < from_90d(t), ..., or `BEYOND`. So an event of that day lies in the window of 90 days before the
    as-of day at position p when `as_of` <= p < `from_90d`.
    """
    days = sorted(set(as_of))
    starts = [{"as_of": day, **window_starts(day)} for day in days]
    first = min(min(row.values()) for row in starts) - timedelta(days=1)
    listed = [first + timedelta(days=count) for count in range((days[-1] - first).days + 1)]
    columns = {name: _passed(listed, [row[name] for row in starts]) for name in starts[0]}
    return pa.table({"day": pa.array(listed, pa.date32())} | columns)


def _passed(days: Sequence[date], bounds: Sequence[date]) -> pa.Array:
    """Position of the first bound after each day; bounds never fall."""
    out, place = [], 0
    for day in days:
        while place < len(bounds) and bounds[place] <= day:
            place += 1
        out.append(place if place < len(bounds) else BEYOND)
    return pa.array(out, pa.int64())


def placed(rows: ir.Table, days: ir.Table, column: str, wanted: Mapping[str, str]) -> ir.Table:
    """Adds positions of the day in `column`: by new name, the column of `days` that has them.

    Days beyond the table are its ends; rows without a day are dropped, as nobody can say when they could be seen.
    """
    first, last = days.day.min().as_scalar(), days.day.max().as_scalar()
    marks = days.select("day", **{name: days[mark] for name, mark in wanted.items()}).view()
    within = ibis.cases((rows[column] > last, last), (rows[column] < first, first), else_=rows[column])
    return rows.mutate(placed_day=within).inner_join(marks, [("placed_day", "day")]).drop("placed_day", "day")
