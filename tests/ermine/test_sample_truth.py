"""What truth.json says is what the tables show."""

from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data_contracts.intake import import_folder
from data_contracts.lake import Lake, LakeSnapshot
from ermine.sample.arrays import Floats
from ermine.sample.drivers import BASE_RATE, DRIVERS, UNSEEN
from ermine.sample.outreach import EFFECT, EFFECT_DAYS
from ermine.sample.truth import Truth, read_truth
from ermine.sample.write import write_sample
from features.build import build_features
from features.catalogue import BY_NAME, FEATURES
from features.engines.duckdb import DuckDB

END = date(2026, 6, 30)
SPREAD = sum(effect**2 for effect in UNSEEN.values()) ** 0.5
AS_OF = [date(2024, 7, 1), date(2024, 9, 1), date(2025, 3, 1), date(2025, 12, 1), date(2026, 6, 1)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of a company of 500."""
    return write_sample(tmp_path_factory.mktemp("sample"), 500, months=24, seed=4, end=END).folder


@pytest.fixture(scope="module")
def truth(folder: Path) -> Truth:
    """What is true of it."""
    return read_truth(folder / "truth.json")


@pytest.fixture(scope="module")
def lake(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> LakeSnapshot:
    """Its tables, imported."""
    home = tmp_path_factory.mktemp("home")
    import_folder(folder, home, END)
    return Lake(home).current()


@pytest.fixture(scope="module")
def rows(truth: Truth, lake: LakeSnapshot) -> pl.DataFrame:
    """Features, true hazards and the days since the last conversation of everybody at risk on some as-of days."""
    tables = {name: lake.path_of(name) for name in lake.manifest.tables if name != "protected"}
    features = pl.DataFrame(pl.from_arrow(build_features(tables, AS_OF, DuckDB(threads=1))))
    known = features.join(truth.oracle, on=["employee_id", "as_of"]).join(truth.intercepts, on="as_of")
    talks = lake.read("outreach_history").filter(pl.col("outcome") == "talked").select("employee_id", "date")
    since = (
        known.select("employee_id", "as_of")
        .join(talks, on="employee_id")
        .filter(pl.col("date") < pl.col("as_of"))
    )
    days = since.group_by("employee_id", "as_of").agg(
        days_since_talk=(pl.col("as_of") - pl.col("date")).dt.total_days().min()
    )
    return known.join(days, on=["employee_id", "as_of"], how="left")


def unexplained(rows: pl.DataFrame) -> Floats:
    """Log-odds of the true hazard minus the intercept and what is planted for features and conversations."""
    hazard, talked = rows["hazard"].to_numpy(), (rows["days_since_talk"] <= EFFECT_DAYS).fill_null(False)
    planted = sum(driver.effect(rows[driver.feature].cast(pl.Float64).to_numpy()) for driver in DRIVERS)
    planted = planted + EFFECT * talked.to_numpy()
    return np.asarray(np.log(hazard / (1 - hazard)) - rows["intercept"].to_numpy() - planted)


def test_the_truth_reads_back_as_it_was_planted(truth: Truth) -> None:
    """truth.json holds the drivers as they are in the code, and null features that are none of them."""
    assert truth.drivers == DRIVERS
    assert truth.base_rate == BASE_RATE
    assert not set(truth.null_features) & {driver.feature for driver in truth.drivers}


def test_every_planted_feature_is_in_the_catalogue(truth: Truth) -> None:
    """Drivers and null features have the names, and the drivers the expected direction, of the catalogue."""
    known = {spec.name for spec in FEATURES}
    assert {*truth.null_features, *(driver.feature for driver in truth.drivers)} <= known
    assert all(BY_NAME[driver.feature].direction in (0, driver.sign) for driver in truth.drivers)


def test_hazards_come_from_what_the_tables_show(rows: pl.DataFrame) -> None:
    """The catalogue's features explain every hazard up to what no table shows, in early and late months."""
    left = unexplained(rows)
    assert rows["as_of"].n_unique() == len(AS_OF)
    assert np.abs(left).max() < 5 * SPREAD
    for day in AS_OF:
        of_day = left[(rows["as_of"] == day).to_numpy()]
        assert of_day.std() == pytest.approx(SPREAD, rel=0.2)
        assert abs(of_day.mean()) < 0.05


def test_members_of_a_unit_share_what_no_table_shows(rows: pl.DataFrame) -> None:
    """Of what is left unexplained the larger part, climate and manager, is common to the members of a unit."""
    left = rows.with_columns(left=unexplained(rows)).with_columns(
        of_unit=pl.col("left").mean().over("unit_id", "as_of")
    )
    common = left["of_unit"].to_numpy().var() / left["left"].to_numpy().var()
    shared = (UNSEEN["climate"] ** 2 + UNSEEN["manager"] ** 2) / SPREAD**2
    assert common == pytest.approx(
        shared + 0.04, abs=0.15
    )  # a mean over ten people keeps a tenth of their own


def test_null_features_and_protected_attributes_move_nothing(rows: pl.DataFrame, lake: LakeSnapshot) -> None:
    """Given the drivers, no place, work mode or protected group has a higher or lower hazard."""
    people = rows.with_columns(left=unexplained(rows)).join(lake.read("protected"), on="employee_id")
    for column in ("location", "work_mode", "gender", "ethnicity", "disability"):
        groups = people.group_by(column).agg(pl.col("left").mean(), people=pl.col("employee_id").n_unique())
        bound = 5 * SPREAD / groups["people"].to_numpy() ** 0.5
        assert (np.abs(groups["left"].to_numpy()) < bound).all(), column


def test_every_notice_happens_to_somebody_at_risk(truth: Truth, folder: Path) -> None:
    """Each voluntary notice lies in a month for which the truth gives the person a hazard, and in none after it."""
    exits = pl.read_csv(folder / "exits.csv", try_parse_dates=True).filter(pl.col("kind") == "voluntary")
    notices = exits.select("employee_id", as_of=pl.col("notice_date").dt.truncate("1mo"))
    assert notices.join(truth.oracle, on=["employee_id", "as_of"]).height == notices.height
    later = truth.oracle.join(notices, on="employee_id", suffix="_of_notice")
    assert later.filter(pl.col("as_of") > pl.col("as_of_of_notice")).is_empty()


def test_the_base_rate_is_realistic_and_kept_every_month(truth: Truth) -> None:
    """Between 0.8 and 1.5 % of the people at risk are expected to give notice in each month, and about as many do."""
    monthly = truth.oracle.group_by("as_of").agg(pl.col("hazard").mean())["hazard"]
    assert monthly.is_between(0.008, 0.015).all()
    expected, people = float(truth.oracle["hazard"].to_numpy().sum()), truth.oracle.height
    assert abs(truth.observed_rate * people - expected) < 4 * expected**0.5


def test_people_at_risk_are_those_who_are_here_and_not_leaving(truth: Truth, rows: pl.DataFrame) -> None:
    """On an as-of day, those with a hazard are the population without those in notice or at the end of a contract."""
    assert not rows["in_notice"].any()
    assert rows.group_by("as_of").len()["len"].min() > 470  # type: ignore[operator]
    assert truth.oracle.select("employee_id", "as_of").is_unique().all()
