"""The sample company's tables keep the contracts and agree with each other."""

from datetime import date, timedelta
from pathlib import Path

import polars as pl
import pytest

from data_contracts.catalogue import FEEDBACK, TABLES
from data_contracts.intake import import_folder
from ermine.sample.write import SampleReport, write_sample

START, END = date(2024, 7, 1), date(2026, 6, 30)
EMPLOYEES = 400


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    """Two years of a company of 400."""
    return write_sample(tmp_path_factory.mktemp("sample"), EMPLOYEES, months=24, seed=3, end=END)


@pytest.fixture(scope="module")
def tables(written: SampleReport) -> dict[str, pl.DataFrame]:
    """Its tables by name, dates as dates."""
    return {
        name: pl.read_csv(written.folder / f"{name}.csv", try_parse_dates=True, infer_schema_length=None)
        for name in written.rows
    }


@pytest.fixture(scope="module")
def stays(tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
    """Each person's first and last day, with the day of notice."""
    exits = tables["exits"].select("employee_id", "notice_date", "last_day", "kind")
    return tables["employees"].select("employee_id", "hire_date").join(exits, on="employee_id", how="left")


def test_every_table_of_the_contracts_is_written_with_rows(written: SampleReport) -> None:
    """The sample company has all tables and feedback files that a company may bring, none of them empty."""
    assert set(written.rows) == set(TABLES)
    assert set(written.feedback) == set(FEEDBACK)
    assert all({**written.rows, **written.feedback}.values())
    files = {f"{name}.csv" for name in (*TABLES, *FEEDBACK)} | {"truth.json"}
    assert {file.name for file in written.folder.iterdir()} == files


def test_intake_admits_every_row(written: SampleReport, tmp_path: Path) -> None:
    """Contracts and cross-table rules refuse nothing, even strictly, and every column is known to them."""
    report = import_folder(written.folder, tmp_path / "home", END, strict=True)
    assert {each.name: each.admitted for each in report.tables} == dict(written.rows)
    assert all(not each.refused and not each.unknown_columns for each in report.tables)


def test_headcount_stays_about_what_was_asked_for(stays: pl.DataFrame) -> None:
    """Joiners replace leavers: at the start of every month the headcount is within 4 % of the order."""
    for month in pl.date_range(START, END, "1mo", eager=True):
        here = (pl.col("hire_date") < month) & (pl.col("last_day").is_null() | (pl.col("last_day") >= month))
        assert abs(stays.filter(here).height / EMPLOYEES - 1) < 0.04


def test_nobody_does_anything_before_the_hire_or_after_the_last_day(
    tables: dict[str, pl.DataFrame], stays: pl.DataFrame
) -> None:
    """Every dated row of working life lies inside the person's stay and inside the window."""
    days = {
        "assignments": "valid_from", "compensation": "valid_from", "engagement_events": "event_date",
        "recognition": "event_date", "one_on_ones": "event_date", "reviews": "known_at", "absences": "start_date",
        "requests": "date", "preferences": "valid_from", "open_cases": "opened", "journey_events": "date",
        "outreach_history": "date",
    }  # fmt: skip
    for name, day in days.items():
        rows = (
            tables[name].rename({"to_employee_id": "employee_id"}, strict=False).join(stays, on="employee_id")
        )
        outside = (
            (pl.col(day) < pl.col("hire_date")) | (pl.col(day) > pl.col("last_day")) | (pl.col(day) > END)
        )
        assert rows.height == tables[name].height, name
        assert rows.filter(outside.fill_null(False)).is_empty(), name


def test_hours_are_there_for_every_month_of_work(
    tables: dict[str, pl.DataFrame], stays: pl.DataFrame
) -> None:
    """Whoever is here for a whole month has one row of hours for it, and nobody has one outside the stay."""
    hours = tables["worked_hours"].join(stays, on="employee_id")
    over = (pl.col("month").dt.month_end() < pl.col("hire_date")) | (pl.col("month") > pl.col("last_day"))
    assert hours.filter(over.fill_null(False)).is_empty()
    month = date(2025, 3, 1)
    whole = (pl.col("hire_date") <= month) & (
        pl.col("last_day").is_null() | (pl.col("last_day") > date(2025, 3, 31))
    )
    expected = set(stays.filter(whole)["employee_id"])
    assert expected <= set(hours.filter(pl.col("month") == month)["employee_id"])


def test_absences_of_a_person_do_not_overlap_and_end_with_the_stay(
    tables: dict[str, pl.DataFrame], stays: pl.DataFrame
) -> None:
    """An absence begins after the one before has ended, and none outlasts the person's last day."""
    rows = tables["absences"].join(stays, on="employee_id").sort("employee_id", "start_date")
    before = pl.col("end_date").fill_null(date(2100, 1, 1)).shift().over("employee_id")
    assert rows.filter(pl.col("start_date") <= before).is_empty()
    assert rows.filter(pl.col("end_date") > pl.col("last_day")).is_empty()


def test_a_unit_has_one_manager_who_works_there(tables: dict[str, pl.DataFrame], stays: pl.DataFrame) -> None:
    """On the last day all members of a unit report to the same person, who still works here, and only one has none."""
    here = (pl.col("last_day").is_null() | (pl.col("last_day") >= END)) & (pl.col("hire_date") <= END)
    present = stays.filter(here)
    last = tables["assignments"].sort("employee_id", "valid_from").group_by("employee_id").last()
    jobs = last.join(present, on="employee_id")
    assert jobs["manager_id"].null_count() == 1
    led = jobs.filter(pl.col("manager_id").is_not_null())
    assert led.group_by("unit_id").agg(heads=pl.col("manager_id").n_unique())["heads"].max() == 1
    assert set(led["manager_id"]) <= set(present["employee_id"])
    assert led.filter(pl.col("manager_id") == pl.col("employee_id")).is_empty()


def test_a_manager_had_been_hired_by_the_day_they_lead(tables: dict[str, pl.DataFrame]) -> None:
    """No assignment names a manager who was hired later, or who had left."""
    people = tables["employees"].join(
        tables["exits"].select("employee_id", "last_day"), on="employee_id", how="left"
    )
    people = people.select(manager_id="employee_id", manager_hired="hire_date", manager_left="last_day")
    led = tables["assignments"].join(people, on="manager_id")
    assert led.filter(pl.col("manager_hired") > pl.col("valid_from")).is_empty()
    assert led.filter(pl.col("manager_left") < pl.col("valid_from")).is_empty()


def test_teams_have_a_realistic_size(tables: dict[str, pl.DataFrame]) -> None:
    """At the start most teams have 8 to 12 members, and units have three levels below the company."""
    units = tables["units"].filter(pl.col("valid_from") < START)
    parents = dict(units.select("unit_id", "parent_id").iter_rows())
    depth = {unit: len(list(_above(unit, parents))) for unit in parents}
    assert set(depth.values()) == {0, 1, 2, 3}
    first = tables["assignments"].filter(pl.col("valid_from") < START)
    now = first.sort("valid_from").group_by("employee_id").last()
    sizes = [now.filter(pl.col("unit_id") == unit).height for unit in parents if depth[unit] == 3]
    assert sum(8 <= size <= 12 for size in sizes) >= 0.8 * len(sizes)


def _above(unit: str, parents: dict[str, str | None]) -> list[str]:
    parent = parents[unit]
    return [] if parent is None else [parent, *_above(parent, parents)]


def test_voluntary_leavers_give_notice_weeks_before_they_go(tables: dict[str, pl.DataFrame]) -> None:
    """Three to seven weeks lie between notice and last day, unless a fixed term ends before; some are in notice now."""
    exits = tables["exits"]
    left = exits.filter(pl.col("kind") == "voluntary")
    weeks = (left["last_day"] - left["notice_date"]).dt.total_days()
    assert weeks.max() <= 45  # type: ignore[operator]
    assert (weeks >= 21).mean() > 0.95  # type: ignore[operator]
    assert exits["notice_date"].max() <= END  # type: ignore[operator]
    assert exits.filter(pl.col("last_day") > END)["notice_date"].is_not_null().all()
    assert exits.filter(pl.col("last_day") > END).height > 0


def test_people_leave_in_every_way(tables: dict[str, pl.DataFrame]) -> None:
    """There are dismissals, retirements, ends of contract and transfers besides the voluntary exits."""
    kinds = set(tables["exits"]["kind"])
    assert kinds == {"voluntary", "involuntary", "retirement", "end_of_contract", "transfer"}


def test_a_contract_that_ends_ends_the_employment(
    tables: dict[str, pl.DataFrame], stays: pl.DataFrame
) -> None:
    """Nobody stays past the end of a fixed term that was not made permanent."""
    last = (
        tables["assignments"].sort("valid_from").group_by("employee_id").last().join(stays, on="employee_id")
    )
    over = last.filter(pl.col("contract_end") <= END)
    assert over.height > 0
    assert over.filter(
        pl.col("last_day").is_null() | (pl.col("last_day") > pl.col("contract_end"))
    ).is_empty()


def test_er_managers_look_after_everybody_once(tables: dict[str, pl.DataFrame]) -> None:
    """Each person's unit lies in exactly one ER manager's population, or the person is named in exactly one."""
    parents = dict(tables["units"].select("unit_id", "parent_id").iter_rows())
    populations = tables["populations"]
    units, named = populations["unit_id"].drop_nulls(), populations["employee_id"].drop_nulls()
    assert units.is_unique().all()
    assert named.is_unique().all()
    last = tables["assignments"].sort("valid_from").group_by("employee_id").last()
    for person, unit in last.select("employee_id", "unit_id").iter_rows():
        over = set(units) & {unit, *_above(unit, parents)}
        assert len(over) == 1 or (not over and person in set(named))
    assert tables["er_managers"]["weekly_hours"].is_between(10, 14).all()


def test_salaries_lie_around_their_bands(tables: dict[str, pl.DataFrame]) -> None:
    """Nearly everybody earns 70 to 135 % of the middle of the band, and raises do not drift away from it."""
    pay = tables["compensation"].with_columns(compa=pl.col("annual_salary") / pl.col("band_midpoint"))
    assert pay["compa"].is_between(0.7, 1.35).mean() > 0.97  # type: ignore[operator]
    newest = pay.filter(pl.col("valid_from") > END - timedelta(days=365))["compa"].mean()
    assert newest == pytest.approx(1.0, abs=0.06)
