"""Tenure, the current job, and how long it has lasted: by hand."""

from typing import Any

import pytest

TinyLake = Any

ABOUT = ("assignment_history", "position", "tenure")


def test_tenure_months(lake: TinyLake) -> None:
    """Completed calendar months since 2024-01-15."""
    expected = {"2024-01-16": 0, "2024-03-14": 1, "2024-03-15": 2, "2026-01-15": 24}
    rows = lake.over("ann", *expected)
    assert {day: row["tenure_months"] for day, row in rows.items()} == expected


def test_position_features(lake: TinyLake) -> None:
    """The job's columns as they are on the day; the move to Oslo after it is unseen."""
    lake.moved("ann", "2024-09-01", location="Oslo", work_mode="remote", fte=0.5, job_level="3")
    row = lake.of("ann", "2024-08-31")
    assert (row["job_family"], row["job_level"], row["location"]) == ("Engineering", "2", "Lyon")
    assert (row["work_mode"], row["contract_type"], row["fte"]) == ("hybrid", "permanent", 1.0)
    assert lake.of("ann", "2024-09-02")["fte"] == 0.5


@pytest.fixture
def moved(lake: TinyLake) -> TinyLake:
    """Ann is promoted in March, changes manager in May, unit in August, and has a last move on 2025-01-01."""
    lake.moved("ann", "2024-03-15", job_level="3")
    lake.moved("ann", "2024-05-01", job_level="3", manager_id="eve")
    lake.moved("ann", "2024-08-01", job_level="3", manager_id="eve", unit_id="U2", job_family="Sales")
    return lake.moved("ann", "2025-01-01", job_level="4", manager_id="max", unit_id="U3")


def test_stays(moved: TinyLake) -> None:
    """Stays count from the row that changed the value; the move of January is unseen in December."""
    row = moved.of("ann", "2024-12-15")
    assert row["months_in_unit"] == 4  # from 2024-08-01
    assert row["months_in_level"] == 9  # from 2024-03-15
    assert row["months_with_manager"] == 7  # from 2024-05-01
    assert row["moves_24m"] == 1  # August changes unit and job family at once; the promotion is no move


def test_first_record_begins_a_stay(lake: TinyLake) -> None:
    """Without any change the stay is as old as the first assignment."""
    row = lake.of("ann", "2024-12-15")
    assert (row["months_in_unit"], row["months_in_level"], row["moves_24m"]) == (11, 11, 0)


def test_manager_changes_180d(moved: TinyLake) -> None:
    """The change of 2024-05-01 counts once known, for as long as it is at most 180 days ago."""
    expected = {"2024-05-01": 0, "2024-05-02": 1, "2024-10-28": 1, "2024-10-29": 0}
    rows = moved.over("ann", *expected)
    assert {day: row["manager_changes_180d"] for day, row in rows.items()} == expected


def test_vacancy_between_managers_is_one_change(lake: TinyLake) -> None:
    """A missing manager is no manager: only the successor counts, and the time with nobody is missing."""
    lake.moved("ann", "2024-05-01", manager_id=None)
    lake.moved("ann", "2024-06-01", manager_id="eve")
    vacant, filled = lake.over("ann", "2024-05-15", "2024-06-15").values()
    assert (vacant["manager_changes_180d"], vacant["months_with_manager"]) == (0, None)
    assert (filled["manager_changes_180d"], filled["months_with_manager"]) == (1, 0)


def test_moves_24m_forgets_after_two_years(moved: TinyLake) -> None:
    """August 2024 and January 2025 are two moves until the first is more than 24 months ago."""
    rows = moved.over("ann", "2026-08-01", "2026-08-02")
    assert [row["moves_24m"] for row in rows.values()] == [2, 1]


def test_level_changes_36m(moved: TinyLake) -> None:
    """The promotion of March 2024 and the one of January 2025; the first is more than 36 months ago in the end."""
    expected = {"2024-12-15": 1, "2025-01-02": 2, "2027-03-15": 2, "2027-03-16": 1}
    rows = moved.over("ann", *expected)
    assert {day: row["level_changes_36m"] for day, row in rows.items()} == expected


def test_work_mode_changes_12m(lake: TinyLake) -> None:
    """Home in May and back in July; the change of August is unseen in August until its day is past."""
    lake.moved("ann", "2024-05-01", work_mode="remote").moved("ann", "2024-07-01", work_mode="office")
    lake.moved("ann", "2024-08-01", work_mode="hybrid")
    expected = {"2024-04-30": 0, "2024-08-01": 2, "2024-08-02": 3, "2025-05-02": 2}
    rows = lake.over("ann", *expected)
    assert {day: row["work_mode_changes_12m"] for day, row in rows.items()} == expected
