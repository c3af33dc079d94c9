"""The sample company knows its own truth: how close does a model come that sees only the tables?"""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from benchmarks.sample_company import AUC_BAR, LIFT_BAR, against_oracle, sample_data
from ermine.sample.truth import Truth
from soak.null_feature import in_the_top
from training.dataset import TrainingData
from training.glass_box import shape_points
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix
from training.selection import glass_candidates

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> tuple[TrainingData, Truth]:
    """3,000 people, 36 months, through the contracts and the features."""
    return sample_data(tmp_path_factory.mktemp("company"), 3000, 36, seed=11)


def test_the_model_comes_close_to_the_oracle_out_of_time(company: tuple[TrainingData, Truth]) -> None:
    """(AUC - .5) / (oracle AUC - .5) and lift at 10 % are at least .80 of the oracle's, in the last test period."""
    found = against_oracle(*company)
    assert found.skill >= AUC_BAR
    assert found.lift_share >= LIFT_BAR


@pytest.mark.parametrize("candidate", [LogisticCandidate(), glass_candidates()[-1]], ids=lambda c: c.name)
def test_every_planted_driver_is_found_with_its_sign(
    company: tuple[TrainingData, Truth], candidate: Any
) -> None:
    """What the model adds for a driver rises with what was planted for it, and falls where that falls."""
    data, truth = company
    matrix = FeatureMatrix.of(data.frame, data.specs)
    box = candidate.fit(matrix, data.y, 4).glass_box(4)
    names = [spec.name for spec in matrix.specs]
    for driver in truth.drivers:
        j = names.index(driver.feature)
        x = np.asarray(matrix.columns[j], dtype=float)
        seen = ~np.isnan(x)
        planted, found = driver.effect(x[seen]), shape_points(box.shapes[j], matrix, j)[seen]
        assert np.corrcoef(planted, found)[0, 1] > 0.3, driver.feature
        assert np.sign(np.corrcoef(x[seen], found)[0, 1]) == driver.sign, driver.feature


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_columns_that_do_nothing_stay_out_of_the_top_five(
    company: tuple[TrainingData, Truth], seed: int
) -> None:
    """Drawn by lot and added to the real inputs; `make soak` asks twenty seeds."""
    data = company[0]
    recent = np.isin(data.as_of, np.array(data.dates[-6:]))
    few = replace(
        data, frame=data.frame.filter(recent), y=data.y[recent], employee_id=data.employee_id.filter(recent),
        as_of=data.as_of[recent] if data.as_of is not None else None, unit_id=None, protected=None,
        weight=None if data.weight is None else data.weight[recent], ended=None, competing=None,
    )  # fmt: skip
    assert not in_the_top(few, seed)
