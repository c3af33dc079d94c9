"""The inputs of a run: from a company's lake and from one flat table."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest

from data_contracts.errors import OrgRefused
from data_contracts.lake import CONTRACT_VERSION, Lake, LakeSnapshot
from data_contracts.policy.outreach import OutreachPolicy
from serving.outreach.company import company_inputs
from serving.outreach.inputs import ErManager, Fact, PopulationEntry, RunInputs, Unit
from serving.outreach.organisation import EVERYONE, units_on
from serving.outreach.run import make_run
from serving.outreach.snapshot import snapshot_inputs
from training.champion import Champion

DAY = date(2026, 7, 1)
Lakes = Callable[..., LakeSnapshot]


def day(offset: int) -> date:
    """A day counted from the as-of day."""
    return DAY + timedelta(days=offset)


@pytest.fixture
def lake(tmp_path: Path) -> Lakes:
    """Writes tables as a lake of the home and opens it."""

    def write(**tables: pl.DataFrame) -> LakeSnapshot:
        folder = tmp_path / "lake" / "abc"
        folder.mkdir(parents=True)
        for name, frame in tables.items():
            frame.write_parquet(folder / f"{name}.parquet")
        manifest = {
            "contract_version": CONTRACT_VERSION, "source": "company", "covers_from": "2024-01-01",
            "covers_until": "2026-06-30", "imported_on": "2026-07-01", "currency": "EUR",
            "tables": {name: frame.height for name, frame in tables.items()},
        }  # fmt: skip
        (folder / "manifest.json").write_text(json.dumps(manifest))
        (tmp_path / "lake" / "CURRENT").write_text("abc")
        return Lake(tmp_path).current()

    return write


def features(**columns: list[Any]) -> pa.Table:
    """Three people on the as-of day as `features.build` gives them, and one of them a month earlier."""
    size = 4
    table = {
        "employee_id": ["E1", "E2", "E3", "E1"],
        "as_of": [DAY, DAY, DAY, day(-30)],
        "unit_id": ["line-1", "sales", "sales", "sales"],
        "manager_id": ["E2", None, "E2", None],
        "hire_date": [date(2020, 1, 1)] * size,
        "in_notice": [False, True, False, False],
        "job_family": ["engineering", None, "sales", "sales"],
        "job_level": ["3", "5", None, "1"],
        "location": ["Leeds", "Porto", None, "Leeds"],
        "months_since_raise": [20.0, 3.0, None, 5.0],
        **columns,
    }
    return pa.table(table)


EMPLOYEES = pl.DataFrame(
    {"employee_id": ["E1", "E2", "E3"], "hire_date": [date(2020, 1, 1)] * 3, "name": ["Ada", "Bo", None]}
)


def test_people_come_with_their_names_jobs_and_facts(lake: Lakes) -> None:
    """Only the rows of the as-of day; whoever has no name goes by the id."""
    inputs = company_inputs(lake(employees=EMPLOYEES), features(), DAY, default_hours=12)
    ada, bo, third = inputs.people
    assert (ada.name, ada.unit_id, ada.job) == ("Ada", "line-1", "engineering, level 3")
    assert (bo.job, third.job, third.name) == ("5", "sales", "E3")
    assert Fact("Line manager", "Bo") in ada.facts
    assert Fact("Location", "Leeds") in ada.facts
    assert [person.in_notice for person in inputs.people] == [False, True, False]
    assert inputs.table.num_rows == 3
    assert inputs.data_hash == "abc"


def test_objections_and_wishes_hold_from_their_day_until_the_next(lake: Lakes) -> None:
    """The newest row that has begun decides; a later one says nothing yet."""
    preferences = pl.DataFrame(
        {
            "employee_id": ["E1", "E1", "E2", "E3", "E3"],
            "valid_from": [day(-90), day(-10), day(0), day(-5), day(1)],
            "do_not_contact": [False, True, False, False, True],
            "do_not_profile": [True, False, True, False, True],
        }
    )
    inputs = company_inputs(
        lake(employees=EMPLOYEES, preferences=preferences), features(), DAY, default_hours=12
    )
    found = [(person.do_not_profile, person.do_not_contact) for person in inputs.people]
    assert found == [(False, True), (True, False), (False, False)]


def test_a_case_is_open_until_the_day_on_which_it_is_closed(lake: Lakes) -> None:
    """Opened today is open; closed today is closed; opened tomorrow is not yet known."""
    cases = pl.DataFrame(
        {
            "employee_id": ["E1", "E2", "E3"],
            "case_ref": ["a", "b", "c"],
            "opened": [day(0), day(-50), day(1)],
            "closed": pl.Series([None, day(0), None], dtype=pl.Date),
        }
    )
    inputs = company_inputs(lake(employees=EMPLOYEES, open_cases=cases), features(), DAY, default_hours=12)
    assert [person.open_case for person in inputs.people] == [True, False, False]


def test_the_last_contact_is_the_newest_on_or_before_the_day(lake: Lakes) -> None:
    """A contact in the future has not happened."""
    history = pl.DataFrame(
        {"employee_id": ["E1", "E1", "E1", "E2"], "date": [day(-90), day(-20), day(3), day(4)]}
    )
    inputs = company_inputs(
        lake(employees=EMPLOYEES, outreach_history=history), features(), DAY, default_hours=12
    )
    assert [person.last_contact for person in inputs.people] == [day(-20), None, None]


def test_pay_is_read_only_for_a_policy_that_values_people_by_it(lake: Lakes) -> None:
    """The newest salary that has begun; nobody's without `pay`, and none for whom none is recorded."""
    compensation = pl.DataFrame(
        {
            "employee_id": ["E1", "E1", "E1", "E2"],
            "valid_from": [day(-90), day(-9), day(3), day(4)],
            "annual_salary": [40_000.0, 42_000.0, 50_000.0, 60_000.0],
            "known_at": [day(-90), day(-9), day(3), day(4)],
        }
    )
    snapshot = lake(employees=EMPLOYEES, compensation=compensation)
    for pay, found in ((True, [42_000.0, None, None]), (False, [None, None, None])):
        inputs = company_inputs(snapshot, features(), DAY, default_hours=12, pay=pay)
        assert [person.annual_salary for person in inputs.people] == found


