"""Between hire and first row: people are counted, exactly, and nobody is refused."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.catalogue import TABLES
from data_contracts.uncovered import Uncovered, uncovered_in
from ermine.cli.health import warnings

HIRED = date(2020, 1, 1)

people = st.dictionaries(
    st.sampled_from([f"p{n}" for n in range(9)]),
    st.lists(st.integers(-40, 400), max_size=4, unique=True),
    min_size=1,
)


@pytest.mark.parametrize("name", ["assignments", "compensation"])
@settings(max_examples=60, deadline=None)
@given(starts=people)
def test_exactly_those_whose_first_row_comes_after_the_hire_are_counted(
    name: str, starts: dict[str, list[int]]
) -> None:
    """A row from the hire date or earlier covers everything after it, however long the next one takes."""
    rows = [(who, HIRED + timedelta(days=start)) for who, days in starts.items() for start in days]
    admitted = pl.DataFrame(rows, schema={"employee_id": pl.String, "valid_from": pl.Date}, orient="row")
    hired = pl.DataFrame({"employee_id": list(starts), "hire_date": [HIRED] * len(starts)})
    late = [min(days) for days in starts.values() if days and min(days) > 0]
    never = sum(not days for days in starts.values())
    assert uncovered_in(TABLES[name], admitted, hired) == Uncovered(len(late), max(late, default=0), never)


def test_tables_of_events_have_no_gaps() -> None:
    """Nobody has to be thanked from the first day on."""
    found = uncovered_in(TABLES["one_on_ones"], pl.DataFrame(), pl.DataFrame({"employee_id": []}))
    assert found is None


def test_the_dossier_says_how_many_and_how_long(company):
    """Bo was hired in February, the first job is of May: every row is admitted, and the gap is told."""
    company.put(
        "assignments.csv",
        (company.folder / "assignments.csv").read_text().replace("8,2021-02-01", "8,2021-05-01"),
    )
    company.put("compensation.csv", "employee_id,valid_from,annual_salary\n8,2021-02-01,40000\n")
    report = company.take_in()
    assert report.refused == 0
    gaps = {table.name: table.uncovered for table in report.tables if table.uncovered}
    assert gaps == {"assignments": Uncovered(1, 89, 0), "compensation": Uncovered(0, 0, 2)}
    told = "\n".join(warnings(report.tables))
    assert "assignments: 1 people begin after their hire date, up to 89 days" in told
    assert "compensation: 2 people have no row at all" in told
