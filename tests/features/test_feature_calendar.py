"""The window starts of an as-of day."""

from datetime import date

import pytest

from features.calendar import NoAsOfDay, calendar, months_before, window_starts


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        ("2026-03-31", 1, "2026-02-28"),
        ("2024-03-31", 1, "2024-02-29"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-07-01", 24, "2024-07-01"),
    ],
)
def test_months_are_calendar_months(day: str, months: int, expected: str) -> None:
    """Going back whole months keeps the day of the month, or takes the last day of a shorter one."""
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(expected)


def test_monthly_windows_start_on_the_first_of_a_month() -> None:
    """Monthly tables are cut at months, event tables at the day itself."""
    starts = window_starts(date(2026, 7, 20))
    assert (starts["month_0"], starts["month_3"]) == (date(2026, 7, 1), date(2026, 4, 1))
    assert (starts["from_90d"], starts["from_6m"]) == (date(2026, 4, 21), date(2026, 1, 20))


def test_repeated_days_count_once_and_come_sorted() -> None:
    """The calendar has one row per day, earliest first."""
    days = [date(2026, 2, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert calendar(days)["as_of"].to_pylist() == [date(2026, 1, 1), date(2026, 2, 1)]


def test_no_day_is_refused() -> None:
    """A build without an as-of day is a mistake of the caller, said so."""
    with pytest.raises(NoAsOfDay):
        calendar([])
