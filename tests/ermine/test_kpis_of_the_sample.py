"""The sample company's KPIs, counted another way."""

from datetime import date, timedelta
from typing import Any

import polars as pl
import pytest

from data_contracts.intake import import_folder
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.outreach_history import contacts_in
from ermine.sample.write import write_sample
from training.kpis.people import Counts, Tables, counts_of, people_on

END, DAY = date(2026, 6, 30), date(2026, 7, 1)


@pytest.fixture(scope="module")
def lake(tmp_path_factory: pytest.TempPathFactory) -> LakeSnapshot:
    """Two years and a bit of a company of 300."""
    folder = write_sample(tmp_path_factory.mktemp("sample"), 300, months=26, seed=3, end=END).folder
    for closed in ("surveys", "comments"):
        (folder / f"{closed}.csv").unlink(missing_ok=True)
    home = tmp_path_factory.mktemp("home")
    import_folder(folder, home, END)
    return Lake(home).current()


@pytest.fixture(scope="module")
def counts(lake: LakeSnapshot) -> Counts:
    """What is counted of everybody."""
    tables = Tables(
        lake.read("employees"),
        lake.read("exits"),
        lake.read("assignments"),
        lake.read("engagement_events"),
        lake.read("recognition"),
        contacts_in(lake),
        {},
    )
    return counts_of(people_on(tables, DAY))


def rows(lake: LakeSnapshot, table: str) -> list[dict[str, Any]]:
    """A table as plain rows."""
    return lake.read(table).to_dicts()


def test_exits_and_years_agree_with_a_count_person_by_person(lake: LakeSnapshot, counts: Counts) -> None:
    """Person-years and voluntary exits of the year, added up in plain Python."""
    since = DAY - timedelta(days=365)
    ends = {row["employee_id"]: row for row in rows(lake, "exits") if row["kind"] != "transfer"}
    years, here = 0.0, 0
    for person in rows(lake, "employees"):
        end = ends.get(person["employee_id"], {}).get("last_day", date.max)
        years += max(0, (min(end, DAY) - max(person["hire_date"], since)).days) / 365.25
        here += person["hire_date"] <= DAY <= end
    left = [row for row in ends.values() if row["kind"] == "voluntary" and since <= row["last_day"] < DAY]
    assert counts.person_years == pytest.approx(years)
    assert (counts.people, counts.voluntary_exits) == (here, len(left))
    assert counts.regretted_exits == sum(row["regretted"] is True for row in left)


def test_recognition_agrees_with_a_set_of_names(lake: LakeSnapshot, counts: Counts) -> None:
    """Different people recognised within 90 days who are still here."""
    since = DAY - timedelta(days=90)
    gone = set(
        lake.read("exits").filter(pl.col("kind") != "transfer", pl.col("last_day") < DAY)["employee_id"]
    )
    found = {row["to_employee_id"] for row in rows(lake, "recognition") if since <= row["event_date"] < DAY}
    assert counts.recognised == len(found - gone)
