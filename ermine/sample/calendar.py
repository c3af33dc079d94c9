"""Calendar months as day numbers, and the day arithmetic that the tables' readers use."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from ermine.sample.arrays import Floats, Ints

EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Month:
    """One calendar month of the window; days count from 1970-01-01."""

    number: int  # 0 for the first month of the window
    year: int
    of_year: int  # 1 to 12
    first: int
    last: int

    def day(self, of_month: int) -> int:
        """The day number of a day of this month (1 is the first)."""
        return self.first + of_month - 1


def day_of(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - EPOCH).days


def date_of(day: int) -> date:
    """The date of a day number."""
    return EPOCH + timedelta(days=day)


def months_until(end: date, count: int) -> tuple[Month, ...]:
    """The `count` whole months that end on `end`, a month's last day."""
    return tuple(_months(end.year * 12 + end.month - count, count))


def whole_months(since: Ints, until: int) -> Floats:
    """Completed calendar months until a month's first day (from 2026-01-15 to 2026-03-01: 1)."""
    days = since.astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    begun = days > months
    end = np.datetime64(until, "D").astype("datetime64[M]").astype(np.int64)
    return np.asarray(end - months.astype(np.int64) - begun, dtype=np.float64)


def _months(index: int, count: int) -> Iterator[Month]:
    for number in range(count):
        year, month = divmod(index + number, 12)
        following = divmod(index + number + 1, 12)
        first, after = date(year, month + 1, 1), date(following[0], following[1] + 1, 1)
        yield Month(number, year, month + 1, day_of(first), day_of(after) - 1)