ER_MANAGERS = pl.DataFrame({"er_manager_id": ["B", "A"], "name": ["Bea", "Al"], "weekly_hours": [8.0, 10.0]})
POPULATIONS = pl.DataFrame(
    {
        "er_manager_id": ["A", "B"],
        "unit_id": ["sales", None],
        "employee_id": [None, "E1"],
        "valid_from": [day(-90), day(-90)],
    }
)


def test_er_managers_and_their_populations_are_those_of_the_company(lake: Lakes) -> None:
    """In order of their ids, with units and single people."""
    inputs = company_inputs(
        lake(employees=EMPLOYEES, er_managers=ER_MANAGERS, populations=POPULATIONS), features(), DAY,
        default_hours=12,
    )  # fmt: skip
    assert inputs.er_managers == (ErManager("A", "Al", 10.0), ErManager("B", "Bea", 8.0))
    assert set(inputs.populations) == {
        PopulationEntry("A", "sales", None, day(-90)),
        PopulationEntry("B", None, "E1", day(-90)),
    }


def test_without_er_managers_one_with_the_policys_hours_looks_after_everyone(
    lake: Lakes, champion: Champion, policy: OutreachPolicy
) -> None:
    """Every top unit is theirs, so each person has an owner."""
    units = pl.DataFrame(
        {
            "unit_id": ["sales", "plant", "line-1"],
            "parent_id": [None, None, "plant"],
            "name": ["Sales", None, "Line 1"],
            "valid_from": [day(-900)] * 3,
        }
    )
    table = features(overtime_ratio=[1.2] * 4, tenure_months=[70.0] * 4)
    inputs = company_inputs(lake(employees=EMPLOYEES, units=units), table, DAY, default_hours=7.5)
    run = make_run(inputs, champion, None, policy, "")
    assert [manager.weekly_hours for manager in inputs.er_managers] == [7.5]
    assert {person.er_manager_id for person in run.people} == {"default"}
    assert [(unit.unit_id, unit.parent_id, unit.name) for unit in inputs.units] == [
        ("line-1", "plant", "Line 1"), ("plant", None, "plant"), ("sales", None, "Sales"),
    ]  # fmt: skip


