"""Each contract rejects each kind of bad cell, and what it admits is what pandera admits."""

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_contracts.admission import judge
from data_contracts.catalogue import TABLES
from data_contracts.reading.text_table import TextTable
from data_contracts.references import References

GOOD = {
    "employees": {"employee_id": "1", "hire_date": "2020-01-01", "birth_year": "1980"},
    "units": {"unit_id": "U", "parent_id": None, "name": "All", "valid_from": "2020-01-01"},
    "exits": {
        "employee_id": "1",
        "notice_date": "2024-01-01",
        "last_day": "2024-02-01",
        "kind": "voluntary",
        "regretted": "no",
        "known_at": "2024-01-02",
    },
    "assignments": {
        "employee_id": "1",
        "valid_from": "2020-01-01",
        "unit_id": "U",
        "manager_id": "2",
        "job_family": "a",
        "job_level": "1",
        "location": "x",
        "work_mode": "office",
        "fte": "1",
        "contract": "fixed_term",
        "contract_end": "2026-01-01",
        "known_at": "2020-01-01",
    },
    "compensation": {
        "employee_id": "1",
        "valid_from": "2020-01-01",
        "annual_salary": "1000.5",
        "band_midpoint": "900",
        "known_at": "2020-01-01",
    },
    "absences": {"employee_id": "1", "start_date": "2024-01-01", "end_date": "2024-01-02", "kind": "holiday"},
    "engagement_events": {
        "employee_id": "1",
        "event_date": "2024-01-01",
        "kind": "social",
        "mandatory": "false",
        "attended": "true",
    },
    "recognition": {"to_employee_id": "1", "event_date": "2024-01-01", "kind": "thanks"},
    "one_on_ones": {"employee_id": "1", "event_date": "2024-01-01"},
    "reviews": {"employee_id": "1", "period_end": "2023-12-31", "known_at": "2024-01-31", "rating": "3.5"},
    "worked_hours": {"employee_id": "1", "month": "2024-01-01", "contracted": "160", "worked": "170"},
    "er_managers": {"er_manager_id": "E", "name": "Eve", "weekly_hours": "12"},
    "populations": {"er_manager_id": "E", "unit_id": "U", "employee_id": None, "valid_from": "2020-01-01"},
    "preferences": {
        "employee_id": "1",
        "valid_from": "2020-01-01",
        "do_not_contact": "0",
        "do_not_profile": "YES",
    },
    "requests": {"employee_id": "1", "date": "2024-01-01", "state": "open"},
    "open_cases": {"employee_id": "1", "case_ref": "c", "opened": "2024-01-01", "closed": "2024-01-02"},
    "journey_events": {"employee_id": "1", "date": "2024-01-01", "kind": "start"},
    "outreach_history": {"employee_id": "1", "date": "2024-01-01", "kind": "call", "outcome": "fine"},
}

OUT_OF_RANGE = {
    ("employees", "birth_year", "below 1900"): {"birth_year": "1899"},
    ("employees", "birth_year", "above 2100"): {"birth_year": "2101"},
    ("exits", "kind", "not one of"): {"kind": "Voluntary"},
    ("exits", "notice_date", "notice after last day"): {"notice_date": "2024-02-02"},
    ("assignments", "work_mode", "not one of"): {"work_mode": "home"},
    ("assignments", "fte", "not above 0"): {"fte": "0"},
    ("assignments", "fte", "above 1.5"): {"fte": "40"},
    ("assignments", "contract", "not one of"): {"contract": "temp"},
    ("assignments", "contract_end", "contract ends before"): {"contract_end": "2019-12-31"},
    ("compensation", "annual_salary", "not above 0"): {"annual_salary": "-1"},
    ("compensation", "band_midpoint", "not above 0"): {"band_midpoint": "0"},
    ("absences", "kind", "not one of"): {"kind": "vacation"},
    ("absences", "end_date", "ends before it starts"): {"end_date": "2023-12-31"},
    ("reviews", "rating", "below 1"): {"rating": "0.9"},
    ("reviews", "rating", "above 5"): {"rating": "5.1"},
    ("worked_hours", "contracted", "below 0"): {"contracted": "-1"},
    ("worked_hours", "contracted", "above 744"): {"contracted": "745"},
    ("worked_hours", "worked", "below 0"): {"worked": "-0.5"},
    ("worked_hours", "worked", "above 744"): {"worked": "1e3"},
    ("worked_hours", "month", "not the first day"): {"month": "2024-01-31"},
    ("er_managers", "weekly_hours", "not above 0"): {"weekly_hours": "0"},
    ("er_managers", "weekly_hours", "above 60"): {"weekly_hours": "61"},
    ("populations", "unit_id", "not exactly one"): {"employee_id": "1"},
    ("requests", "state", "not one of"): {"state": "perhaps"},
    ("open_cases", "closed", "closed before"): {"closed": "2023-12-31"},
    ("journey_events", "kind", "not one of"): {"kind": "birthday"},
}
DAYS = [
    (name, column.name, rule, {column.name: bad})
    for name, contract in TABLES.items()
    for column in contract.columns
    if column.dtype == pl.Date
    for rule, bad in (("below 1940-01-01", "1939-12-31"), ("above 2100-12-31", "2101-01-01"))
]
BAD_RANGE = [(table, column, rule, change) for (table, column, rule), change in OUT_OF_RANGE.items()] + DAYS


