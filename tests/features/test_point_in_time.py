"""Nothing that was dated or known on the as-of day or later can change a feature: proved by poisoning it."""

from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from tests.features.reference_peers import given_bands, given_medians

TinyLake = Any

TODAY = date(2025, 3, 1)
DAYS = ("2024-06-01", "2024-11-17", TODAY.isoformat())
LATER = "2026-07-01"

EVENT_DAY = {
    "engagement_events": "event_date",
    "recognition": "event_date",
    "one_on_ones": "event_date",
    "reviews": "period_end",
    "worked_hours": "month",
    "absences": "start_date",
    "employees": "hire_date",
    "exits": "last_day",
}
STATES = ("assignments", "compensation")
TABLES = (*EVENT_DAY, *STATES)
GIVEN = {"peers": given_medians(), "team_bands": given_bands()}


def bits(table: pa.Table) -> str:
    """Every value of every row in a form in which two different floats never look alike."""
    return repr(table.to_pydict())


def unseen(table: str, row: dict[str, Any]) -> bool:
    """Whether a row is dated or known on `TODAY` or later; a known exit is seen though its last day is ahead."""
    if row["known_at"] >= TODAY:
        return True
    if table in STATES:
        return bool(row["valid_from"] > TODAY)
    return table != "exits" and bool(row[EVENT_DAY[table]] >= TODAY)


def poisoned(table: str, row: dict[str, Any], draw: np.random.Generator) -> dict[str, Any]:
    """The row with other contents, still unseen on `TODAY`."""
    return {column: _other(table, column, value, draw) for column, value in row.items()}


def _other(table: str, column: str, value: Any, draw: np.random.Generator) -> Any:
    if column in ("employee_id", "to_employee_id", "kind"):
        return value
    if isinstance(value, bool):
        return not value
    if isinstance(value, float):
        return value * 7 + 1
    if isinstance(value, str):
        return f"poison {draw.integers(3)}"
    if isinstance(value, date) and value >= TODAY:
        return value + timedelta(days=int(draw.integers(0, 30)))
    return value


def poison(company: TinyLake, table: str) -> None:
    """Changes or deletes every unseen row of a table, adds new ones, and moves the planned end of holidays."""
    draw = np.random.default_rng(5)
    seen = [row for row in company.rows[table] if not unseen(table, row)]
    future = [row for row in company.rows[table] if unseen(table, row)]
    assert len(future) >= 2
    company.rows[table] = seen + [poisoned(table, row, draw) for row in future if draw.random() < 0.7]
    company.rows[table] += [_backfilled(table, row, draw) for row in seen]
    for row in company.rows[table]:
        if table == "absences" and row["end_date"] >= TODAY:
            row["end_date"] += timedelta(days=40)


def _backfilled(table: str, row: dict[str, Any], draw: np.random.Generator) -> dict[str, Any]:
    """A row about the past that is entered on `TODAY` or later: a correction, or an event that nobody knew of."""
    late = {"known_at": TODAY + timedelta(days=int(draw.integers(0, 5)))}
    if table == "employees":
        return {**row, "employee_id": f"new {row['employee_id']}", **late}
    return {**poisoned(table, row, draw), **late}


def day_rows(built: pa.Table, *days: str) -> pa.Table:
    """The rows of some days of a build."""
    return built.filter(pc.is_in(built["as_of"], pa.array([date.fromisoformat(day) for day in days])))


@pytest.fixture(scope="module")
def clean(untouched_company: TinyLake) -> pa.Table:
    """The features before anybody poisoned anything."""
    return untouched_company.build(*DAYS, LATER, **GIVEN)


@pytest.mark.parametrize("table", TABLES)
def test_future_of_a_table_is_unseen(clean: pa.Table, company: TinyLake, table: str) -> None:
    """Poison in what is dated or known from the day on changes no bit of that day's rows or earlier ones.

    The same poison is seen on a later day, so that the proof could fail.
    """
    poison(company, table)
    built = company.build(*DAYS, LATER, **GIVEN)
    assert bits(day_rows(built, *DAYS)) == bits(day_rows(clean, *DAYS))
    assert bits(day_rows(built, LATER)) != bits(day_rows(clean, LATER))


@pytest.mark.parametrize("day", [*DAYS, LATER])
def test_one_day_alone_equals_its_rows_in_a_build_of_many(
    clean: pa.Table, untouched_company: TinyLake, day: str
) -> None:
    """Which other days are asked for changes no bit of a day's rows."""
    assert bits(untouched_company.build(day, **GIVEN)) == bits(day_rows(clean, day))


def test_order_of_rows_and_number_of_threads_change_nothing(clean: pa.Table, company: TinyLake) -> None:
    """The same facts in another order, in parallel, give the same bits."""
    for rows in company.rows.values():
        np.random.default_rng(3).shuffle(rows)
    assert bits(company.build(*DAYS, LATER, threads=2, **GIVEN)) == bits(clean)
