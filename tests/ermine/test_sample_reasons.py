"""Reasons that leavers name fit what they went through."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from ermine.sample.drivers import DRIVERS, UNSEEN
from ermine.sample.reasons import BEHIND, draw_reasons
from ermine.sample.words import EXIT_REASONS
from ermine.sample.write import write_sample


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three years of a company of 900."""
    return write_sample(
        tmp_path_factory.mktemp("sample"), 900, months=36, seed=12, end=date(2026, 6, 30)
    ).folder


@pytest.fixture(scope="module")
def leavers(folder: Path) -> pl.DataFrame:
    """Voluntary leavers with notice_date and reason."""
    exits = pl.read_csv(folder / "exits.csv", try_parse_dates=True, infer_schema_length=None)
    return exits.filter(pl.col("kind") == "voluntary").select("employee_id", "notice_date", "reason")


def events(folder: Path, table: str, day: str, leavers: pl.DataFrame) -> pl.DataFrame:
    """Rows of a table about the leavers from before their notice."""
    rows = pl.read_csv(folder / f"{table}.csv", try_parse_dates=True, infer_schema_length=None)
    rows = rows.rename({"to_employee_id": "employee_id"}, strict=False)
    return leavers.join(rows, on="employee_id").filter(pl.col(day) < pl.col("notice_date"))


def test_everything_behind_a_reason_is_planted() -> None:
    """Reasons stand on drivers and on what no table shows, none on the same thing as another."""
    causes = [cause for behind in BEHIND.values() for cause in behind]
    assert set(causes) <= {driver.feature for driver in DRIVERS} | set(UNSEEN)
    assert len(set(causes)) == len(causes)
    assert set(BEHIND) < set(EXIT_REASONS)


@pytest.mark.parametrize("reason", list(BEHIND))
def test_what_weighs_most_is_named_most(reason: str) -> None:
    """Of leavers for whom only one thing weighs more than for others, most name the reason that it stands for."""
    added = {cause: np.zeros(400) for behind in BEHIND.values() for cause in behind}
    added[BEHIND[reason][0]][:200] = 3.0
    drawn = draw_reasons(added, np.arange(200), np.random.default_rng(1))
    assert (drawn == EXIT_REASONS.index(reason)).mean() > 0.75


def test_every_reason_is_named_by_somebody(leavers: pl.DataFrame) -> None:
    """All reasons occur, and none is named by most."""
    counts = leavers["reason"].value_counts(normalize=True)
    assert set(counts["reason"]) == set(EXIT_REASONS)
    assert counts["proportion"].max() < 0.4  # type: ignore[operator]


def test_who_names_workload_worked_longer_hours(folder: Path, leavers: pl.DataFrame) -> None:
    """In the quarter before notice, overtime of those who name workload is clearly above that of the others."""
    hours = events(folder, "worked_hours", "month", leavers)
    recent = hours.filter(pl.col("month") >= pl.col("notice_date").dt.truncate("1mo").dt.offset_by("-3mo"))
    named = recent.group_by(pl.col("reason") == "workload").agg(
        over=pl.col("worked").sum() / pl.col("contracted").sum() - 1
    )
    over = dict(named.iter_rows())
    assert over[True] > over[False] + 0.05


def test_who_names_recognition_had_less_of_it(folder: Path, leavers: pl.DataFrame) -> None:
    """In the year before notice those who name recognition got less than half as much of it as the others."""
    praise = events(folder, "recognition", "event_date", leavers)
    year = praise.filter(pl.col("event_date") >= pl.col("notice_date").dt.offset_by("-12mo"))
    times = leavers.join(year.group_by("employee_id").len(), on="employee_id", how="left")
    mean = dict(
        times.group_by(pl.col("reason") == "recognition").agg(pl.col("len").fill_null(0).mean()).iter_rows()
    )
    assert mean[True] < 0.5 * mean[False]
