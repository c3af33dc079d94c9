"""A column that does nothing stays out of the five most important ones, seed after seed (FICTIONAL company).

To the months of a sample company two columns are added that are drawn by lot: a number that stays with a person, and a
category. Each seed draws them anew and shuffles the inner folds. Exits with 1 when one of them is among the
five most important inputs in more than one seed of twenty.

    python -m soak.null_feature [--seeds 20 --employees 1000 --months 30]
"""

import argparse
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits

from benchmarks.sample_company import sample_data
from data_contracts.feature_spec import FeatureSpec
from training.dataset import TrainingData
from training.matrix import FeatureMatrix
from training.selection import best, choose_each, glass_candidates

TOP = 5
NULLS = (FeatureSpec("lot", "number", "Lot"), FeatureSpec("colour", "category", "Colour"))


def with_nulls(data: TrainingData, seed: int) -> TrainingData:
    """The same rows with two columns that say nothing; the number is the same in all months of a person."""
    rng = np.random.default_rng(seed)
    lot = rng.normal(size=int(data.groups.max()) + 1)[data.groups]
    colour = rng.choice(["red", "green", "blue", "grey"], data.rows)
    frame = data.frame.with_columns(lot=pl.Series(lot), colour=pl.Series(colour))
    return replace(data, frame=frame, specs=(*data.specs, *NULLS))


def most_important(data: TrainingData, seed: int) -> list[str]:
    """The names of the inputs by their mean absolute contribution, in the model that training would choose."""
    matrix, rows = FeatureMatrix.of(data.frame, data.specs), np.arange(data.rows)
    with threadpool_limits(limits=1):
        choice = best(choose_each(glass_candidates(seed), data, matrix, rows, seed))
        box = choice.candidate.fit(matrix, data.y, choice.index, data.fit_weights(rows)).glass_box(
            choice.index
        )
    importance = np.abs(box.points(matrix)).mean(axis=0)
    return [data.specs[j].name for j in np.argsort(-importance, kind="stable")]


def in_the_top(data: TrainingData, seed: int) -> list[str]:
    """Which of the two columns are among the most important; none, if all is well."""
    first = most_important(with_nulls(data, seed), seed)[:TOP]
    return [spec.name for spec in NULLS if spec.name in first]


def main() -> int:
    """Print each seed; 1 when more than one in twenty was fooled."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, value in (("seeds", 20), ("employees", 1000), ("months", 30)):
        options.add_argument(f"--{name}", type=int, default=value)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, _ = sample_data(Path(folder), asked.employees, asked.months, seed=7)
    fooled = 0
    for seed in range(asked.seeds):
        found = in_the_top(data, seed)
        fooled += bool(found)
        print(f"seed {seed}: {', '.join(found) or 'none in the top five'}", flush=True)
    print(f"{asked.seeds - fooled} of {asked.seeds} seeds without a null column in the top five")
    return int(fooled > asked.seeds / 20)


if __name__ == "__main__":
    sys.exit(main())
