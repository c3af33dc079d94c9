"""Hours and holidays: by hand."""

from datetime import date
from typing import Any

import pytest

TinyLake = Any

ABOUT = ("holidays", "workload")


@pytest.fixture
def worked(lake: TinyLake) -> TinyLake:
    """160 hours owed a month; 160 worked in January to March 2025, then 168, 176, 184, and 300 in July."""
    for month, hours in enumerate([160.0, 160.0, 160.0, 168.0, 176.0, 184.0, 300.0], start=1):
        first, last = date(2025, month, 1), date(2025, month, 28)
        lake.add("worked_hours", "ann", month=first, contracted=160.0, worked=hours, known=last)
    return lake


def test_overtime(worked: TinyLake) -> None:
    """The whole months before the month of the day count; July is unseen in July."""
    for row in worked.over("ann", "2025-07-01", "2025-07-20").values():
        assert row["overtime_ratio_3m"] == pytest.approx(528 / 480 - 1)
        assert row["overtime_ratio_12m"] == pytest.approx(1008 / 960 - 1)
        assert row["overtime_trend"] == pytest.approx(528 / 480 - 480 / 480)
        assert row["long_months_6m"] == 1  # only 184 of 160 is above 110 %


def test_month_that_is_not_known_yet_is_unseen(lake: TinyLake) -> None:
    """Hours that payroll delivers late are missing until they are known."""
    lake.add("worked_hours", "ann", month="2025-06-01", contracted=160.0, worked=200.0, known="2025-07-10")
    early, late = lake.over("ann", "2025-07-10", "2025-07-11").values()
    assert (early["overtime_ratio_3m"], early["long_months_6m"]) == (None, None)
    assert (late["overtime_ratio_3m"], late["long_months_6m"]) == (pytest.approx(0.25), 1)


def test_hours_are_summed_exactly(lake: TinyLake) -> None:
    """0.1 and 0.2 hours are 0.3 hours: no float error that would depend on the order of rows."""
    lake.add("worked_hours", "ann", month="2025-05-01", contracted=0.3, worked=0.1)
    lake.add("worked_hours", "ann", month="2025-06-01", contracted=0.0, worked=0.2)
    assert lake.of("ann", "2025-07-01")["overtime_ratio_3m"] == 0.0


@pytest.fixture
def rested(lake: TinyLake) -> TinyLake:
    """A week in March, a week from 2025-07-28, sick leave in June, and a fortnight planned for September."""
    lake.add("absences", "ann", start_date="2025-03-03", end_date="2025-03-09", kind="holiday")
    lake.add("absences", "ann", start_date="2025-06-02", end_date="2025-06-27", kind="sick")
    lake.add("absences", "ann", start_date="2025-07-28", end_date="2025-08-03", kind="holiday")
    return lake.add(
        "absences", "ann", start_date="2025-09-01", end_date="2025-09-14", kind="holiday", known="2025-02-01"
    )


def test_holidays(rested: TinyLake) -> None:
    """Days before the as-of day count, planned holidays and sick leave do not."""
    expected = {
        "2025-03-03": (0, None),
        "2025-07-28": (7, 141),
        "2025-08-01": (11, 0),  # four days of the second week lie before the day
        "2025-09-01": (14, 29),
        "2026-03-06": (25, 173),  # the first week is partly more than twelve months ago
    }
    rows = rested.over("ann", *expected)
    taken = {day: (row["holiday_days_12m"], row["days_since_holiday"]) for day, row in rows.items()}
    assert taken == expected


def test_holiday_without_an_end_lasts(lake: TinyLake) -> None:
    """A holiday whose end is not recorded goes on."""
    lake.add("absences", "ann", start_date="2025-03-03", end_date=None, kind="holiday")
    row = lake.of("ann", "2025-03-13")
    assert (row["holiday_days_12m"], row["days_since_holiday"]) == (10, 0)


def test_other_absences_change_nothing(rested: TinyLake) -> None:
    """Sick and family leave are no feature of a person: any amount of it leaves every column as it was."""
    rested.only = None  # every column of all features
    before = rested.build("2025-09-01", "2026-03-06")
    for kind in ("sick", "family", "other"):
        rested.add("absences", "ann", start_date="2025-04-01", end_date="2026-01-31", kind=kind)
    assert rested.build("2025-09-01", "2026-03-06").equals(before)


def test_peak_overtime_12m(worked: TinyLake) -> None:
    """184 of 160 hours in June; 300 in July is unseen in July; a short month changes nothing."""
    before = worked.of("ann", "2025-07-20")["peak_overtime_12m"]
    worked.add("worked_hours", "ann", month="2024-12-01", contracted=160.0, worked=10.0)
    assert before == worked.of("ann", "2025-07-20")["peak_overtime_12m"] == pytest.approx(0.15)


def test_longest_holiday_12m(rested: TinyLake) -> None:
    """Of a week and a fortnight the fortnight, as far as it is taken; a week that is half too old counts half."""
    expected = {"2025-03-03": None, "2025-09-01": 7, "2025-09-12": 11, "2026-03-06": 14, "2026-09-10": 5}
    rows = rested.over("ann", *expected)
    assert {day: row["longest_holiday_12m"] for day, row in rows.items()} == expected
