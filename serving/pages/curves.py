"""Draw a scorecard's shapes and bands: the same numbers that serve, laid out from 0 to 100, and as tables."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from training.scorecard import Band, Feature, Scorecard
from training.shapes import LineShape, StepShape, TableShape


@dataclass(frozen=True)
class ShapeRow:
    """One line of a shape's table: a value or range in words, and the points that it adds to the score."""

    value: str
    points: float


@dataclass(frozen=True)
class LevelBar:
    """One category's points as a bar from the middle of the drawing."""

    row: ShapeRow
    x: float
    width: float


@dataclass(frozen=True)
class ShapeDrawing:
    """One feature's shape: `path` (SVG, 100 x 100, up = more points) for numbers, `levels` for categories."""

    feature: Feature
    path: str
    zero_y: float
    low: str
    high: str
    levels: tuple[LevelBar, ...]
    rows: tuple[ShapeRow, ...]
    reach: float


def shape_drawings(card: Scorecard) -> tuple[ShapeDrawing, ...]:
    """Every shape in served points (after calibration), all on one scale, the one that moves scores most first."""
    rows = {feature.name: _rows(feature, card.calibration.a) for feature in card.features}
    top = max((abs(row.points) for some in rows.values() for row in some), default=0.0) or 1.0
    drawn = [_drawing(feature, rows[feature.name], card.calibration.a, top) for feature in card.features]
    return tuple(sorted(drawn, key=lambda one: (-one.reach, one.feature.label)))


@dataclass(frozen=True)
class BandDrawing:
    """One band's observed share with its interval; x runs from 0 to the largest share shown."""

    band: Band
    left_x: float
    low_x: float
    high_x: float


@dataclass(frozen=True)
class BandChart:
    """The bands, lowest first, and where the base rate lies."""

    bands: tuple[BandDrawing, ...]
    base_x: float


def band_chart(card: Scorecard) -> BandChart:
    """Lay out what was observed in each band; a band without rows is drawn as nothing."""
    top = max([card.base_rate] + [band.high for band in card.bands if band.high is not None]) * 1.05 or 1.0

    def x(share: float | None) -> float:
        return round(100.0 * (share or 0.0) / top, 3)

    bands = tuple(BandDrawing(band, x(band.left), x(band.low), x(band.high)) for band in card.bands)
    return BandChart(bands, x(card.base_rate))


def _drawing(feature: Feature, rows: Sequence[ShapeRow], a: float, top: float) -> ShapeDrawing:
    shape = feature.shape
    points = [row.points for row in rows]
    path, low, high = "", "", ""
    levels: tuple[LevelBar, ...] = ()
    if isinstance(shape, TableShape):
        levels = tuple(_level(row, top) for row in sorted(rows, key=lambda row: -row.points))
    else:
        corners = _corners(shape, a)
        first, last = corners[0][0], corners[-1][0]
        path = _path(corners, first, (last - first) or 1.0, top)
        low, high = _ends(shape)
    return ShapeDrawing(feature, path, 50.0, low, high, levels, tuple(rows), max(points) - min(points))


def _corners(shape: StepShape | LineShape, a: float) -> list[tuple[float, float]]:
    """The corners of the curve, in the feature's unit and in served points."""
    if isinstance(shape, LineShape):
        return [(x, a * (shape.intercept + shape.slope * x)) for x in (shape.low, shape.high)]
    edges = shape.edges or (0.0,)
    pad = 0.06 * ((edges[-1] - edges[0]) or 1.0)
    starts = (edges[0] - pad, *shape.edges)
    ends = (*shape.edges, edges[-1] + pad)
    return [
        (x, a * value)
        for start, end, value in zip(starts, ends, shape.values, strict=True)
        for x in (start, end)
    ]


def _ends(shape: StepShape | LineShape) -> tuple[str, str]:
    """What stands at the left and the right end of the curve."""
    if isinstance(shape, LineShape):
        return _number(shape.low), _number(shape.high)
    return (
        (f"below {_number(shape.edges[0])}", f"{_number(shape.edges[-1])} or more")
        if shape.edges
        else ("", "")
    )


def _path(corners: Sequence[tuple[float, float]], first: float, span: float, top: float) -> str:
    spots = [f"{100 * (x - first) / span:.2f} {50 - 48 * points / top:.2f}" for x, points in corners]
    return "M" + " L".join(spots)


def _level(row: ShapeRow, top: float) -> LevelBar:
    width = 50 * abs(row.points) / top
    return LevelBar(row, round(50 - width if row.points < 0 else 50, 3), round(width, 3))


def _rows(feature: Feature, a: float) -> tuple[ShapeRow, ...]:
    """The shape as a table in served points, with what a missing (and an unseen) value adds."""
    shape = feature.shape
    if isinstance(shape, TableShape):
        rows = [ShapeRow(name, a * value) for name, value in shape.levels.items()]
        return (
            *rows,
            ShapeRow("a value never seen", a * shape.unseen),
            ShapeRow("missing", a * shape.missing),
        )
    if isinstance(shape, LineShape):
        rows = [ShapeRow(_number(x), points) for x, points in _corners(shape, a)]
    else:
        rows = [
            ShapeRow(where, a * value)
            for where, value in zip(_ranges(shape.edges), shape.values, strict=True)
        ]
    return (*rows, ShapeRow("missing", a * shape.missing))


def _ranges(edges: Sequence[float]) -> list[str]:
    if not edges:
        return ["any value"]
    between = [f"{_number(low)} to {_number(high)}" for low, high in pairwise(edges)]
    return [f"below {_number(edges[0])}", *between, f"{_number(edges[-1])} or more"]


def _number(value: float) -> str:
    return f"{value:,.4g}" if abs(value) < 10_000 else f"{value:,.0f}"
