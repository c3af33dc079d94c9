"""Who has a row on an as-of day, and with which context."""

from datetime import date
from typing import Any

TinyLake = Any

ABOUT = ("assignment_history", "team", "tenure")


def there(lake: TinyLake, *days: str) -> list[list[str]]:
    """Who has a row on each day."""
    rows = lake.build(*days).to_pylist()
    return [[row["employee_id"] for row in rows if str(row["as_of"]) == day] for day in days]


def test_person_is_there_from_the_day_after_hire_to_the_last_day(lake: TinyLake) -> None:
    """A person has a row after the hire date, on the last day too, and no longer the day after it."""
    lake.add("exits", "ann", notice_date="2024-05-31", last_day="2024-06-30", kind="voluntary")
    days = ("2024-01-15", "2024-01-16", "2024-06-30", "2024-07-01")
    assert there(lake, *days) == [[], ["ann"], ["ann"], []]


def test_in_notice_from_the_day_after_the_notice(lake: TinyLake) -> None:
    """Notice counts once it was given before the as-of day."""
    lake.add("exits", "ann", notice_date="2024-05-31", last_day="2024-06-30", kind="voluntary")
    rows = lake.over("ann", "2024-05-31", "2024-06-01")
    assert [row["in_notice"] for row in rows.values()] == [False, True]


def test_notice_that_is_announced_counts_once_it_is_given(lake: TinyLake) -> None:
    """A notice known beforehand is no notice until its day is past."""
    exit_row = {"notice_date": "2024-05-31", "last_day": "2024-06-30", "kind": "retirement"}
    lake.add("exits", "ann", known="2024-03-01", **exit_row)
    rows = lake.over("ann", "2024-05-31", "2024-06-01")
    assert [row["in_notice"] for row in rows.values()] == [False, True]


def test_person_entered_late_is_there_once_known(lake: TinyLake) -> None:
    """Somebody whose record came weeks after the first day has no row before it was known."""
    lake.add("employees", "bob", hire_date="2024-01-15", known="2024-03-01")
    lake.moved("bob", "2024-01-15")
    assert there(lake, "2024-03-01", "2024-03-02") == [["ann"], ["ann", "bob"]]


def test_exit_known_ahead_without_a_notice_day_counts_as_notice(lake: TinyLake) -> None:
    """Whoever is known to leave is in notice even if nobody wrote down when it was given."""
    lake.add("exits", "ann", last_day="2024-06-30", kind="retirement", known="2024-04-01")
    rows = lake.over("ann", "2024-04-01", "2024-04-02")
    assert [row["in_notice"] for row in rows.values()] == [False, True]


def test_exit_that_nobody_knew_of_keeps_the_person_there(lake: TinyLake) -> None:
    """An exit entered late leaves the row where it was until the day after it became known."""
    lake.add("exits", "ann", last_day="2024-06-30", kind="voluntary", known="2024-07-20")
    assert there(lake, "2024-07-20", "2024-07-21") == [["ann"], []]


def test_person_without_a_valid_assignment_has_no_row(lake: TinyLake) -> None:
    """Before the first assignment is valid there is no job to speak of."""
    lake.add("employees", "bob", hire_date="2024-01-15")
    lake.moved("bob", "2024-03-01")
    assert there(lake, "2024-03-01", "2024-03-02") == [["ann"], ["ann", "bob"]]


def test_without_an_assignments_table_everybody_hired_is_there(lake: TinyLake) -> None:
    """Employees and exits are enough to run: the job is then missing, and so are its features."""
    del lake.rows["assignments"]
    row = lake.of("ann", "2024-03-15")
    assert (row["unit_id"], row["team_size"], row["months_in_level"]) == (None, None, None)
    assert row["tenure_months"] == 2


def test_context_is_the_job_that_holds_on_the_day(lake: TinyLake) -> None:
    """Unit, manager and contract come from the assignment valid on the day, as far as it was known."""
    lake.moved(
        "ann",
        "2024-06-01",
        known="2024-05-10",
        unit_id="U2",
        manager_id="eve",
        contract="fixed_term",
        contract_end="2025-05-31",
    )
    before, after = lake.over("ann", "2024-05-31", "2024-06-01").values()
    assert (before["unit_id"], before["manager_id"], before["contract_end"]) == ("U1", "boss", None)
    assert (after["unit_id"], after["manager_id"]) == ("U2", "eve")
    assert (after["contract"], after["contract_end"]) == ("fixed_term", date(2025, 5, 31))
    assert after["hire_date"] == date(2024, 1, 15)


def test_late_entry_is_seen_only_once_known(lake: TinyLake) -> None:
    """An assignment entered after it began replaces the old one from the day after it was entered."""
    lake.moved("ann", "2024-06-01", known="2024-06-20", unit_id="U2")
    rows = lake.over("ann", "2024-06-20", "2024-06-21")
    assert [row["unit_id"] for row in rows.values()] == ["U1", "U2"]


def test_older_state_entered_last_does_not_replace_a_newer_one(lake: TinyLake) -> None:
    """A gap filled in afterwards changes the past, not the present."""
    lake.moved("ann", "2024-06-01", unit_id="U3")
    lake.moved("ann", "2024-04-01", known="2024-08-01", unit_id="U2")
    rows = lake.over("ann", "2024-05-01", "2024-09-01")
    assert [row["unit_id"] for row in rows.values()] == ["U1", "U3"]


def test_correction_replaces_the_row_from_the_day_after_it_was_known(lake: TinyLake) -> None:
    """Two rows for one day: the later known one holds once it could be seen."""
    lake.moved("ann", "2024-01-15", known="2024-03-01", unit_id="U9")
    rows = lake.over("ann", "2024-03-01", "2024-03-02")
    assert [row["unit_id"] for row in rows.values()] == ["U1", "U9"]
