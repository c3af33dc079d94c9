"""How much evidence a personal model needs: skill by the number of different people who left (FICTIONAL company).

From one sample company, people are drawn at random until so many of them left in the training period; model and tenure
hazard are fitted on their months alone and tested on everybody in the last test period. The least number at which
the model is better than one rate for everyone (log-loss) and orders better than tenure (AUC) in four draws of
five is what `min_leavers` in the outreach policy rests on. Exits with 1 when the policy asks for less than that.

    python -m benchmarks.learning_curve [--employees 3000 --months 36 --seed 7 --draws 6]
"""

import argparse
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from benchmarks.sample_company import sample_data
from data_contracts.policy.outreach import load_outreach_policy
from training.calibration import log_loss
from training.columns import FloatArray
from training.dataset import TrainingData
from training.evaluation.baselines import CONSTANT, TENURE, TrainTest, baselines, single_feature_scores
from training.evaluation.ranking import Ranking
from training.evaluation.splits import plan
from training.matrix import FeatureMatrix, Rows
from training.selection import best, choose_each, glass_candidates

LEAVERS = (10, 20, 30, 50, 80, 150)
SHARE = 0.8
"""Share of the draws in which the model must be better."""


@dataclass(frozen=True)
class Draw:
    """One sub-sample: AUC of model and tenure, and what the model takes off the log-loss of one rate for all."""

    auc: float
    tenure_auc: float
    gain: float

    @property
    def better(self) -> bool:
        """Better than a constant and than tenure."""
        return self.gain > 0 and self.auc > self.tenure_auc


def draws_of(
    data: TrainingData, matrix: FeatureMatrix, leavers: int, draws: int, seed: int
) -> Iterator[Draw]:
    """`draws` sub-samples of people with `leavers` of them leaving in the training period."""
    rng = np.random.default_rng(seed)
    split = plan(data).splits[-1]
    for _ in range(draws):
        rows = people_with(data, split.train, leavers, rng)
        sides = TrainTest.of(data, matrix, rows, split.test)
        with threadpool_limits(limits=1):
            yield drawn(sides)


def people_with(data: TrainingData, rows: Rows, leavers: int, rng: np.random.Generator) -> Rows:
    """The rows of randomly drawn people, the last of them the one who makes the number of leavers full."""
    groups = data.groups[rows]
    order = rng.permutation(np.unique(groups))
    left = np.isin(order, groups[data.y[rows] == 1])
    wanted = order[: int(np.searchsorted(np.cumsum(left), leavers)) + 1]
    return rows[np.isin(groups, wanted)]


def drawn(sides: TrainTest) -> Draw:
    """Choose, fit and calibrate on one sub-sample, and test."""
    choice = best(choose_each(glass_candidates(), sides.data, sides.train, sides.train_rows))
    raw = choice.candidate.fit(sides.train, sides.y, choice.index, sides.weight).raw(sides.test)
    said = choice.calibration.a * raw[:, choice.index] + choice.calibration.b
    rivals = baselines(sides, single_feature_scores(sides)[0])
    y = sides.y_test
    return Draw(auc(y, said), auc(y, rivals[TENURE]), log_loss(rivals[CONSTANT], y) - log_loss(said, y))


def auc(y: Rows, score: FloatArray) -> float:
    """Area under the ROC curve."""
    return Ranking.of(y, score).auc(np.ones(len(y)))


def main() -> int:
    """Print the curve; 1 when the policy asks for less evidence than the curve."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    for name, value in (("employees", 3000), ("months", 36), ("seed", 7), ("draws", 6)):
        options.add_argument(f"--{name}", type=int, default=value)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data, _ = sample_data(Path(folder), asked.employees, asked.months, asked.seed)
    matrix = FeatureMatrix.of(data.frame, data.specs)
    print(f"Sample company (FICTIONAL), {asked.employees} people x {asked.months} months, seed {asked.seed}; "
          f"medians of {asked.draws} draws of people, tested on everybody out of time")  # fmt: skip
    print("  leavers    AUC (lowest)   tenure AUC   log-loss gain   better than both")
    enough = []
    for leavers in LEAVERS:
        found = list(draws_of(data, matrix, leavers, asked.draws, asked.seed))
        share = float(np.mean([draw.better for draw in found]))
        middle = np.median([(draw.auc, draw.tenure_auc, draw.gain) for draw in found], axis=0)
        print(f"  {leavers:7d}   {middle[0]:.3f} ({min(d.auc for d in found):.3f})   {middle[1]:10.3f}   "
              f"{middle[2]:13.4f}   {share:15.0%}", flush=True)  # fmt: skip
        enough.append(share >= SHARE)
    least = next((n for k, n in enumerate(LEAVERS) if all(enough[k:])), None)
    policy = load_outreach_policy().training.min_leavers
    print(f"enough from {least} leavers on; the policy asks for {policy}")
    return int(least is None or policy < least)


if __name__ == "__main__":
    sys.exit(main())
