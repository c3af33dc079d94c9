"""Labelled rows made up on the spot, with known effects, missing values and categories."""

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from data_contracts.feature_spec import FeatureSpec
from training.dataset import TrainingData, snapshot_dataset
from training.fit import Trained, train

SPECS = (
    FeatureSpec("tenure", "number", "Years here", theme="tenure", phrase="{value:g} years here"),
    FeatureSpec("overtime", "number", "Overtime", theme="workload", actionable=True),
    FeatureSpec("commute", "number", "Commute"),
    FeatureSpec("job", "category", "Job"),
    FeatureSpec("site", "category", "Site"),
)


def made_up_rows(people: int, years: int, seed: int, effect: float = 1.0, leak: bool = False) -> TrainingData:
    """`people` rows per year; overtime, tenure and job drive the outcome, times `effect`; commute does nothing."""
    rng = np.random.default_rng(seed)
    n = people * years
    tenure, overtime = rng.gamma(2.0, 3.0, n).round(1), rng.normal(0, 1, n)
    job, site = rng.choice(["nurse", "clerk", "cook"], n), rng.choice(["north", "south"], n)
    risk = -1.6 + effect * (1.4 * overtime - 0.25 * tenure + 0.9 * (job == "cook"))
    y = (rng.random(n) < 1 / (1 + np.exp(-risk))).astype(np.int8)
    overtime[rng.random(n) < 0.1] = np.nan
    frame = pl.DataFrame({
        "employee_id": [f"p{k:05d}" for k in range(people)] * years,
        "as_of": np.repeat(np.datetime64("2020-01-01") + 366 * np.arange(years), people),
        "unit_id": site,
        "target": y,
        "tenure": tenure,
        "overtime": overtime,
        "commute": rng.normal(30, 9, n),
        "job": job,
        "site": site,
    }).with_columns(pl.col("overtime").fill_nan(None), job=pl.col("job").replace("clerk", None))  # fmt: skip
    specs = SPECS
    if leak:
        frame = frame.with_columns(payout=pl.col("target") * 3.0 + rng.normal(0, 0.5, n))
        specs = (*SPECS, FeatureSpec("payout", "number", "Leave payout"))
    audit = pl.DataFrame({"gender": rng.choice(["f", "m"], n), "age": rng.integers(20, 60, n)})
    return snapshot_dataset(
        frame, specs, horizon_days=365, feature_set="made-up", data_hash="0" * 64, protected=audit
    )


@pytest.fixture(scope="session")
def rows() -> TrainingData:
    """Four years of 300 people each."""
    return made_up_rows(300, 4, seed=1)


@pytest.fixture(scope="session")
def trained(rows: TrainingData) -> Trained:
    """A model of those rows."""
    return train(rows, name="made-up")


@pytest.fixture(scope="session")
def make_rows() -> Callable[..., TrainingData]:
    """The maker itself, for rows with another effect."""
    return made_up_rows
