"""IBM attrition (FICTIONAL data): repeated cross-validation of the glass box beside logistic regression and ceiling.

`RepeatedStratifiedKFold(n_splits=5, n_repeats=5, random_state=0)`, mean of per-fold figures. Bins, steps, penalty,
family and calibration are all chosen inside the training side of each fold. Three sets of columns: all 30 features,
the same without age, gender and marital status, and the shipped mapping (no protected columns, no survey answers),
which is the realistic one. The glass box must be at least as good as logistic regression and as unrestricted boosting
(trees of 8 leaves, steps chosen inside the fold), in the mean of the paired per-fold differences of AUC, AP and Brier.
Exits with 1 when a bar is missed.

    python -m benchmarks.ibm [--data FILE] [--repeats 5]
"""

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")  # 1,470 rows: threads cost more than they save

import numpy as np
from sklearn.model_selection import RepeatedStratifiedKFold

from data_contracts.lake import Lake
from data_contracts.snapshot import admit_snapshot, feature_specs, load_mapping
from training.ceiling import UnrestrictedBoosting
from training.columns import FloatArray
from training.dataset import TrainingData, snapshot_dataset
from training.evaluation.ranking import Ranking
from training.matrix import FeatureMatrix, Rows
from training.scorecard import sigmoid
from training.selection import Choice, best, choose_each, glass_candidates

HERE = Path(__file__).resolve().parent
SHARED = Path(os.environ.get("ERMINE_SHARED_DATA", HERE.parent.parent / "shared" / "data"))
PROTECTED = ("Age", "Gender", "MaritalStatus")
FIGURES = ("AUC", "AP", "Brier")
LOGISTIC = "logistic regression"
RIVALS = (LOGISTIC, "unrestricted boosting")


@dataclass(frozen=True)
class Setting:
    """One set of columns with its bars: AUC and AP at least, Brier at most (None: reported only)."""

    title: str
    map_file: Path
    without: tuple[str, ...] = ()
    bars: tuple[float | None, ...] = (None, None, None)


SETTINGS = (
    Setting("all 30 features", HERE / "maps" / "ibm_all_features.toml", (), (0.838, 0.650, 0.092)),
    Setting(
        "without age, gender, marital status",
        HERE / "maps" / "ibm_all_features.toml",
        PROTECTED,
        (0.836, 0.646, None),
    ),
    Setting("shipped mapping (realistic)", HERE.parent / "maps" / "ibm.toml"),
)


def main() -> int:
    """Print one table per setting; 1 if a bar is missed."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--data", type=Path, default=SHARED / "ibm_attrition.csv")
    arguments.add_argument("--repeats", type=int, default=5)
    given = arguments.parse_args()
    print(
        "IBM HR Analytics attrition, FICTIONAL data. Mean of per-fold figures, everything chosen inside the fold."
    )
    return max(report(setting, given.data, given.repeats) for setting in SETTINGS)


def report(setting: Setting, data: Path, repeats: int) -> int:
    """Run one setting and print its table; 1 if one of its bars is missed."""
    started = time.perf_counter()
    rows, matrix = read(setting, data)
    folds = np.array(list(cross_validated(rows, matrix, repeats)))
    means = folds.mean(axis=0)
    signs = np.array([1, 1, -1])
    beside = {name: (folds[:, 0] - folds[:, k]) * signs for k, name in enumerate(RIVALS, start=1)}
    print(f"\n{setting.title}: {len(matrix.specs)} features, {rows.rows} rows, {rows.events} left, "
          f"{len(folds)} folds, {time.perf_counter() - started:.0f} s")  # fmt: skip
    print(f"  {'':6} {'glass box':>10} {'logistic':>10} {'unrestricted':>13} {'bar':>7}")
    for k, name in enumerate(FIGURES):
        bar = "" if setting.bars[k] is None else f"{setting.bars[k]:.3f}"
        print(f"  {name:6} {means[0, k]:10.4f} {means[1, k]:10.4f} {means[2, k]:13.4f} {bar:>7}")
    for rival, better in beside.items():
        gains = [
            f"{name} {better[:, k].mean():+.4f} ({int((better[:, k] > 0).sum())}/{len(folds)} folds)"
            for k, name in enumerate(FIGURES)
        ]
        print(f"  better than {rival}, paired by fold: {', '.join(gains)}")
    missed = [name for k, name in enumerate(FIGURES) if misses(means[:, k], setting.bars[k], k)]
    print(f"  missed: {', '.join(missed)}" if missed else "  all bars met, both rivals beaten in the mean")
    return int(bool(missed))


def misses(means: FloatArray, bar: float | None, k: int) -> bool:
    """Whether the glass box misses the bar, or is below a rival, in figure k (Brier: lower is better)."""
    sign = -1 if FIGURES[k] == "Brier" else 1
    return bool(sign * means[0] < max(sign * means[1:]) or (bar is not None and sign * means[0] < sign * bar))


def read(setting: Setting, data: Path) -> tuple[TrainingData, FeatureMatrix]:
    """The file through its mapping and the contracts, as labelled rows."""
    mapping = load_mapping(setting.map_file)
    with tempfile.TemporaryDirectory() as home:
        admit_snapshot(mapping, data, Path(home), date(2000, 1, 1), allow_survey=False)
        lake = Lake(Path(home)).current()
        frame = lake.read("snapshot")
    specs = [spec for spec in feature_specs(mapping, frame) if spec.name not in setting.without]
    rows = snapshot_dataset(
        frame, specs, horizon_days=mapping.horizon_days, feature_set=mapping.name, data_hash=lake.hash
    )
    return rows, FeatureMatrix.of(rows.frame, rows.specs)


def cross_validated(rows: TrainingData, matrix: FeatureMatrix, repeats: int) -> Iterator[FloatArray]:
    """For each fold (3, 3): the chosen glass box, logistic regression, unrestricted boosting; AUC, AP, Brier."""
    splitter = RepeatedStratifiedKFold(n_splits=5, n_repeats=repeats, random_state=0)
    for done, (train, test) in enumerate(splitter.split(rows.y, rows.y), start=1):
        if sys.stderr.isatty():
            print(f"\r  fold {done}/{5 * repeats}", end="", file=sys.stderr, flush=True)
        choices = choose_each(glass_candidates(), rows, matrix.take(train), train)
        logistic = best([choice for choice in choices if choice.family == LOGISTIC])
        ceiling = choose_each([UnrestrictedBoosting()], rows, matrix.take(train), train)[0]
        yield np.array(
            [
                figures(rows.y[test], predicted(choice, rows, matrix, train, test))
                for choice in (best(choices), logistic, ceiling)
            ]
        )


def predicted(
    choice: Choice, rows: TrainingData, matrix: FeatureMatrix, train: Rows, test: Rows
) -> FloatArray:
    """Calibrated log-odds of the test rows by the choice fitted on the training rows."""
    path = choice.candidate.fit(matrix.take(train), rows.y[train], choice.index)
    raw = path.raw(matrix.take(test))[:, choice.index]
    return np.asarray(choice.calibration.a * raw + choice.calibration.b)


def figures(y: Rows, log_odds: FloatArray) -> tuple[float, float, float]:
    """AUC, average precision, Brier score."""
    ranking, ones = Ranking.of(y, log_odds), np.ones(len(y))
    brier = float(np.mean((sigmoid(log_odds) - y) ** 2))
    return ranking.auc(ones), ranking.average_precision(ones), brier


if __name__ == "__main__":
    sys.exit(main())
