"""MFG10 (FICTITIOUS data), resignations in the next year, without age and gender: trained on 2006-2011, tested on 2012.

Both families choose their settings inside the training years and are tested once, on the last year-end. The difference
of the glass box (whichever family it chose) and of the additive family to logistic regression is paired on the same
resampled employees. There are only a few dozen resignations to test on: the bar is that the additive family is not
clearly below logistic regression in average precision. What the gate says of the whole training is printed too.

    python -m benchmarks.mfg10 [--data FILE] [--draws 1000]
"""

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

from data_contracts.lake import Lake
from data_contracts.progress import silent
from data_contracts.snapshot import admit_snapshot, feature_specs
from data_contracts.snapshot_mapping import load_mapping
from training.dataset import TrainingData, snapshot_dataset
from training.evaluation.backtest import MODEL, BackTest, back_test
from training.evaluation.figures import Difference, Figure
from training.evaluation.metrics import difference, draw_figures
from training.evaluation.predictions import Predictions
from training.evaluation.splits import Plan, Split
from training.fit import train, varying_features
from training.matrix import FeatureMatrix

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("ERMINE_SHARED_DATA", HERE.parent.parent / "shared" / "data"))
ADDITIVE, LOGISTIC = "additive boosting", "logistic regression"
TEST_DAY = np.datetime64("2012-12-31")


def read(file: Path) -> TrainingData:
    """The labelled rows by the shipped mapping, which leaves age, birth date and gender out of the inputs."""
    mapping = load_mapping(HERE.parent / "maps" / "mfg10.toml")
    with tempfile.TemporaryDirectory() as home:
        admit_snapshot(mapping, file, Path(home), date(2026, 1, 1), allow_survey=False)
        lake = Lake(Path(home)).current()
        frame, protected = lake.read("snapshot"), lake.read("protected")
    return snapshot_dataset(
        frame, feature_specs(mapping, frame), horizon_days=mapping.horizon_days,
        feature_set=mapping.name, data_hash=lake.hash, protected=protected,
    )  # fmt: skip


def last_year(data: TrainingData) -> BackTest:
    """Fitted on every year-end before the last, tested on the last."""
    assert data.as_of is not None
    test = data.as_of == TEST_DAY
    split = Split(np.flatnonzero(~test), np.flatnonzero(test))
    planned = Plan("out_of_time", "2006-2011, tested on 2012", (split,))
    return back_test(data, FeatureMatrix.of(data.frame, data.specs), planned, 0, silent)


def told(what: str, gap: Difference) -> str:
    """One line of paired differences."""

    def interval(figure: Figure) -> str:
        return f"{figure.value:+.4f} ({figure.low:+.4f} to {figure.high:+.4f})"

    return f"  {what:<34} AP {interval(gap.average_precision)}  AUC {interval(gap.auc)}"


def main() -> int:
    """Print the differences with their intervals; 1 if the additive family is clearly below logistic regression."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--data", type=Path, default=SHARED / "mfg10_snapshots_2006_2012.parquet")
    options.add_argument("--draws", type=int, default=1000)
    asked = options.parse_args()
    data = varying_features(read(asked.data))[0]
    tested = last_year(data)
    predictions: Predictions = tested.predictions
    drawn = draw_figures(predictions, draws=asked.draws)
    events = int(predictions.y.sum())
    print("MFG10 year-ends, FICTITIOUS data: resigned next year, without age and gender; 2006-2011 -> 2012")
    print(
        f"tested on {len(predictions.y):,} people, {events} of whom resigned; chosen: {tested.folds[0].candidate}"
    )
    for name in (ADDITIVE, LOGISTIC):
        auc, precision = drawn.whole[name][:2]
        print(f"  {name:<34} AP {precision:.4f}  AUC {auc:.4f}")
    additive = difference(ADDITIVE, LOGISTIC, drawn)
    print(told("additive minus logistic", additive))
    print(told("chosen model minus logistic", difference(MODEL, LOGISTIC, drawn)))
    below = additive.average_precision.high is not None and additive.average_precision.high < 0
    print(
        f"  additive clearly below logistic regression in average precision: {'yes' if below else 'no'} (bar: no)"
    )
    verdict = train(data, name="mfg10").verdict
    print("the gate on all years: " + ("passes" if verdict.passed else "stops it"))
    for reason in verdict.reasons:
        print(f"  {reason.code}: {reason.message}")
    return int(below)


if __name__ == "__main__":
    sys.exit(main())
