"""The sample company's planted hazards, recomputed from the features that are built from its files."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from data_contracts.intake import import_folder
from data_contracts.lake import Lake
from ermine.sample.truth import Truth, read_truth
from ermine.sample.write import write_sample
from features.build import build_features
from features.catalogue import BY_NAME
from features.engines.duckdb import DuckDB

Sample = tuple[Truth, pl.DataFrame, frozenset[str]]


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """A year of a small sample company, through the contracts: its truth, all features by month, who was talked to."""
    folder, home = tmp_path_factory.mktemp("sample"), tmp_path_factory.mktemp("home")
    report = write_sample(folder, employees=300, months=12, seed=3)
    import_folder(folder, home, date(2026, 7, 1), strict=True)
    lake, truth = Lake(home).current(), read_truth(report.truth)
    files = {name: lake.path_of(name) for name in lake.manifest.tables}
    built = build_features(files, truth.intercepts["as_of"].to_list(), DuckDB(threads=2))
    return truth, pl.DataFrame(built), frozenset(lake.read("outreach_history")["employee_id"])


def test_population_is_everybody_who_could_give_notice(sample: Sample) -> None:
    """Each person-month at risk has a row; rows beside those are in notice or near the end of a fixed term."""
    truth, rows, _ = sample
    keys = ["employee_id", "as_of"]
    assert truth.oracle.join(rows, on=keys, how="anti").is_empty()
    others = rows.join(truth.oracle, on=keys, how="anti")
    assert others.filter(~pl.col("in_notice"))["contract"].unique().to_list() in ([], ["fixed_term"])


def test_planted_effects_of_the_features_explain_the_hazard(sample: Sample) -> None:
    """Log-odds less intercept and planted effects leave what no table shows: engagement, climate, manager."""
    truth, rows, talked_to = sample
    known = truth.oracle.join(truth.intercepts, on="as_of").join(rows, on=["employee_id", "as_of"])
    known = known.filter(~pl.col("employee_id").is_in(talked_to))  # a conversation has an effect of its own
    hazard = known["hazard"].to_numpy()
    rest = np.log(hazard / (1 - hazard)) - known["intercept"].to_numpy()
    for driver in truth.drivers:
        rest -= driver.effect(known[driver.feature].cast(pl.Float64).to_numpy())
    assert abs(rest.mean()) < 0.03
    spread = sum(effect**2 for effect in truth.unobserved.values()) ** 0.5
    assert rest.std() == pytest.approx(spread, rel=0.2)
    assert np.abs(rest).max() < 5 * spread


def test_planted_drivers_are_features_with_the_expected_direction(sample: Sample) -> None:
    """Truth and catalogue use the same names, and expect the same sign where the catalogue expects one."""
    truth, _, _ = sample
    for driver in truth.drivers:
        assert BY_NAME[driver.feature].direction in (0, driver.sign)
    assert set(truth.null_features) <= set(BY_NAME)
