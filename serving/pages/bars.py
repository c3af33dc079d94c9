"""Where bars go: plain numbers from 0 to 100 across the width of a drawing, worked out on the server."""

from collections.abc import Sequence
from dataclasses import dataclass

from serving.outreach.views import Band, OutreachItem, Reason

SMALL = 0.05
MAX_BARS = 12
_GAP = 0.5
_MARGIN = 2.0


@dataclass(frozen=True)
class Slot:
    """One conversation on the bar of the week's hours."""

    x: float
    width: float
    band: Band


def week_slots(items: Sequence[OutreachItem], hours_available: float) -> tuple[Slot, ...]:
    """The conversations one after the other; the whole width is the hours available (or planned, if more)."""
    total = max(hours_available, sum(item.hours for item in items))
    slots, x = [], 0.0
    for item in items:
        width = 100.0 * item.hours / total
        slots.append(Slot(round(x, 3), round(max(width - _GAP, 0.1), 3), item.band))
        x += width
    return tuple(slots)


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall: from the running total before it to the one after."""

    reason: Reason
    x: float
    width: float


@dataclass(frozen=True)
class Rest:
    """The reasons too small for a bar of their own, drawn as one."""

    reasons: tuple[Reason, ...]
    total: float
    x: float
    width: float


@dataclass(frozen=True)
class Waterfall:
    """A score taken apart: `base` + every raising and lowering step + the rest = `score`, all in log-odds."""

    base: float
    base_x: float
    raising: tuple[Step, ...]
    lowering: tuple[Step, ...]
    raised_by: float
    lowered_by: float
    rest: Rest
    score: float
    score_x: float


def waterfall(base: float, log_odds: float, reasons: Sequence[Reason]) -> Waterfall:
    """Lay out the reasons of one score: first what raises it, then what lowers it, largest first, then the rest."""
    by_size = sorted(reasons, key=lambda reason: -abs(reason.contribution))
    large = [reason for reason in by_size[:MAX_BARS] if abs(reason.contribution) >= SMALL]
    rest = tuple(by_size[len(large) :])
    raising = [reason for reason in large if reason.contribution > 0]
    lowering = [reason for reason in large if reason.contribution < 0]
    rest_total = sum(reason.contribution for reason in rest)
    levels = _levels(base, [reason.contribution for reason in raising + lowering] + [rest_total])
    scale = _Scale(min(*levels, log_odds), max(*levels, log_odds))
    steps = [
        Step(reason, *scale.bar(before, after))
        for reason, before, after in zip(raising + lowering, levels, levels[1:], strict=False)
    ]
    return Waterfall(
        base=base,
        base_x=scale.x(base),
        raising=tuple(steps[: len(raising)]),
        lowering=tuple(steps[len(raising) :]),
        raised_by=sum(reason.contribution for reason in raising),
        lowered_by=sum(reason.contribution for reason in lowering),
        rest=Rest(rest, rest_total, *scale.bar(levels[-2], levels[-1])),
        score=log_odds,
        score_x=scale.x(log_odds),
    )


class _Scale:
    """Log-odds to 0..100, with a margin so that end marks are not cut."""

    def __init__(self, low: float, high: float) -> None:
        self._low = low
        self._per_point = (100.0 - 2 * _MARGIN) / ((high - low) or 1.0)

    def x(self, value: float) -> float:
        return round(_MARGIN + (value - self._low) * self._per_point, 3)

    def bar(self, before: float, after: float) -> tuple[float, float]:
        left, right = self.x(min(before, after)), self.x(max(before, after))
        return left, round(max(right - left, 0.4), 3)


def _levels(base: float, contributions: Sequence[float]) -> list[float]:
    levels = [base]
    for contribution in contributions:
        levels.append(levels[-1] + contribution)
    return levels
