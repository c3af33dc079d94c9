"""Declared directions: no candidate may say that more of what should worry us lowers the score."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from training.additive import AdditiveBoosting
from training.candidate import GlassCandidate
from training.dataset import TrainingData
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix
from training.selection import glass_candidates
from training.shapes import LineShape, StepShape

CANDIDATES = glass_candidates()


def directed(data: TrainingData, **directions: int) -> TrainingData:
    """The same rows with these directions declared."""
    specs = tuple(replace(spec, direction=directions.get(spec.name, 0)) for spec in data.specs)
    return replace(data, specs=specs)


def shape_of(candidate: GlassCandidate, data: TrainingData, name: str, index: int) -> StepShape | LineShape:
    """The fitted shape of one number."""
    matrix = FeatureMatrix.of(data.frame, data.specs)
    shapes = candidate.fit(matrix, data.y).glass_box(index).shapes
    return shapes[data.frame.columns.index(name)]


def moves(shape: StepShape | LineShape, column: pl.Series) -> np.ndarray:
    """How the points change from one value to the next higher one."""
    return np.diff(shape.of_numbers(np.unique(column.drop_nulls().to_numpy())))


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda c: c.name)
@pytest.mark.parametrize("sign", [1, -1])
def test_the_score_never_moves_against_a_declared_direction(
    candidate: GlassCandidate, sign: int, rows: TrainingData
) -> None:
    """Neither on a driver that is really there, nor on one declared the wrong way round, nor on noise."""
    declared = directed(rows, overtime=sign, tenure=sign, commute=sign)
    for name in ("overtime", "tenure", "commute"):
        for index in (0, len(candidate.settings) - 1):
            steps = moves(shape_of(candidate, declared, name, index), rows.frame[name])
            assert (sign * steps >= -1e-12).all(), name


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda c: c.name)
def test_without_a_declaration_the_data_decide(candidate: GlassCandidate, rows: TrainingData) -> None:
    """Tenure lowers the risk in these rows, and noise goes up and down where it may."""
    index = len(candidate.settings) - 1
    free = directed(rows)
    assert moves(shape_of(candidate, free, "tenure", index), rows.frame["tenure"]).sum() < -1
    steps = moves(shape_of(AdditiveBoosting(32), free, "commute", 7), rows.frame["commute"])
    assert steps.min() < 0 < steps.max()


@pytest.mark.parametrize("candidate", CANDIDATES, ids=lambda c: c.name)
def test_a_true_direction_costs_nothing(candidate: GlassCandidate, rows: TrainingData) -> None:
    """Declared as it is, the driver keeps its size."""
    index = len(candidate.settings) - 1
    spread = [
        np.ptp(shape_of(candidate, data, "overtime", index).of_numbers(np.array([-2.0, 2.0])))
        for data in (directed(rows), directed(rows, overtime=1))
    ]
    assert spread[1] == pytest.approx(spread[0], rel=0.15)


def test_the_regression_is_the_best_one_with_those_signs(rows: TrainingData) -> None:
    """Karush, Kuhn and Tucker: a weight at zero would only be wanted with the wrong sign."""
    data = directed(rows, overtime=-1, tenure=1, commute=1)
    matrix = FeatureMatrix.of(data.frame, data.specs)
    path = LogisticCandidate().fit(matrix, data.y, 5)
    model, inputs, signs = path.models[5], path.design.inputs(matrix), path.design.signs(matrix)
    pull = inputs.T @ (data.y - model.predict_proba(inputs)[:, 1])
    held = (model.coef_[0] == 0) & (signs != 0)
    assert held.sum() >= 2
    assert (pull[held] * signs[held] < 1e-3).all()


def test_the_whole_path_is_what_single_settings_give(rows: TrainingData) -> None:
    """Which columns are held is found anew for each penalty, whatever was held before."""
    data = directed(rows, overtime=-1, tenure=1, commute=1)
    matrix = FeatureMatrix.of(data.frame, data.specs)
    whole = LogisticCandidate().fit(matrix, data.y)
    for index in range(6):
        alone = LogisticCandidate().fit(matrix, data.y, index)
        np.testing.assert_allclose(whole.models[index].coef_, alone.models[index].coef_, atol=1e-6)


def test_hardly_any_rows_and_all_directions_still_end_in_a_model(rows: TrainingData) -> None:
    """Thirty rows, every number declared: fitted and held in a few rounds."""
    data = directed(rows, overtime=-1, tenure=1, commute=-1)
    matrix = FeatureMatrix.of(data.frame, data.specs).take(np.arange(30))
    path = LogisticCandidate().fit(matrix, data.y[:30])
    assert np.isfinite(path.raw(matrix)).all()


def test_a_snapshot_declares_no_direction(rows: TrainingData) -> None:
    """A mapping says what columns mean, not which way they work: nothing is held there."""
    assert FeatureMatrix.of(rows.frame, rows.specs).directions == (0,) * len(rows.specs)
