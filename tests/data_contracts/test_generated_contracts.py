"""For every contract: tables that keep all rules are admitted whole, and one broken rule costs its rows alone.

The tables are made from the contracts themselves, and so is nearly every way to break them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from data_contracts.admission import judge
from data_contracts.catalogue import TABLES
from data_contracts.contract import Column, TableContract
from data_contracts.reading.text_table import TextTable
from data_contracts.references import References
from data_contracts.sieve import Sieve

Row = dict[str, Any]

IDS = {"employees": "e", "people": "e", "units": "u", "er_managers": "m"}
"""The first letter of the ids of each table that others refer to."""

IMPORTED_ON = date(2025, 6, 1)
GONE, NOT_YET = "gone", "not yet"
"""A person who left long before every generated day, and one who is hired after all of them."""


def references() -> References:
    """Six people, units and ER managers to refer to; one more has left, one more is not there yet."""
    ids = {table: pl.Series([f"{letter}{n}" for n in range(6)]) for table, letter in IDS.items()}
    people = pl.concat([ids["people"], pl.Series([GONE, NOT_YET])])
    hired = [date(1990, 1, 1)] * 7 + [date(2025, 1, 1)]
    return References(
        imported_on=IMPORTED_ON,
        ids={**ids, "employees": people, "people": people},  # type: ignore[arg-type]
        hired=pl.DataFrame({"employee_id": people, "hire_date": hired}),
        left=pl.DataFrame({"employee_id": [GONE], "last_day": [date(1995, 1, 1)]}),
    )


def tables(contract: TableContract) -> st.SearchStrategy[list[Row]]:
    """Lists of rows that keep every rule of the contract."""
    row = st.fixed_dictionaries({column.name: _cells(contract, column) for column in contract.columns})
    key = contract.key or tuple(column.name for column in contract.columns)
    valid = row.map(lambda drawn: _repaired(contract, drawn))
    return st.lists(valid, min_size=1, max_size=6, unique_by=lambda drawn: tuple(drawn[name] for name in key))


def _cells(contract: TableContract, column: Column) -> st.SearchStrategy[Any]:
    if contract.name == "units" and column.name == "parent_id":
        return st.none()  # a tree of one layer: refusing one row leaves the others standing
    cells = _values(contract, column)
    return st.none() | cells if column.nullable else cells


def _values(contract: TableContract, column: Column) -> st.SearchStrategy[Any]:
    limits = _limits(contract, column)
    if "allowed_values" in limits:
        return st.sampled_from(sorted(limits["allowed_values"]))
    if column.refers:
        return st.sampled_from([f"{IDS[column.refers]}{n}" for n in range(6)])
    if column.dtype == pl.Date:
        return st.dates(date(2000, 1, 1), date(2024, 12, 31))
    if column.dtype == pl.Boolean:
        return st.booleans()
    if column.dtype == pl.String:
        return st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Zs"]), min_size=1, max_size=8)
    low, high = limits.get("min_value", 0), limits.get("max_value", 60_000)
    whole = st.integers(int(low if high < 60_000 else 30_000) + 1, int(high))
    return whole if column.dtype == pl.Int64 else whole.map(float)


def _limits(contract: TableContract, column: Column) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for check in contract.schema.columns[column.name].checks:
        found |= check.statistics
    return found


IN_ORDER = {
    "exits": ("notice_date", "last_day"),
    "assignments": ("valid_from", "contract_end"),
    "absences": ("start_date", "end_date"),
    "open_cases": ("opened", "closed"),
}


def _repaired(contract: TableContract, row: Row) -> Row:
    """Rules about two columns of one row are kept by mending what was drawn for each."""
    if pair := IN_ORDER.get(contract.name):
        first, second = (row[name] for name in pair)
        if first is not None and second is not None:
            return {**row, pair[0]: min(first, second), pair[1]: max(first, second)}
    if contract.name == "populations":
        return {**row, "unit_id": None if row["employee_id"] else row["unit_id"] or "u0"}
    if contract.name == "worked_hours":
        return {**row, "month": row["month"].replace(day=1)}
    return row


@dataclass(frozen=True)
class Break:
    """One way to break one rule: what the refusal is called, and the row that earns it."""

    rule: str
    column: str
    spoil: Callable[[Row], Row]

    def __str__(self) -> str:
        return f"{self.column}: {self.rule}"


def _put(column: str, value: Any, **others: Any) -> Callable[[Row], Row]:
    return lambda row: {**row, **others, column: value}


WORDS = {pl.Date(): "not an ISO date (YYYY-MM-DD)", pl.Float64(): "not a number", pl.Int64(): "not a whole number",
         pl.Boolean(): "not true or false"}  # fmt: skip
UNKNOWN = {"employees": "unknown employee", "people": "unknown manager", "units": "unknown unit",
           "er_managers": "unknown ER manager"}  # fmt: skip
SPOILED_ROWS: dict[str, Callable[[Row], Row]] = {
    "notice after last day": _put("notice_date", date(2025, 1, 1)),
    "contract ends before it is valid": _put("contract_end", date(1999, 12, 31)),
    "ends before it starts": _put("end_date", date(1999, 12, 31)),
    "closed before it was opened": _put("closed", date(1999, 12, 31)),
    "not the first day of a month": _put("month", date(2010, 1, 2)),
    "not exactly one of unit_id and employee_id": _put("unit_id", None, employee_id=None),
}


def breaks(contract: TableContract) -> list[Break]:
    """Every rule of the contract once; a row rule without a broken row above stops the tests (KeyError)."""
    found = [entry for column in contract.columns for entry in _breaks_of(contract, column)]
    found += [Break(rule, column, SPOILED_ROWS[rule]) for rule, column in contract.row_rules]
    return found + _breaks_of_days(contract)


def _breaks_of(contract: TableContract, column: Column) -> list[Break]:
    name, found = column.name, list[Break]()
    if not column.nullable:
        found.append(Break("missing", name, _put(name, None)))
    if column.dtype != pl.String:
        found.append(Break(WORDS[column.dtype], name, _put(name, "about ten")))
    if name.endswith("_id"):
        found.append(Break("holds a lost character (U+FFFD)", name, _put(name, "e\ufffd")))
    if column.refers:
        alone = {"employee_id": None} if contract.name == "populations" and name == "unit_id" else {}
        alone |= {"unit_id": None} if contract.name == "populations" and name == "employee_id" else {}
        found.append(Break(UNKNOWN[column.refers], name, _put(name, "nobody", **alone)))
    for check in contract.schema.columns[name].checks:
        found.append(_out_of(check, column))
    return found


def _out_of(check: Any, column: Column) -> Break:
    said, one = check.statistics, timedelta(days=1) if column.dtype == pl.Date else 1
    if check.name == "isin":
        return Break(
            f"not one of {', '.join(map(str, said['allowed_values']))}", column.name, _put(column.name, "?")
        )
    word, bad = {
        "greater_than_or_equal_to": lambda: (f"below {said['min_value']}", said["min_value"] - one),
        "greater_than": lambda: (f"not above {said['min_value']}", said["min_value"]),
        "less_than_or_equal_to": lambda: (f"above {said['max_value']}", said["max_value"] + one),
    }[check.name]()
    return Break(word, column.name, _put(column.name, bad))


def _breaks_of_days(contract: TableContract) -> list[Break]:
    ahead, later = date(2025, 7, 1), date(2027, 7, 1)
    found = [
        Break("after the day of the import", name, _put(name, ahead, **_after(contract, name, later)))
        for name in contract.happened
    ]
    if contract.day and contract.day not in contract.happened:
        others = _after(contract, contract.day, later)
        rule = "more than two years after the day of the import"
        found.append(Break(rule, contract.day, _put(contract.day, later, **others)))
    person = next((column.name for column in contract.columns if column.refers == "employees"), None)
    if contract.about_work and person:
        found.append(Break("dated after the person's last day", contract.day, _put(person, GONE)))
    if contract.name == "exits":
        found.append(Break("last day before the hire date", "last_day", _put("employee_id", NOT_YET)))
    return found


def _after(contract: TableContract, name: str, later: date) -> Row:
    """The other day of a pair, moved so that only one rule is broken."""
    first, second = IN_ORDER.get(contract.name, ("", ""))
    if name == first:
        return {second: IMPORTED_ON + timedelta(days=30) if contract.name == "exits" else later}
    return {first: None} if name == second and contract.name == "exits" else {}


def judged(contract: TableContract, rows: list[Row]) -> tuple[pl.DataFrame, Sieve]:
    """The rows as a file would hold them, judged with everything that they refer to."""
    written = {
        column.name: pl.Series([_written(row[column.name]) for row in rows], dtype=pl.String)
        for column in contract.columns
    }
    lines = pl.int_range(2, 2 + len(rows), dtype=pl.Int64, eager=True)
    return judge(
        contract, TextTable(Path(f"{contract.name}.csv"), pl.DataFrame(written), lines), references()
    )


def _written(cell: Any) -> str | None:
    return None if cell is None else str(cell)


def outcome(sieve: Sieve) -> tuple[set[tuple[str, str]], list[int]]:
    """The rules that were broken, with their columns, and the numbers of the refused rows."""
    return {(r.rule, r.column) for r in sieve.refusals}, (~sieve.admits).arg_true().to_list()


FEW = settings(
    max_examples=4, deadline=None, phases=[Phase.generate], suppress_health_check=[HealthCheck.too_slow]
)
EVERY_BREAK = [(name, broken) for name, contract in TABLES.items() for broken in breaks(contract)]


AFTER_REPEATS = {*UNKNOWN.values(), "dated after the person's last day", "last day before the hire date"}
"""Rules that are judged after repeats: rows that they make alike would be refused as repeats."""


def _key(contract: TableContract, row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in contract.key or row)


@settings(FEW, max_examples=15)
@given(data=st.data())
@pytest.mark.parametrize("name", TABLES)
def test_a_table_that_keeps_every_rule_is_admitted_whole(name, data):
    """No generated row is refused, and each cell arrives as the value that was written."""
    rows = data.draw(tables(TABLES[name]))
    admitted, sieve = judged(TABLES[name], rows)
    assert sieve.refusals == ()
    assert admitted.to_dicts() == rows


@FEW
@given(data=st.data())
@pytest.mark.parametrize(("name", "broken"), EVERY_BREAK, ids=lambda part: str(part))
def test_exactly_the_rows_that_break_a_rule_are_refused_by_its_name(name, broken, data):
    """Some rows of a valid table break one rule: they are refused under it and its column, all others stay."""
    rows = data.draw(tables(TABLES[name]))
    chosen = data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1))
    if broken.rule in AFTER_REPEATS:
        chosen = set({_key(TABLES[name], broken.spoil(rows[number])): number for number in chosen}.values())
    spoiled = [broken.spoil(row) if number in chosen else row for number, row in enumerate(rows)]
    admitted, sieve = judged(TABLES[name], spoiled)
    assert outcome(sieve) == ({(broken.rule, broken.column)}, sorted(chosen))
    assert admitted.to_dicts() == [row for number, row in enumerate(rows) if number not in chosen]


@FEW
@given(data=st.data())
@pytest.mark.parametrize("name", TABLES)
def test_exactly_the_repeats_of_a_row_are_refused(name, data):
    """Whichever rows are written once more, the first of each stays."""
    rows = data.draw(tables(TABLES[name]))
    again = data.draw(st.lists(st.sampled_from(rows), min_size=1, max_size=3))
    admitted, sieve = judged(TABLES[name], rows + again)
    repeats = list(range(len(rows), len(rows) + len(again)))
    assert outcome(sieve) == ({("exact duplicate row", "(row)")}, repeats)
    assert admitted.to_dicts() == rows


def _another(cell: Any, column: Column) -> Any:
    """Another value that the column allows."""
    if isinstance(cell, bool):
        return not cell
    if isinstance(cell, date):
        return cell + timedelta(days=1)
    if isinstance(cell, float):
        return cell + 0.5 if cell < 5 else cell - 0.5
    return f"{cell}x"


OPEN = {"employees": "hire_date", "units": "name", "exits": "kind", "assignments": "location",
        "compensation": "annual_salary", "absences": "end_date", "reviews": "rating", "worked_hours": "worked",
        "er_managers": "name", "preferences": "do_not_contact", "open_cases": "closed"}  # fmt: skip
"""A column of each table with a key that may change without breaking another rule."""


@FEW
@given(data=st.data())
@pytest.mark.parametrize("name", [name for name, contract in TABLES.items() if contract.key])
def test_exactly_the_rows_that_share_a_key_are_refused(name, data):
    """Rows that say different things under one key are all refused, under the columns of the key."""
    contract, rows = TABLES[name], data.draw(tables(TABLES[name]))
    column = next(column for column in contract.columns if column.name == OPEN[name])
    chosen = data.draw(st.sets(st.integers(0, len(rows) - 1), min_size=1))
    others = [{**rows[n], column.name: _differing(rows[n], column)} for n in sorted(chosen)]
    _, sieve = judged(contract, rows + others)
    added = range(len(rows), len(rows) + len(others))
    assert outcome(sieve) == ({("duplicate key", ", ".join(contract.key))}, [*sorted(chosen), *added])


def _differing(row: Row, column: Column) -> Any:
    cell = row[column.name]
    if column.name == "kind":
        return "other" if cell != "other" else "voluntary"
    if cell is None:
        return row.get("start_date") or row.get("opened") or "x"
    return _another(cell, column)


def test_what_pandera_passes_silently_by_default_is_refused_here():
    """On a lazy frame pandera's defaults let bad values and repeated keys pass; no contract does."""
    contract = TABLES["worked_hours"]
    good: Row = {"employee_id": "e1", "month": date(2024, 1, 1), "contracted": 160.0, "worked": 150.0}
    out_of_range, same_key = {**good, "employee_id": "e2", "worked": 900.0}, {**good, "worked": 151.0}
    rows = [good, out_of_range, same_key]
    contract.schema.validate(pl.DataFrame(rows).lazy()).collect()  # pandera says nothing
    rules, refused = outcome(judged(contract, rows)[1])
    assert refused == [0, 1, 2]
    assert rules == {("above 744", "worked"), ("duplicate key", "employee_id, month")}
