"""What changed from one released round to the next, said only with its interval.

The interval of a difference is made from the two published intervals (MOVER: Zou and Donner 2008; for shares that is
Newcombe 1998), the two rounds taken as independent, widened by what rounding may have moved.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot, sqrt

from serving.insight.estimates import Estimate, estimate
from serving.insight.releases import Release
from training.evaluation.intervals import Z95


@dataclass(frozen=True)
class Change:
    """How much a figure rose (fell, if below 0), with the 95 % interval, in the figure's own unit."""

    value: float
    low: float
    high: float

    @property
    def is_clear(self) -> bool:
        """Whether the interval excludes 0; a change that is not clear is never shown as one."""
        return self.low > 0 or self.high < 0


def difference(now: Estimate, before: Estimate) -> Change | None:
    """The change from `before` to `now`; None where one of them has no interval."""
    if now.low is None or now.high is None or before.low is None or before.high is None:
        return None
    value = now.value - before.value
    rounding = Z95 * sqrt(now.rounding**2 + before.rounding**2)
    fall = hypot(now.value - now.low, before.high - before.value, rounding)
    rise = hypot(now.high - now.value, before.value - before.low, rounding)
    return Change(round(value, 1), round(value - fall, 2), round(value + rise, 2))


def change_of(now: Release, before: Release, path: Sequence[str], measure: str) -> Change | None:
    """The change of a unit's measure between two rounds; None unless both published it for the same question."""
    if now.questions.get(measure) != before.questions.get(measure):
        return None
    latest, earlier = estimate(now, path, measure), estimate(before, path, measure)
    return None if latest is None or earlier is None else difference(latest, earlier)
