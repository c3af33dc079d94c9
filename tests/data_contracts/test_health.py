"""The health of an import: what is covered, what is missing, and what is no longer as it was."""

from datetime import date
from math import log

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.health import empty_months, stability_index
from data_contracts.intake import import_folder


def health(report, table):
    """The health of one table."""
    return next(entry.health for entry in report.tables if entry.name == table)


def test_days_and_months_are_counted(company):
    """First and last day, rows by month, and the months between in which nothing is."""
    company.add("one_on_ones", "8,2024-03-02", "8,2024-06-03")
    found = health(company.take_in(), "one_on_ones")
    assert (found.rows, found.first, found.last) == (4, date(2024, 3, 2), date(2024, 6, 20))
    assert found.months == {"2024-03": 1, "2024-06": 3}
    assert empty_months(found) == ["2024-04", "2024-05"]


def test_missing_values_are_shares_of_admitted_rows(company):
    """A refused row counts for nothing; a column without gaps is not named."""
    company.add("employees", "10,never,,,")
    found = health(company.take_in(), "employees")
    assert found.missing["birth_year"] == pytest.approx(1 / 3)
    assert found.missing["gender"] == pytest.approx(1 / 3)
    assert "name" not in found.missing


def test_a_first_import_counts_the_rows_whose_known_day_is_assumed(company):
    """Of two exits one says when it was known; a later import assumes nothing, it knows its own day."""
    company.put(
        "exits.csv",
        "employee_id,last_day,kind,known_at\n9,2024-06-15,other,2024-06-01\n8,2024-06-16,other,\n",
    )
    assert health(company.take_in(), "exits").assumed == 1
    assert health(company.take_in(), "exits").assumed == 0


def test_a_first_import_has_nothing_to_drift_from(company):
    """Only a second import compares, and counts the rows of the first."""
    first = health(company.take_in(), "employees")
    assert (first.rows_before, first.drift) == (None, {})
    company.add("employees", "10,2024-01-01,Di,,")
    second = health(company.take_in(), "employees")
    assert (second.rows_before, second.rows) == (3, 4)


def test_a_table_without_days_has_no_coverage(company):
    """ER managers have no day; their health says so and nothing fails."""
    company.put("er_managers.csv", "er_manager_id,name,weekly_hours\nE,Eve,12\n")
    found = health(company.take_in(), "er_managers")
    assert (found.first, found.last, found.months, empty_months(found)) == (None, None, {}, [])


def test_a_column_that_moved_drifts_and_another_does_not(company):
    """After everybody moved to remote work, the mode drifts and the contract does not."""
    people = range(100, 160)
    company.add("employees", *(f"{n},2021-01-01,P,," for n in people))
    rows = [f"{n},2021-01-01,U1,007,a,1,Oslo,{'office' if n % 2 else 'remote'},1,permanent" for n in people]
    company.add("assignments", *rows)
    company.take_in()
    text = (company.folder / "assignments.csv").read_text()
    company.put("assignments.csv", text.replace("office", "remote"))
    drift = health(import_folder(company.folder, company.home, date(2024, 8, 1)), "assignments").drift
    assert drift["work_mode"] > 0.2
    assert drift["contract"] == drift["fte"] == 0


def test_the_index_is_the_textbook_sum():
    """Shares 1/2, 1/2 against 1/4, 3/4, computed by hand."""
    before, now = pl.Series(["a", "b"] * 50), pl.Series(["a", "b", "b", "b"] * 25)
    by_hand = (0.25 - 0.5) * log(0.25 / 0.5) + (0.75 - 0.5) * log(0.75 / 0.5)
    assert stability_index(before, now) == pytest.approx(by_hand)


@settings(max_examples=40, deadline=None)
@given(
    before=st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=30),
    now=st.lists(st.none() | st.floats(-1e6, 1e6), min_size=1, max_size=30),
)
def test_the_index_is_zero_for_the_same_and_never_below(before, now):
    """Numbers of any kind, missing ones too: finite, not negative, and 0 against itself."""
    first, second = (pl.Series("x", cells, dtype=pl.Float64) for cells in (before, now))
    assert stability_index(first, first) == 0
    index = stability_index(first, second)
    assert index is not None
    assert 0 <= index < 100


def test_free_text_has_no_index():
    """A column in which every cell differs has no kinds to compare."""
    assert stability_index(pl.Series([str(n) for n in range(80)]), pl.Series(["a"] * 80)) is None
