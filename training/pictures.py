"""The curves of a training as SVG pictures: calibration, capacity, comparison, months, and each feature's shape.

Position says everything that colour says: above the line raises risk, below it lowers risk. The same input gives
the same bytes.
"""

import io
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator, PercentFormatter

from training.evaluation.figures import Figure, NamedMetrics
from training.evaluation.report import EvaluationReport
from training.evaluation.tables import ShapeTable, Stability
from training.scorecard import Feature, Scorecard
from training.shapes import LineShape, StepShape, TableShape

INK, QUIET, GRID = "#1f2933", "#66717d", "#d9dee4"
MODEL, RAISES, LOWERS = "#1f5f8b", "#b3541e", "#2f7d6b"
MAX_BARS = 12

_STYLE = {
    "font.family": "sans-serif",
    "font.size": 8.0,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.linewidth": 0.6,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.5,
    "xtick.color": QUIET,
    "ytick.color": QUIET,
    "xtick.labelcolor": INK,
    "ytick.labelcolor": INK,
    "svg.fonttype": "none",  # text stays text: small files, sharp in print
    "svg.hashsalt": "ermine",
    "text.parse_math": False,  # a label with a dollar sign is not a formula
}


_PAPER = {
    "boxstyle": "square,pad=0.1",
    "facecolor": "white",
    "alpha": 0.85,
    "linewidth": 0,
}  # text over lines


@dataclass(frozen=True)
class Picture:
    """One SVG picture: `name` is a file name without its ending, `alt` says in words what it shows."""

    name: str
    title: str
    alt: str
    svg: bytes


def report_pictures(report: EvaluationReport) -> tuple[Picture, ...]:
    """The pictures of an evaluation, in reading order; months and steps only when there are two or more."""
    pictures = [_comparison(report), _capacity(report), _calibration(report), _decisions(report)]
    if len(report.by_month) > 1:
        pictures.append(_months(report))
    if report.stability and len(report.stability.steps) > 1:
        pictures.append(_stability(report.stability))
    return tuple(pictures)


def shape_pictures(scorecard: Scorecard, tables: Iterable[ShapeTable]) -> tuple[Picture, ...]:
    """One picture per feature in the order of `tables`, all on the same scale of served log-odds."""
    features = {feature.name: feature for feature in scorecard.features}
    scale = scorecard.calibration.a
    chosen = [features[table.name] for table in tables]
    reach = max((_reach(feature) * scale for feature in chosen), default=0.0) or 1.0
    return tuple(_shape(place, feature, scale, reach) for place, feature in enumerate(chosen, start=1))


