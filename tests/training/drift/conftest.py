"""A scorecard made without the long way of a training: what it says is not the point here, what it reads is."""

from collections.abc import Callable

import numpy as np
import pytest

from training.bands import band_starts
from training.compiling import scorecard_of
from training.dataset import TrainingData
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix
from training.scorecard import BAND_NAMES, Band, Calibration, Scorecard


def logistic_scorecard(data: TrainingData) -> Scorecard:
    """A logistic regression on all rows, uncalibrated, in bands that hold nobody."""
    matrix = FeatureMatrix.of(data.frame, data.specs)
    box = LogisticCandidate().fit(matrix, data.y, 2).glass_box(2)
    starts = (None, *band_starts(data.base_rate, (1.5, 3.0)))
    bands = tuple(
        Band(name=name, from_log_odds=start, n=0, events=0, left=None, low=None, high=None)
        for name, start in zip(BAND_NAMES, starts, strict=True)
    )
    return scorecard_of(
        box, data.specs, Calibration(a=1.0, b=0.0), bands, data,
        name="watched", task="voluntary notice", evidence="out_of_time",
    )  # fmt: skip


@pytest.fixture(scope="session")
def quick_scorecard() -> Callable[[TrainingData], Scorecard]:
    """The maker of such scorecards."""
    return logistic_scorecard


@pytest.fixture
def rng() -> np.random.Generator:
    """A generator with a fixed seed."""
    return np.random.default_rng(7)
