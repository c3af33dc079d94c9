"""A published figure as an estimate: one number with its 95 % interval, worked out from what was released alone.

eNPS in points from -100 to 100, answers from 1 to 5, participation and topics in per cent. The mood is the share of
positive comments less the share of negative ones, in points. Released figures are rounded, so `rounding` says by how
much (a standard deviation) rounding alone may move one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from serving.insight.releases import Cell, Release
from training.evaluation.intervals import Z95, wilson

MOOD = "sentiment"


@dataclass(frozen=True)
class Estimate:
    """`value` lies between `low` and `high`, which are None where too few answered for an interval to be told."""

    value: float
    low: float | None
    high: float | None
    n: int | None
    rounding: float


def estimate(release: Release, path: Sequence[str], measure: str) -> Estimate | None:
    """The estimate of a measure for the unit whose path this is; None where it is not shown or was not measured."""
    if measure not in release.measures or not release.asked(path):
        return None
    cell = release.cell(path, measure)
    return _of(release, path, measure, cell) if cell.shown else None


def _of(release: Release, path: Sequence[str], measure: str, cell: Cell) -> Estimate:
    kind, figures = release.measures[measure], cell.figures
    if kind == "participation":
        return share_estimate(figures["share"], release.eligible[path[0]])
    if kind == "topic":  # shown only where the comments it is a share of are
        return share_estimate(figures["share"], release.cell(path, MOOD).figures["n"])
    if kind == "sentiment":
        return _mood(figures["shares"], figures["n"])
    step = 1.0 if kind == "enps" else 0.1
    return Estimate(figures["value"], figures["low"], figures["high"], figures["n"], _uniform(step))


def share_estimate(percent: int, n: int) -> Estimate:
    """A published share of `n` with Wilson's interval."""
    low, high = wilson(round(percent * n / 100), n)
    return Estimate(float(percent), round(100 * low, 1), round(100 * high, 1), n, _uniform(1.0))


def _mood(shares: dict[str, int], n: int) -> Estimate:
    """The difference of two shares of one multinomial sample."""
    positive, negative = shares["positive"] / 100, shares["negative"] / 100
    mood = positive - negative
    half = Z95 * sqrt((positive + negative - mood**2) / n)
    ends = (round(100 * max(-1.0, mood - half), 1), round(100 * min(1.0, mood + half), 1))
    return Estimate(round(100 * mood, 1), *ends, n, sqrt(2) * _uniform(1.0))


def _uniform(step: float) -> float:
    """The standard deviation of what rounding to a step takes away."""
    return step / sqrt(12)
