"""Every feature's shape as a table of values, contributions and the training rows behind them."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from training.dataset import TrainingData
from training.evaluation.tables import ShapePoint, ShapeTable
from training.glass_box import shape_points
from training.matrix import Codes, FeatureMatrix
from training.scorecard import Feature, Scorecard
from training.shapes import LineShape, Shape, StepShape, TableShape

LINE_POINTS = 5


def shape_tables(scorecard: Scorecard, data: TrainingData, matrix: FeatureMatrix) -> tuple[ShapeTable, ...]:
    """One table per feature of the scorecard, the most important first; `matrix` holds the training rows."""
    tables = [_table(scorecard, feature, j, data, matrix) for j, feature in enumerate(scorecard.features)]
    return tuple(sorted(tables, key=lambda table: -table.importance))


def _table(
    scorecard: Scorecard, feature: Feature, j: int, data: TrainingData, matrix: FeatureMatrix
) -> ShapeTable:
    a = scorecard.calibration.a
    points = a * shape_points(feature.shape, matrix, j)
    lines = [
        ShapePoint(value, a * worth, int(own.sum()), int(data.y[own].sum()))
        for value, worth, own in _parts(feature.shape, matrix, j)
    ]
    return ShapeTable(feature.name, feature.label, feature.unit, float(np.abs(points).mean()), tuple(lines))


Part = tuple[str, float, npt.NDArray[np.bool_]]


def _parts(shape: Shape, matrix: FeatureMatrix, j: int) -> Iterator[Part]:
    if isinstance(shape, TableShape):
        yield from _levels(shape, np.asarray(matrix.columns[j], dtype=np.int64), matrix.levels[j])
        return
    x = np.asarray(matrix.columns[j], dtype=np.float64)
    yield from _steps(shape, x) if isinstance(shape, StepShape) else _line(shape, x)
    if np.isnan(x).any():
        yield "not known", shape.missing, np.isnan(x)


def _levels(shape: TableShape, codes: Codes, names: tuple[str, ...]) -> Iterator[Part]:
    for k, name in enumerate(names):
        yield name, shape.levels.get(name, shape.unseen), codes == k
    if (codes < 0).any():
        yield "not known", shape.missing, codes < 0


def _steps(shape: StepShape, x: npt.NDArray[np.float64]) -> Iterator[Part]:
    index = np.where(np.isnan(x), -1, np.searchsorted(np.array(shape.edges), x, side="right"))
    for k, value in enumerate(shape.values):
        yield _range(shape.edges, k), value, index == k


def _range(edges: tuple[float, ...], k: int) -> str:
    if not edges:
        return "any"
    if k == 0:
        return f"below {edges[0]:.6g}"
    return f"{edges[k - 1]:.6g} and more" if k == len(edges) else f"{edges[k - 1]:.6g} to {edges[k]:.6g}"


def _line(shape: LineShape, x: npt.NDArray[np.float64]) -> Iterator[Part]:
    """The line at evenly spaced values; each takes the rows nearest to it."""
    marks = np.unique(np.linspace(shape.low, shape.high, LINE_POINTS))
    between = (marks[1:] + marks[:-1]) / 2
    index = np.where(np.isnan(x), -1, np.searchsorted(between, x, side="right"))
    for k, mark in enumerate(marks):
        yield f"{mark:.6g}", shape.intercept + shape.slope * float(mark), index == k
