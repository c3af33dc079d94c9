"""One row scored in plain Python: the scorecard's shapes as lists to look up, with every reason.

For a single row the batch path spends its time on setting up arrays. This path makes the same additions in the same
order, so it gives the same bits (test: `tests/training/test_row_scoring.py`), some hundred times faster.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from operator import itemgetter
from typing import NamedTuple, cast

import numpy as np

from training.columns import InputsRefused
from training.shapes import LineShape, Shape, StepShape, TableShape

RowValue = float | str | None
Points = Callable[[RowValue], float]

_LARGEST = 1.7976931348623157e308


class RowScore(NamedTuple):
    """What a scorecard says of one row: `log_odds` = base + `contributions`, which are in the order of the features."""

    log_odds: float
    probability: float
    contributions: tuple[float, ...]


class RowScorer:
    """The shapes of a scorecard, already times the calibration's slope, ready for one row at a time."""

    def __init__(self, named: Sequence[tuple[str, Shape]], slope: float, base: float) -> None:
        self._base, self._named = base, tuple(named)
        steps = [(name, shape) for name, shape in named if isinstance(shape, StepShape)]
        others = [(name, shape) for name, shape in named if not isinstance(shape, StepShape)]
        self._step_values, self._other_values = _getter(steps), _getter(others)
        self._edges = [list(shape.edges) for _, shape in steps]
        self._points = [[slope * value for value in shape.values] for _, shape in steps]
        self._missing = [slope * shape.missing for _, shape in steps]
        self._step_rules = [_rule(shape, slope) for _, shape in steps]
        self._others = [_rule(shape, slope) for _, shape in others]
        place = [name for name, _ in (*steps, *others)]
        self._in_order = _positions([place.index(name) for name, _ in named])

    def score(self, values: Mapping[str, RowValue]) -> RowScore:
        """The score of one row; None or NaN means missing, an absent input or one of the wrong kind is refused."""
        try:
            known = self._steps(self._step_values(values))
            known += [
                rule(value) for rule, value in zip(self._others, self._other_values(values), strict=True)
            ]
        except (KeyError, TypeError):
            raise self._refusal(values) from None
        contributions = self._in_order(known)
        log_odds = self._base
        for worth in contributions:
            log_odds += worth
        small = float(np.exp(-abs(log_odds)))  # NumPy's, whose last digit may differ from the math module's
        chance = 1.0 / (1.0 + small) if log_odds >= 0 else small / (1.0 + small)
        return RowScore(log_odds, chance, contributions)

    def _steps(self, numbers: Sequence[RowValue]) -> list[float]:
        """The points of the step shapes; raises TypeError where a value is no finite number."""
        if not _NUMBERS.issuperset(map(type, numbers)):
            raise TypeError
        known = cast("Iterable[float | None]", numbers)
        if not isfinite(sum(filter(None, known))):  # NaN, infinity or a very large number is among them
            return [rule(x) for rule, x in zip(self._step_rules, numbers, strict=True)]
        plan = zip(numbers, self._edges, self._points, self._missing, strict=True)
        return [
            missing if x is None else points[bisect_right(edges, x)] for x, edges, points, missing in plan
        ]

    def _refusal(self, values: Mapping[str, RowValue]) -> InputsRefused:
        """The first input, in the order of the features, that cannot be read."""
        for name, shape in self._named:
            wanted = "text" if isinstance(shape, TableShape) else "a finite number"
            if name not in values:
                remedy = "A value that is not known may be null, but it must be given."
                return InputsRefused(f"Input {name!r} is missing.", remedy=remedy)
            try:
                _rule(shape, 1.0)(values[name])
            except TypeError:
                remedy = f"Give {name!r} as {wanted}, or null where it is not known."
                return InputsRefused(f"Input {name!r} needs {wanted}.", remedy=remedy)
        raise AssertionError("a row that every shape can read was refused")


_NUMBERS = frozenset({float, int, type(None)})


def _getter(named: Sequence[tuple[str, Shape]]) -> Callable[[Mapping[str, RowValue]], Sequence[RowValue]]:
    names = [name for name, _ in named]
    return itemgetter(*names) if len(names) > 1 else lambda values: [values[name] for name in names]


def _positions(place: Sequence[int]) -> Callable[[Sequence[float]], tuple[float, ...]]:
    return itemgetter(*place) if len(place) > 1 else tuple


def _rule(shape: Shape, slope: float) -> Points:
    """The points of any value; raises TypeError for one that the shape cannot read."""
    if isinstance(shape, TableShape):
        return _of_names(shape, slope)
    return _of_numbers(shape, slope)


def _of_names(shape: TableShape, slope: float) -> Points:
    levels = {name: slope * value for name, value in shape.levels.items()}
    unseen, missing = slope * shape.unseen, slope * shape.missing

    def of(value: RowValue) -> float:
        if value is None:
            return missing
        if not isinstance(value, str):
            raise TypeError
        return levels.get(value, unseen)

    return of


def _of_numbers(shape: StepShape | LineShape, slope: float) -> Points:
    missing = slope * shape.missing

    def of(value: RowValue) -> float:
        if type(value) not in _NUMBERS:
            raise TypeError
        if value is None or value != value:
            return missing
        if not -_LARGEST <= value <= _LARGEST:  # type: ignore[operator]  # it is a number
            raise TypeError
        x = float(value)
        if isinstance(shape, StepShape):
            return slope * shape.values[bisect_right(shape.edges, x)]
        return slope * (shape.intercept + shape.slope * min(max(x, shape.low), shape.high))

    return of
