"""How well somebody who knew every true hazard could say who gives notice within half a year."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from sklearn.metrics import roc_auc_score

from ermine.sample.truth import read_truth
from ermine.sample.write import write_sample
from training.labels import label_rows

END = date(2026, 6, 30)


def test_the_oracle_is_good_but_far_from_certain(tmp_path: Path) -> None:
    """The true hazard of a month orders people by notice within 180 days with an AUC of .75 to .84."""
    folder = write_sample(tmp_path, employees=1500, months=36, seed=2, end=END).folder
    exits = pl.read_csv(folder / "exits.csv", try_parse_dates=True, infer_schema_length=None)
    jobs = pl.read_csv(folder / "assignments.csv", try_parse_dates=True, infer_schema_length=None)
    oracle = read_truth(folder / "truth.json").oracle.sort("as_of")
    rows = oracle.join_asof(
        jobs.sort("valid_from"),
        left_on="as_of",
        right_on="valid_from",
        by="employee_id",
        check_sortedness=False,
    )
    labels = label_rows(rows, exits, covers_until=END, horizon_days=180, notice_days=30)
    auc = roc_auc_score(labels.y[labels.keep], rows["hazard"].to_numpy()[labels.keep])
    assert auc == pytest.approx(0.795, abs=0.045)
