"""Pictures of a watch: each drifted input then and now, and observed beside expected as months mature."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, PercentFormatter

from training.drift.report import DriftReport, InputDrift
from training.pictures import MODEL, QUIET, Picture, draw

MAX_PICTURES = 12


def drift_pictures(report: DriftReport) -> tuple[Picture, ...]:
    """The score first, then every input whose values or categories moved; the months when any has matured.

    At most `MAX_PICTURES` inputs: a table tells of all. What is only missing has nothing to be drawn.
    """
    moved = [one for one in report.inputs if {"shape", "new_category"} & set(one.found)]
    shown = [report.score, *moved][:MAX_PICTURES]
    pictures = [_shares(place, one) for place, one in enumerate(shown)]
    if any(month.ratio for month in report.calibration):
        pictures.append(_months(report))
    return tuple(pictures)


def _shares(place: int, one: InputDrift) -> Picture:
    at = np.arange(len(one.bins))

    def paint(axes: Axes) -> None:
        axes.bar(at - 0.2, one.then, 0.4, color=QUIET, alpha=0.55, label="training days")
        axes.bar(at + 0.2, one.now, 0.4, color=MODEL, alpha=0.85, label="now")
        axes.set_xticks(at, one.bins, rotation=35, ha="right", fontsize=6)
        axes.yaxis.set_major_formatter(PercentFormatter(1.0, decimals=0))
        axes.yaxis.set_major_locator(MaxNLocator(4))
        axes.grid(axis="y")
        axes.legend(frameon=False, loc="best")

    alt = f"{one.label}: shares of people by value on training days and now; stability index {one.index:.2f}"
    return draw(f"drift_{place:02d}", one.label, alt, (3.8, 2.4), paint)


def _months(report: DriftReport) -> Picture:
    months = [month for month in report.calibration if month.ratio]
    ratios = [month.ratio for month in months if month.ratio]
    at = np.arange(len(months))

    def paint(axes: Axes) -> None:
        axes.axhspan(0.8, 1.25, color=QUIET, alpha=0.15, linewidth=0)
        axes.axhline(1.0, color=QUIET, linewidth=0.8, linestyle=":")
        axes.vlines(at, [one.low or 0.0 for one in ratios], [one.high or 0.0 for one in ratios], color=MODEL)
        axes.plot(at, [one.value for one in ratios], "o", color=MODEL, markersize=4)
        axes.set_xticks(at, [f"{month.as_of:%Y-%m}" for month in months])
        axes.set_ylabel("observed / expected")
        axes.set_ylim(bottom=0)
        axes.grid(axis="y")

    alt = f"Notices observed over expected in {len(months)} matured months, with 95 % intervals"
    return draw("drift_calibration", "Do the probabilities still hold?", alt, (7.6, 2.3), paint)