def draw(
    name: str, title: str, alt: str, size: tuple[float, float], paint: Callable[[Axes], None]
) -> Picture:
    """A picture of `size` inches in the house style; `paint` draws on its axes."""
    with mpl.rc_context(_STYLE):
        canvas = Canvas(figsize=size, layout="constrained")
        paint(canvas.add_subplot())
        out = io.BytesIO()
        canvas.savefig(out, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    return Picture(name=name, title=title, alt=alt, svg=out.getvalue())


def _comparison(report: EvaluationReport) -> Picture:
    ceiling = () if report.ceiling is None else (report.ceiling,)
    model = NamedMetrics("this model", {}, report.model)
    entries = (model, *report.candidates, *report.baselines, *ceiling)[::-1]

    def paint(axes: Axes) -> None:
        for row, entry in enumerate(entries):
            figure = entry.metrics.average_precision
            own = row == len(entries) - 1
            low = figure.value if figure.low is None else figure.low
            high = figure.value if figure.high is None else figure.high
            axes.plot([low, high], [row, row], color=MODEL if own else QUIET, linewidth=2.5 if own else 1.2)
            axes.plot(figure.value, row, "o", color=MODEL if own else QUIET, markersize=5 if own else 3.5)
        axes.set_yticks(range(len(entries)), [_words(entry.name) for entry in entries])
        axes.axvline(report.tested_events / report.tested_rows, color=INK, linewidth=0.8, linestyle=":")
        axes.set_xlabel("average precision, with its 95 % interval (dotted: chance)")
        axes.set_xlim(left=0)
        axes.grid(axis="x")

    alt = f"Average precision of this model {report.model.average_precision.value:.3f} beside candidates and baselines"
    return draw("comparison", "Against the alternatives", alt, (7.6, 0.7 + 0.21 * len(entries)), paint)


def _capacity(report: EvaluationReport) -> Picture:
    share = [0.0, *(point.share for point in report.curve)]
    found = [0.0, *(point.recall for point in report.curve)]

    def paint(axes: Axes) -> None:
        axes.plot([0, 1], [0, 1], color=QUIET, linewidth=0.8, linestyle=":")
        axes.plot(share, found, color=MODEL, linewidth=1.8)
        for at in report.model.at_capacity:
            axes.plot(at.share, at.recall.value, "o", color=MODEL, markersize=5)
            words = f"top {at.share:.0%}: {at.recall.value:.0%} of leavers"
            axes.annotate(
                words,
                (at.share, at.recall.value),
                (9, -3),
                textcoords="offset points",
                color=INK,
                bbox=_PAPER,
            )
        axes.set_xlabel("share of people spoken to, highest scores first")
        axes.set_ylabel("share of leavers among them")
        _percent(axes, 1.0, 1.0)

    parts = "; ".join(
        f"the top {at.share:.0%} hold {at.recall.value:.0%} of the leavers" for at in report.model.at_capacity
    )
    return draw("capacity", "Who is found at capacity", f"Curve of leavers found: {parts}", (3.8, 2.7), paint)


def _calibration(report: EvaluationReport) -> Picture:
    bins = report.calibration
    top = max((max(entry.high, entry.predicted) for entry in bins), default=1.0) * 1.05

    def paint(axes: Axes) -> None:
        axes.plot([0, top], [0, top], color=QUIET, linewidth=0.8, linestyle=":")
        for entry in bins:
            axes.plot([entry.predicted] * 2, [entry.low, entry.high], color=MODEL, linewidth=1.0, alpha=0.6)
        axes.plot([b.predicted for b in bins], [b.observed for b in bins], "o", color=MODEL, markersize=4)
        axes.set_xlabel("predicted")
        axes.set_ylabel("observed, 95 % interval")
        _percent(axes, top, top)

    error = report.model.calibration_error.value
    alt = f"Observed against predicted share in {len(bins)} groups of rows; calibration error {error:.3f}"
    return draw("calibration", "Predicted and observed", alt, (3.8, 2.7), paint)


def _decisions(report: EvaluationReport) -> Picture:
    points = report.decisions
    at = [point.threshold for point in points]

    def paint(axes: Axes) -> None:
        for values, look, words in (
            ([1000 * p.everyone for p in points], "--", "everyone"),
            ([0.0] * len(points), ":", "nobody"),
        ):
            axes.plot(at, values, look, color=QUIET, linewidth=1.0, label=words)
        low, high = zip(*([1000 * end for end in _span(p.model)] for p in points), strict=True)
        axes.fill_between(at, low, high, color=MODEL, alpha=0.18, linewidth=0)
        axes.plot(
            at, [1000 * p.model.value for p in points], "o-", color=MODEL, markersize=3.5, label="this model"
        )
        top = max([*high, 1e-9])
        axes.set_ylim(-0.35 * top, 1.1 * top)
        axes.set_xlabel("threshold: talk to everyone whose predicted probability is at least this")
        axes.set_ylabel("net benefit per 1,000")
        axes.xaxis.set_major_formatter(PercentFormatter(1.0, decimals=1))
        axes.grid(axis="y")
        axes.legend(frameon=False, loc="best", ncols=3)

    better = sum(1 for point in points if point.gain.low is not None and point.gain.low > 0)
    alt = f"Net benefit at {len(points)} thresholds; this model clearly better than everyone and nobody at {better}"
    return draw("decisions", "Is it of use?", alt, (7.6, 2.1), paint)


def _stability(found: Stability) -> Picture:
    steps = found.steps
    places = np.arange(len(steps))

    def paint(axes: Axes) -> None:
        for place, step in zip(places, steps, strict=True):
            axes.plot([place] * 2, _span(step.kept), color=MODEL, linewidth=1.0, alpha=0.6)
            look = "s" if step.refitted else "o"
            axes.plot(place, step.kept.value, look, color=MODEL, markersize=4)
        axes.axhline(found.share, color=QUIET, linewidth=0.8, linestyle=":")
        every = max(1, len(steps) // 8)
        axes.set_xticks(places[::every], [step.second for step in steps][::every])
        axes.set_ylim(0, 1.02)
        axes.set_ylabel("listed again")
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.grid(axis="y")

    alt = (
        f"Share of the top {found.share:.0%} that is in it again on the next of {len(steps) + 1} days, with its 95 % "
        "interval; squares: the model was fitted anew; dotted: by lot"
    )
    return draw("stability", "How much of the list stays", alt, (7.6, 1.9), paint)


def _months(report: EvaluationReport) -> Picture:
    ripe, running = report.by_month, report.unripe
    names = [*(m.value for m in ripe), *(m.value for m in running)]
    spans = [*(_span(m.observed) for m in ripe), *(_span(m.observed) for m in running)]
    places = np.arange(len(names))

    def paint(axes: Axes) -> None:
        for place, span in enumerate(spans):
            axes.plot([place] * 2, span, color=INK, linewidth=0.9, alpha=0.5)
        seen = [m.observed.value for m in ripe]
        axes.plot(places[: len(ripe)], seen, "o-", color=INK, linewidth=1.2, markersize=3, label="observed")
        said = [m.expected for m in ripe]
        axes.plot(
            places[: len(ripe)], said, "s--", color=MODEL, linewidth=1.2, markersize=3, label="predicted"
        )
        if running:
            later = places[len(ripe) :]
            so_far, due = [m.observed.value for m in running], [m.expected_so_far for m in running]
            axes.plot(later, so_far, "o:", color=INK, linewidth=1.0, markersize=3, fillstyle="none",
                      label="observed so far")  # fmt: skip
            axes.plot(later, due, "s:", color=MODEL, linewidth=1.0, markersize=3, fillstyle="none",
                      label="expected so far")  # fmt: skip
        every = max(1, len(names) // 8)
        axes.set_xticks(places[::every], names[::every])
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=1))
        axes.grid(axis="y")
        axes.legend(frameon=False, loc="best", ncols=2)

    alt = f"Observed and predicted share of events in {len(ripe)} as-of months, and so far in {len(running)} more"
    return draw("months", "Month by month", alt, (7.6, 2.1), paint)


def _span(figure: Figure) -> list[float]:
    """The ends of the interval; twice the value where there is none."""
    return [figure.value if end is None else end for end in (figure.low, figure.high)]


def _percent(axes: Axes, right: float, top: float) -> None:
    axes.set_xlim(0, right)
    axes.set_ylim(0, top)
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(PercentFormatter(1.0, decimals=0 if right > 0.1 else 1))
        axis.set_major_locator(MaxNLocator(5))
    axes.grid()


def _shape(place: int, feature: Feature, scale: float, reach: float) -> Picture:
    shape = feature.shape

    def paint(axes: Axes) -> None:
        if isinstance(shape, TableShape):
            _bars(axes, shape, scale, reach)
            return
        x, y = _line_points(shape) if isinstance(shape, LineShape) else _step_points(shape)
        _area(axes, x, y * scale)
        axes.set_ylim(-1.08 * reach, 1.08 * reach)
        axes.set_xlabel(feature.unit or " ")
        axes.xaxis.set_major_locator(MaxNLocator(5))
        axes.yaxis.set_major_locator(MaxNLocator(5))

    name = f"shape_{place:02d}_{re.sub('[^a-z0-9]+', '_', feature.name.lower()).strip('_')[:40]}"
    alt = f"Contribution to the score by {feature.label}: above zero raises risk, below zero lowers it"
    return draw(name, feature.label, alt, (3.8, 1.9), paint)


def _area(axes: Axes, x: np.ndarray, y: np.ndarray) -> None:
    axes.fill_between(x, 0, y, where=y >= 0, color=RAISES, alpha=0.22, linewidth=0, interpolate=True)
    axes.fill_between(x, 0, y, where=y <= 0, color=LOWERS, alpha=0.22, linewidth=0, interpolate=True)
    axes.axhline(0, color=QUIET, linewidth=0.6)
    axes.plot(x, y, color=INK, linewidth=1.1)
    axes.set_xlim(float(x[0]), float(x[-1]))
    axes.grid(axis="y")


def _bars(axes: Axes, shape: TableShape, scale: float, reach: float) -> None:
    largest = sorted(shape.levels.items(), key=lambda level: -abs(level[1]))[:MAX_BARS]
    levels = sorted(largest, key=lambda level: level[1])
    values = np.array([value * scale for _, value in levels])
    colours = [RAISES if value >= 0 else LOWERS for value in values]
    axes.barh(range(len(levels)), values, color=colours, alpha=0.45, height=0.62)
    axes.axvline(0, color=QUIET, linewidth=0.6)
    axes.set_yticks(range(len(levels)), [_clipped(name) for name, _ in levels])
    axes.tick_params(axis="y", length=0, labelsize=7 if len(levels) <= 8 else 6)
    axes.set_xlim(-1.08 * reach, 1.08 * reach)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.grid(axis="x")


def _step_points(shape: StepShape) -> tuple[np.ndarray, np.ndarray]:
    """The stairs as points; the open ends stick out by a tenth of the range between first and last edge."""
    if not shape.edges:
        return np.array([0.0, 1.0]), np.repeat(shape.values, 2)
    first, last = shape.edges[0], shape.edges[-1]
    margin = (last - first) / 10 or max(abs(first), 1.0) / 2
    corners = np.concatenate([[first - margin], np.repeat(shape.edges, 2), [last + margin]])
    return corners, np.repeat(shape.values, 2)


def _line_points(shape: LineShape) -> tuple[np.ndarray, np.ndarray]:
    margin = (shape.high - shape.low) / 20 or 1.0
    x = np.array([shape.low - margin, shape.low, shape.high, shape.high + margin])
    return x, shape.of_numbers(x)


def _reach(feature: Feature) -> float:
    """The largest distance from zero, before calibration."""
    shape = feature.shape
    if isinstance(shape, TableShape):
        return max((abs(value) for value in shape.levels.values()), default=0.0)
    _, y = _line_points(shape) if isinstance(shape, LineShape) else _step_points(shape)
    return float(np.abs(y).max())


def _words(name: str) -> str:
    return name.replace("_", " ")


def _clipped(name: str, most: int = 22) -> str:
    return name if len(name) <= most else f"{name[: most - 1]}…"
