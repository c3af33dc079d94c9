"""A fitted additive model before calibration: raw log-odds = base + sum_j f_j(x_j), in the scorecard's shapes."""

from dataclasses import dataclass

import numpy as np

from training.columns import FloatArray
from training.matrix import FeatureMatrix
from training.shapes import Shape, TableShape, centred


@dataclass(frozen=True)
class GlassBox:
    """`shapes[j]` belongs to feature j; each has mean 0 on the rows it was fitted on, so `base` is the average."""

    base: float
    shapes: tuple[Shape, ...]

    def points(self, matrix: FeatureMatrix) -> FloatArray:
        """(n, m) points of every feature for every row."""
        points = np.empty((matrix.rows, len(self.shapes)))
        for j, shape in enumerate(self.shapes):
            points[:, j] = shape_points(shape, matrix, j)
        return points

    def raw(self, matrix: FeatureMatrix) -> FloatArray:
        """(n,) raw log-odds."""
        return np.asarray(self.base + self.points(matrix).sum(axis=1))


def shape_points(shape: Shape, matrix: FeatureMatrix, j: int) -> FloatArray:
    """(n,) points of feature j."""
    if isinstance(shape, TableShape):
        return shape.of_codes(np.asarray(matrix.columns[j], dtype=np.int64), matrix.levels[j])
    return shape.of_numbers(np.asarray(matrix.columns[j], dtype=np.float64))


def centred_box(base: float, shapes: tuple[Shape, ...], matrix: FeatureMatrix) -> GlassBox:
    """The same model with each shape's mean on `matrix` moved into the base."""
    moved: list[Shape] = []
    for j, shape in enumerate(shapes):
        mean = float(shape_points(shape, matrix, j).mean())
        base += mean
        moved.append(centred(shape, mean))
    return GlassBox(base, tuple(moved))
