"""Reorganisations of the sample company: units change from a day on, and people follow."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.org import OrgTree
from ermine.sample.write import write_sample

END = date(2026, 6, 30)
DAY = 25


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of a company of 900."""
    return write_sample(tmp_path_factory.mktemp("sample"), 900, months=36, seed=6, end=END).folder


@pytest.fixture(scope="module")
def units(folder: Path) -> pl.DataFrame:
    """Rows of units, each with what held before: null for the first row of a unit."""
    rows = pl.read_csv(folder / "units.csv", try_parse_dates=True).sort("unit_id", "valid_from")
    before = (pl.col(name).shift().over("unit_id").alias(f"{name}_before") for name in ("parent_id", "name"))
    return rows.with_columns(*before, start=pl.col("valid_from") == pl.col("valid_from").min())


@pytest.fixture(scope="module")
def jobs(folder: Path) -> pl.DataFrame:
    """Assignments, each with the person's last day if there is one."""
    rows, exits = (
        pl.read_csv(folder / f"{name}.csv", try_parse_dates=True, infer_schema_length=None)
        for name in ("assignments", "exits")
    )
    return rows.join(exits.select("employee_id", "last_day"), on="employee_id", how="left")


def founded(units: pl.DataFrame) -> pl.DataFrame:
    """First rows of units that were not there from the start."""
    return units.filter(pl.col("name_before").is_null() & ~pl.col("start"))


def moved(units: pl.DataFrame) -> pl.DataFrame:
    """Rows with which a unit comes under another one."""
    return units.filter(pl.col("parent_id") != pl.col("parent_id_before"))


def job_on(jobs: pl.DataFrame, day: date) -> pl.DataFrame:
    """The job on a day of everybody who works here on it."""
    here = (pl.col("valid_from") <= day) & (pl.col("last_day").is_null() | (pl.col("last_day") >= day))
    return jobs.filter(here).sort("valid_from").group_by("employee_id").last()


def test_units_are_founded_renamed_and_moved_inside_the_window(units: pl.DataFrame) -> None:
    """There is each kind of change, dated in the window, and names stay unambiguous at any time."""
    renamed = units.filter(pl.col("name") != pl.col("name_before"))
    for changed in (founded(units), renamed, moved(units)):
        assert changed.height > 0
        assert changed["valid_from"].is_between(date(2023, 7, 1), END).all()
        assert (changed["valid_from"].dt.day() == DAY).all()
    assert units.group_by("name").agg(pl.col("unit_id").n_unique())["unit_id"].max() == 1


def test_the_organisation_is_a_tree_on_every_day_of_change(units: pl.DataFrame) -> None:
    """On the day of each change units form one tree under the company, with teams at the third level."""
    for day in units["valid_from"].unique():
        tree = OrgTree.from_units(units, on=day)
        assert tree.roots == ("U0000",)
        assert max(len(tree.path(unit)) for unit in tree.parents) == 4


def test_a_founded_team_has_members_and_a_head_from_its_first_day(
    units: pl.DataFrame, jobs: pl.DataFrame
) -> None:
    """Seven people start in a new team on its first day under one manager, who sits in the department above."""
    for unit, parent, day in founded(units).select("unit_id", "parent_id", "valid_from").iter_rows():
        assert jobs.filter(pl.col("unit_id") == unit)["valid_from"].min() == day
        now = job_on(jobs, day)
        members = now.filter(pl.col("unit_id") == unit)
        assert members.height == 7
        (head,) = members["manager_id"].unique()
        assert now.row(by_predicate=pl.col("employee_id") == head, named=True)["unit_id"] == parent


def test_the_head_of_a_moved_team_reports_to_the_new_department(
    units: pl.DataFrame, jobs: pl.DataFrame
) -> None:
    """The head's job names the new department and its head from that day, and the team keeps its manager."""
    for unit, parent, day in moved(units).select("unit_id", "parent_id", "valid_from").iter_rows():
        now, before = job_on(jobs, day), job_on(jobs, day.replace(day=DAY - 1))
        (head,) = now.filter(pl.col("unit_id") == unit)["manager_id"].unique()
        assert head in before.filter(pl.col("unit_id") == unit)["manager_id"].to_list()
        job = now.row(by_predicate=pl.col("employee_id") == head, named=True)
        assert (job["unit_id"], job["valid_from"]) == (parent, day)
        peers = now.filter(pl.col("unit_id") == parent)["manager_id"].unique()
        assert peers.to_list() == [job["manager_id"]]