def outcome(name, *rows):
    """Judge rows by their contract alone; references are judged elsewhere."""
    columns = {column: pl.String for row in rows for column in row}
    frame = pl.DataFrame(list(rows), schema=columns)
    table = TextTable(Path(f"{name}.csv"), frame, pl.int_range(2, 2 + len(rows), dtype=pl.Int64, eager=True))
    return judge(TABLES[name], table, References())


@pytest.mark.parametrize("name", TABLES)
def test_a_good_row_of_every_table_is_admitted(name):
    """The row that the other tests spoil keeps every rule."""
    admitted, sieve = outcome(name, GOOD[name])
    assert (admitted.height, sieve.refusals) == (1, ())


@pytest.mark.parametrize(
    ("name", "column"),
    [(name, column.name) for name, contract in TABLES.items() for column in contract.columns if not column.nullable],
)  # fmt: skip
def test_a_required_value_that_is_missing_is_refused(name, column):
    """A null in a column that may not be null is refused as missing, by that column."""
    _, sieve = outcome(name, GOOD[name], {**GOOD[name], column: None})
    assert [(r.rule, r.column, r.first_lines) for r in sieve.refusals] == [("missing", column, (3,))]


@pytest.mark.parametrize(
    ("name", "column"),
    [
        (name, column.name)
        for name, contract in TABLES.items()
        for column in contract.columns
        if column.dtype != pl.String
    ],
)
def test_a_value_of_the_wrong_type_is_refused(name, column):
    """Text where a day, a number or a truth value belongs is refused under that column, never turned to null."""
    admitted, sieve = outcome(name, {**GOOD[name], column: "about ten"})
    assert admitted.height == 0
    assert sieve.refusals[0].column == column
    assert sieve.refusals[0].rule.startswith("not ")


@pytest.mark.parametrize(("name", "column", "rule", "change"), BAD_RANGE)
def test_a_value_out_of_range_is_refused(name, column, rule, change):
    """A value outside what the contract allows is refused under the rule's own words."""
    _, sieve = outcome(name, {**GOOD[name], **change})
    assert sieve.refused == 1
    assert sieve.refusals[0].column == column
    assert sieve.refusals[0].rule.startswith(rule)


@pytest.mark.parametrize("name", TABLES)
def test_no_rule_of_a_contract_is_untested(name):
    """Each range or row rule of each contract has a bad value above; a rule without one fails here."""
    tested = {(column, rule) for table, column, rule, _ in BAD_RANGE if table == name}
    for rule in TABLES[name].rules:
        assert any(rule.column == column and rule.name.startswith(start) for column, start in tested), (
            rule.name
        )


ANOTHER = {
    "employees": {"hire_date": "2020-01-02"},
    "units": {"name": "Everyone"},
    "exits": {"kind": "other"},
    "assignments": {"location": "y"},
    "compensation": {"annual_salary": "1"},
    "absences": {"end_date": "2024-01-03"},
    "reviews": {"rating": "4"},
    "worked_hours": {"worked": "4"},
    "er_managers": {"name": "Eva"},
    "preferences": {"do_not_contact": "1"},
    "open_cases": {"closed": None},
}


@pytest.mark.parametrize("name", [name for name, contract in TABLES.items() if contract.key])
def test_a_key_held_by_two_different_rows_is_refused(name):
    """Rows that differ somewhere beside the key are all refused as duplicate key."""
    _, sieve = outcome(name, GOOD[name], {**GOOD[name], **ANOTHER[name]})
    key = ", ".join(TABLES[name].key)
    assert [(r.rule, r.rows, r.column) for r in sieve.refusals] == [("duplicate key", 2, key)]


@pytest.mark.parametrize("name", TABLES)
def test_every_column_says_what_it_means(name):
    """Docs and templates are derived from the contracts, so no meaning may be empty."""
    assert all(column.meaning for column in TABLES[name].columns)
    assert all(
        column.dtype == pl.String or column.unit or column.dtype == pl.Boolean
        for column in TABLES[name].columns
    )


def test_protected_attributes_are_only_in_employees():
    """The four audit-only attributes are marked where they come in, and come in nowhere else."""
    marked = [
        (name, c.name) for name, contract in TABLES.items() for c in contract.columns if c.mark == "protected"
    ]
    assert marked == [("employees", n) for n in ("birth_year", "gender", "ethnicity", "disability")]


CELLS = st.sampled_from(
    [None, "1", "2", "2020-01-01", "2024-02-30", "-5", "1e400", "nan", "voluntary", " ", "true"]
)


@settings(max_examples=60, deadline=None)
@given(name=st.sampled_from(sorted(TABLES)), data=st.data())
def test_rows_in_are_admitted_plus_refused_whatever_the_cells(name, data):
    """Any mixture of cells: each row is counted once, and the sieve agrees with pandera's own verdict."""
    columns = [column.name for column in TABLES[name].columns]
    rows = data.draw(
        st.lists(
            st.one_of(st.just(GOOD[name]), st.fixed_dictionaries(dict.fromkeys(columns, CELLS))),
            min_size=1,
            max_size=6,
        )
    )
    admitted, sieve = outcome(name, *[{**dict.fromkeys(columns), **row} for row in rows])
    assert admitted.height + sum(r.rows for r in sieve.refusals) == len(rows)
    assert sieve.rejects().height == sieve.refused == len(rows) - admitted.height
    TABLES[name].schema.validate(admitted)
