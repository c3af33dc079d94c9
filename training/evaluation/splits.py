"""How rows are split into training and test: forward in time with a gap, or repeated cross-validation."""

from collections.abc import Iterator
from dataclasses import dataclass

from training.dataset import TrainingData
from training.forward import DatedOutcomes, forward_blocks
from training.matrix import Rows
from training.scorecard import Evidence
from training.selection import grouped_folds

MIN_TRAIN_EVENTS = 20
MIN_TEST_EVENTS = 10
CV_FOLDS = 5
CV_REPEATS = 2
WHOLE_PROCEDURE = "Figures are those of the whole procedure, the choice of candidate included."


@dataclass(frozen=True)
class Split:
    """Row numbers to train and to test on; `repeat` counts the repetitions of a cross-validation from 0."""

    train: Rows
    test: Rows
    repeat: int = 0


@dataclass(frozen=True)
class Plan:
    """All splits of one evaluation and one sentence about them."""

    evidence: Evidence
    method: str
    splits: tuple[Split, ...]


def plan(data: TrainingData, seed: int = 0) -> Plan:
    """Out of time where two as-of days or more allow it with enough events on both sides, else cross-validated."""
    blocks = tuple(time_blocks(data))
    if blocks:
        periods = "period" if len(blocks) == 1 else "periods"
        method = (
            f"Out of time: {len(blocks)} test {periods}, each after the last training label had matured "
            f"(gap of {data.horizon_days} days). {WHOLE_PROCEDURE}"
        )
        return Plan("out_of_time", method, blocks)
    splits = tuple(repeated_folds(data, seed))
    repeated = f"{CV_FOLDS}-fold cross-validation, repeated {CV_REPEATS} times, employees kept together."
    method = f"{repeated} {WHOLE_PROCEDURE}"
    return Plan("cross_validated", method, splits)


def time_blocks(data: TrainingData) -> Iterator[Split]:
    """The later half of the days that can be tested, in periods; before each the model is trained anew."""
    if data.as_of is None:
        return
    dated = DatedOutcomes(data.as_of, data.y, data.groups, data.horizon_days)
    for train, test in forward_blocks(dated, MIN_TRAIN_EVENTS, MIN_TEST_EVENTS):
        yield Split(train, test)


def repeated_folds(data: TrainingData, seed: int) -> Iterator[Split]:
    """Stratified folds in which no employee is on both sides."""
    groups = data.groups
    for repeat in range(CV_REPEATS):
        for train, test in grouped_folds(data.y, groups, CV_FOLDS, seed + repeat):
            yield Split(train, test, repeat)
