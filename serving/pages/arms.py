"""Both arms as curves: where the steps lie in a drawing of 100 by 100, and the same as a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import floor

from training.impact.curves import CurvePoint, Curves

_TABLE_DAYS = (0, 15, 30, 45, 60, 75, 90)


@dataclass(frozen=True)
class ArmLine:
    """One arm: its stepped line and the area of its band, as SVG paths, and where it ends."""

    path: str
    band: str
    end_y: float


@dataclass(frozen=True)
class ArmRow:
    """The shares without notice of both arms after so many days, in 100 with one decimal."""

    day: int
    now: str
    later: str


@dataclass(frozen=True)
class ArmChart:
    """The drawing: up is a larger share without notice; the scale begins at `bottom` (in 100)."""

    now: ArmLine
    later: ArmLine
    bottom: int
    days: int
    rows: tuple[ArmRow, ...]


def arm_chart(curves: Curves) -> ArmChart:
    """Lay out both curves on one scale, from just below the lowest band to everybody."""
    lowest = min(point.low for point in (*curves.now, *curves.later))
    bottom = min(95, 5 * floor(20 * lowest))
    days = max(curves.now[-1].day, 1)
    return ArmChart(
        now=_line(curves.now, bottom, days),
        later=_line(curves.later, bottom, days),
        bottom=bottom,
        days=days,
        rows=tuple(_row(curves, day) for day in sorted({*(d for d in _TABLE_DAYS if d < days), days})),
    )


def _line(points: Sequence[CurvePoint], bottom: int, days: int) -> ArmLine:
    def spots(heights: Sequence[float]) -> Iterator[str]:
        last = heights[0]
        for point, height in zip(points, heights, strict=True):
            x = 100 * point.day / days
            yield f"{x:.2f} {_y(last, bottom):.2f}"
            yield f"{x:.2f} {_y(height, bottom):.2f}"
            last = height

    shares, lows, highs = ([getattr(point, name) for point in points] for name in ("share", "low", "high"))
    there, back = list(spots(highs)), list(spots(lows))[::-1]
    return ArmLine(
        path="M" + " L".join(spots(shares)),
        band="M" + " L".join([*there, *back]) + "Z",
        end_y=round(_y(shares[-1], bottom), 2),
    )


def _y(share: float, bottom: int) -> float:
    return 100 - 100 * (100 * share - bottom) / (100 - bottom)


def _row(curves: Curves, day: int) -> ArmRow:
    return ArmRow(day, _at(curves.now, day), _at(curves.later, day))


def _at(points: Sequence[CurvePoint], day: int) -> str:
    last = [point for point in points if point.day <= day][-1]
    return f"{100 * last.share:.1f}"