def test_without_a_table_of_units_those_that_people_name_lie_side_by_side(lake: Lakes) -> None:
    """Below one unit for everyone, in which those without a unit are."""
    inputs = company_inputs(
        lake(employees=EMPLOYEES), features(unit_id=["line-1", None, "sales", "x"]), DAY, default_hours=12
    )
    assert inputs.units == (EVERYONE, Unit("line-1", "(all)", "line-1"), Unit("sales", "(all)", "sales"))
    assert [person.unit_id for person in inputs.people] == ["line-1", "(all)", "sales"]


def test_units_are_those_of_the_day_and_form_a_tree() -> None:
    """The newest row that has begun; one first recorded later counts as first recorded; a cycle is refused."""
    units = pl.DataFrame(
        {
            "unit_id": ["top", "plant", "plant", "new"],
            "parent_id": [None, "top", "new", "top"],
            "name": ["Top", "Plant", "Plant moved", "New"],
            "valid_from": [day(-900), day(-900), day(10), day(5)],
        }
    )
    assert units_on(units, DAY) == (
        Unit("new", "top", "New"), Unit("plant", "top", "Plant"), Unit("top", None, "Top"),
    )  # fmt: skip
    assert Unit("plant", "new", "Plant moved") in units_on(units, day(10))
    looped = units.with_columns(parent_id=pl.Series(["plant", "top", "new", "top"]))
    with pytest.raises(OrgRefused):
        units_on(looped, DAY)


SNAPSHOT = pl.DataFrame(
    {
        "employee_id": ["1", "2", "3", "1"],
        "as_of": [day(-1), day(-1), day(-1), day(-366)],
        "unit_id": ["Research", None, "Sales", "Sales"],
        "target": [0, 1, None, 1],
        "months_since_raise": [30.0, 30.0, 1.0, 2.0],
        "overtime_ratio": [1.4, 1.4, None, 1.0],
        "tenure_months": [3.0, 3.0, 90.0, 1.0],
        "location": ["Leeds", "Leeds", "Porto", "Leeds"],
    },
    schema_overrides={"target": pl.Int8},
)


def snapshot(frame: pl.DataFrame) -> RunInputs:
    """Inputs of the flat table on the as-of day."""
    return snapshot_inputs(frame, DAY, data_hash="abc", default_hours=12, data_note="fictional")


def test_a_dated_snapshot_gives_its_newest_rows() -> None:
    """The rows of the newest day on or before the run's; each person once."""
    assert [person.employee_id for person in snapshot(SNAPSHOT).people] == ["1", "2", "3"]
    older = snapshot_inputs(SNAPSHOT, day(-30), data_hash="abc", default_hours=12)
    assert [(p.employee_id, p.unit_id) for p in older.people] == [("1", "Sales")]


def test_an_undated_snapshot_gives_all_its_rows() -> None:
    """There is only one day."""
    undated = SNAPSHOT.head(3).with_columns(as_of=pl.lit(None, dtype=pl.Date))
    assert len(snapshot(undated).people) == 3


def test_people_of_a_snapshot_who_have_left_are_scored_and_not_listed(
    snapshot_champion: Champion, policy: OutreachPolicy
) -> None:
    """Person 2 has the same row as person 1 but a target of 1: nobody can talk to them any more."""
    run = make_run(snapshot(SNAPSHOT), snapshot_champion, None, policy, "")
    found = {person.employee_id: person for person in run.people}
    assert found["2"].log_odds == found["1"].log_odds
    assert found["2"].not_listed == "known_leaver"
    assert run.items[0].employee_id == "1"
    assert {person.er_manager_id for person in run.people} == {"default"}
    assert run.header.data_note == "fictional"
