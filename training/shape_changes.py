"""How far the shapes of two scorecards lie apart, input by input, in served log-odds."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from training.scorecard import Feature, Scorecard
from training.shapes import LineShape, StepShape, TableShape

LINE_POINTS = 9

Value = float | str | None


@dataclass(frozen=True)
class ShapeChange:
    """One input in both models: `mean` absolute and `largest` signed change of its contribution, and `at` which value.

    `at` None means: where the value is not known. The mean is over the edges and categories that either model has,
    which lie where the training rows were.
    """

    name: str
    label: str
    mean: float
    largest: float
    at: float | str | None


def shape_changes(a: Scorecard, b: Scorecard) -> tuple[ShapeChange, ...]:
    """b minus a for every input that both have in the same kind, the most changed first."""
    old = {feature.name: feature for feature in a.features}
    pairs = [(old[new.name], new) for new in b.features if new.name in old and old[new.name].kind == new.kind]
    found = [_change(one, other, a.calibration.a, b.calibration.a) for one, other in pairs]
    return tuple(sorted(found, key=lambda change: -change.mean))


def _change(old: Feature, new: Feature, before: float, after: float) -> ShapeChange:
    values = _values(old, new)
    moved = np.array([after * _points(new, x) - before * _points(old, x) for x in values])
    k = int(np.abs(moved).argmax())
    return ShapeChange(new.name, new.label, float(np.abs(moved).mean()), float(moved[k]), values[k])


def _values(old: Feature, new: Feature) -> list[Value]:
    """Every category of either, or every edge (and the middle of every step) of either; and not known."""
    shapes = (old.shape, new.shape)
    if isinstance(old.shape, TableShape):
        return [*sorted({level for s in shapes if isinstance(s, TableShape) for level in s.levels}), None]
    edges: set[float] = set()
    for shape in shapes:
        if isinstance(shape, StepShape):
            edges |= set(shape.edges)
        elif isinstance(shape, LineShape):
            edges |= set(np.linspace(shape.low, shape.high, LINE_POINTS).tolist())
    ordered = sorted(edges)
    if not ordered:
        return [0.0, None]
    between = [(low + high) / 2 for low, high in pairwise(ordered)]
    return [ordered[0] - 1, *sorted([*ordered, *between]), ordered[-1] + 1, None]


def _points(feature: Feature, value: Value) -> float:
    shape = feature.shape
    if value is None:
        return shape.missing
    if isinstance(shape, TableShape):
        return shape.levels.get(str(value), shape.unseen)
    return float(shape.of_numbers(np.array([value], dtype=np.float64))[0])
