"""A figure over time as a drawing: one mark with its interval for each round or day, on one scale."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from serving.insight.company_kpis import KpiFigure, PastFigure
from serving.insight.releases import MeasureKind
from serving.insight.unit_view import MeasureView, Point

_SCALES: Mapping[MeasureKind, tuple[float, float]] = MappingProxyType(
    {
        "enps": (-100.0, 100.0),
        "sentiment": (-100.0, 100.0),
        "scale": (1.0, 5.0),
        "participation": (0.0, 100.0),
        "topic": (0.0, 100.0),
    }
)
_MARGIN = 4.0


@dataclass(frozen=True)
class Mark:
    """One round or day: where its value lies (0 to 100, downwards), and the ends of its interval where there is one."""

    x: float
    y: float
    low_y: float | None
    high_y: float | None


@dataclass(frozen=True)
class Trend:
    """The marks, lines between neighbours that asked the same, and the ends and middle of the scale."""

    marks: tuple[Mark, ...]
    lines: tuple[tuple[Mark, Mark], ...]
    middle_y: float
    top: float
    bottom: float


def trend(view: MeasureView) -> Trend | None:
    """The drawing of a measure's rounds; None unless at least two of them were shown."""
    bottom, top = _SCALES[view.kind]
    last = max(len(view.history) - 1, 1)
    spots = [_mark(point, n / last, bottom, top) for n, point in enumerate(view.history)]
    marks = tuple(mark for mark in spots if mark is not None)
    if len(marks) < 2:
        return None
    return Trend(marks, tuple(_lines(spots, view.history)), 50.0, top, bottom)


def kpi_trend(kpi: KpiFigure) -> Trend | None:
    """The drawing of a KPI's days, in their true distances, from 0 up; None unless there are at least two."""
    if len(kpi.history) < 2:
        return None
    top = _ceiling(max(max(one.value, one.high or 0.0) for one in kpi.history))
    first, last = kpi.history[0].on, kpi.history[-1].on
    marks = [_mark(one, (one.on - first) / (last - first), 0.0, top) for one in kpi.history]
    shown = tuple(mark for mark in marks if mark is not None)
    return Trend(shown, tuple(pairwise(shown)), 50.0, top, 0.0)


def _ceiling(value: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50, ... from 1 on."""
    return next(
        step * 10.0**power for power in range(12) for step in (1, 2, 5) if value <= step * 10.0**power
    )


def _mark(point: Point | PastFigure, along: float, bottom: float, top: float) -> Mark | None:
    if point.value is None:
        return None

    def y(value: float | None) -> float | None:
        return None if value is None else round(100 * (top - value) / (top - bottom), 2)

    x = _MARGIN + (100 - 2 * _MARGIN) * along
    return Mark(round(x, 2), y(point.value) or 0.0, y(point.low), y(point.high))


def _lines(spots: Sequence[Mark | None], points: Sequence[Point]) -> list[tuple[Mark, Mark]]:
    pairs = zip(spots, spots[1:], points, points[1:], strict=False)
    return [(a, b) for a, b, one, other in pairs if a and b and one.same_question == other.same_question]
