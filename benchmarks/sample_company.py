"""The sample company (FICTIONAL people): how close the model comes to the oracle that knows the planted hazards.

Everything as a user runs it: tables, import, features, then one out-of-time test with a gap of the horizon. The
oracle is the planted monthly hazard of voluntary notice in the month that starts at the as-of day, from truth.json.

    python -m benchmarks.sample_company [--employees 3000 --months 36 --seed 7]
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
from sklearn.metrics import roc_auc_score

from data_contracts.intake import import_folder
from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import silent
from ermine.jobs.learning import company_rows
from ermine.sample.truth import Truth, read_truth
from ermine.sample.write import write_sample
from features.engines.duckdb import DuckDB
from training.columns import FloatArray
from training.dataset import TrainingData
from training.evaluation.backtest import MODEL, back_test
from training.evaluation.metrics import draw_figures, listed_rows, metrics_of
from training.evaluation.splits import plan
from training.fit import varying_features
from training.matrix import FeatureMatrix

AUC_BAR, LIFT_BAR = 0.80, 0.80
ECE_BAR, ECE_SHARE, OE_BAR = 0.01, 0.20, (0.9, 1.1)
"""Calibration error at most .01 or a fifth of the base rate, observed over expected events in between."""


@dataclass(frozen=True)
class AgainstOracle:
    """Out-of-time figures of the model and of the oracle on the same rows; `skill` is (AUC-.5)/(oracle AUC-.5)."""

    rows: int
    events: int
    auc: float
    oracle_auc: float
    lift: float
    oracle_lift: float
    calibration_error: float
    observed_over_expected: float

    @property
    def calibrated(self) -> bool:
        """Whether calibration error and O/E keep their bars."""
        error = self.calibration_error <= max(ECE_BAR, ECE_SHARE * self.events / self.rows)
        return error and OE_BAR[0] <= self.observed_over_expected <= OE_BAR[1]

    @property
    def skill(self) -> float:
        """Share of the oracle's ordering skill that the model has."""
        return (self.auc - 0.5) / (self.oracle_auc - 0.5)

    @property
    def lift_share(self) -> float:
        """The model's lift at 10 % of each day's people as a share of the oracle's."""
        return self.lift / self.oracle_lift


def sample_data(folder: Path, employees: int, months: int, seed: int) -> tuple[TrainingData, Truth]:
    """The labelled person-months of a fresh sample company, and its planted truth."""
    report = write_sample(folder / "tables", employees, months, seed)
    lake = import_folder(folder / "tables", folder / "home", date(2026, 7, 1), strict=True).lake
    barred = load_privacy_policy().barred_sources
    data = company_rows(lake, load_outreach_policy(), barred, 180, DuckDB(temp_directory=folder), silent)
    return varying_features(data)[0], read_truth(report.truth)


def against_oracle(data: TrainingData, truth: Truth) -> AgainstOracle:
    """Choose, fit and calibrate before the last test period, and compare with the oracle on it."""
    planned = plan(data)
    split = planned.splits[-1]
    tested = back_test(
        data, FeatureMatrix.of(data.frame, data.specs), replace(planned, splits=(split,)), 0, silent
    )
    y, days = data.y[split.test], data.as_of[split.test] if data.as_of is not None else None
    assert days is not None
    pool = np.unique(days, return_inverse=True)[1]
    model, oracle = tested.predictions.log_odds[MODEL], oracle_scores(data, truth)[split.test]
    figures = metrics_of(MODEL, draw_figures(tested.predictions, draws=1))
    lifts = [_lift_at_ten(y, score, pool) for score in (model, oracle)]
    return AgainstOracle(
        len(y), int(y.sum()), roc_auc_score(y, model), roc_auc_score(y, oracle), lifts[0], lifts[1],
        figures.calibration_error.value, figures.observed_over_expected.value,
    )  # fmt: skip


def oracle_scores(data: TrainingData, truth: Truth) -> FloatArray:
    """The planted hazard of each labelled row's person in the month that starts at its as-of day."""
    keys = pl.DataFrame({"employee_id": data.employee_id, "as_of": pl.Series(data.as_of).cast(pl.Date)})
    joined = keys.join(truth.oracle, on=["employee_id", "as_of"], how="left", maintain_order="left")
    if missing := joined["hazard"].null_count():
        raise ValueError(f"truth.json has no hazard for {missing} of {keys.height} labelled rows")
    return joined["hazard"].to_numpy()


def _lift_at_ten(y: FloatArray, score: FloatArray, pool: FloatArray) -> float:
    return float(y[listed_rows(score, pool, 0.1)].mean() / y.mean())


def main() -> int:
    """Print the figures beside their bars; 1 when a bar is missed."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--employees", type=int, default=3000)
    options.add_argument("--months", type=int, default=36)
    options.add_argument("--seed", type=int, default=7)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, truth = sample_data(Path(folder), asked.employees, asked.months, asked.seed)
        found = against_oracle(data, truth)
    print(f"Sample company (FICTIONAL), {asked.employees} people x {asked.months} months, seed {asked.seed}")
    print(f"tested out of time on {found.rows:,} rows with {found.events:,} notices")
    print(
        f"AUC {found.auc:.3f}, oracle {found.oracle_auc:.3f}: {found.skill:.2f} of its skill (bar {AUC_BAR:.2f})"
    )
    print(
        f"lift at 10 % {found.lift:.2f}, oracle {found.oracle_lift:.2f}: {found.lift_share:.2f} (bar {LIFT_BAR:.2f})"
    )
    print(
        f"calibration error {found.calibration_error:.4f} (bar {ECE_BAR:.2f}, or {ECE_SHARE:.0%} of the base rate "
        f"{found.events / found.rows:.4f}), observed over expected {found.observed_over_expected:.2f} "
        f"(bar {OE_BAR[0]} to {OE_BAR[1]})"
    )
    return int(found.skill < AUC_BAR or found.lift_share < LIFT_BAR or not found.calibrated)


if __name__ == "__main__":
    sys.exit(main())
