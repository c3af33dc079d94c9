"""The as-of days, each with the first days of its windows: plain dates, so no engine does calendar
arithmetic.
"""

import calendar as gregorian
from collections.abc import Sequence
from datetime import date, timedelta

import pyarrow as pa

from data_contracts.errors import InputRefused

DAY_WINDOWS = (90, 180)
MONTH_WINDOWS = (6, 12, 24, 36)
WHOLE_MONTHS = (0, 3, 6, 12)


class NoAsOfDay(InputRefused):
    """Features need at least one as-of day."""


def months_before(day: date, months: int) -> date:
    """The same day of the month, `months` earlier; the last day of a month that is too short."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, gregorian.monthrange(year, month + 1)[1]))


def window_starts(day: date) -> dict[str, date]:
    """The first day of every window that ends before `day`.

    `from_90d`, `from_12m`, ... are counted back from the day itself; `month_0`, `month_3`, ... are first
    days of months counted back from the first of the day's month, for tables with one row a month.
    """
    first = day.replace(day=1)
    return (
        {f"from_{days}d": day - timedelta(days=days) for days in DAY_WINDOWS}
        | {f"from_{months}m": months_before(day, months) for months in MONTH_WINDOWS}
        | {f"month_{months}": months_before(first, months) for months in WHOLE_MONTHS}
    )


def calendar(as_of: Sequence[date]) -> pa.Table:
    """One row per distinct as-of day, in order: `as_of`, the dates of `window_starts`, and its `position` from 0.

    Raises `NoAsOfDay` for an empty sequence.
    """
    if not as_of:
        raise NoAsOfDay("no as-of day was given", remedy="Give at least one day to build features for.")
    rows = [{"as_of": day, **window_starts(day)} for day in sorted(set(as_of))]
    days = pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.date32()) for name in rows[0]]))
    return days.append_column("position", pa.array(range(len(rows)), pa.int64()))
