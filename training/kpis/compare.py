"""KPIs of a group now and a year before, with the floor kept and no arrow that the difference does not carry."""

from math import hypot

from training.kpis.definitions import DEFINITIONS, Definition
from training.kpis.formulas import FORMULAS
from training.kpis.measured import Change, Compared, Measured
from training.kpis.people import Counts


def compare(now: Counts, before: Counts | None, floor: int) -> dict[str, Compared]:
    """Every KPI of one group; under its minimum n, and never under `floor` people, it is not given.

    `before` is None where the data do not reach back over the year before.
    """
    return {one.kpi: _compare(one, now, before, floor) for one in DEFINITIONS}


def _compare(definition: Definition, now: Counts, before: Counts | None, floor: int) -> Compared:
    least = max(definition.minimum_n, floor)
    formula = FORMULAS[definition.kpi]
    present = _shown(formula(now), least)
    past = _shown(formula(before), least) if before is not None and definition.compared else None
    return Compared(present, past, change_of(present, past))


def _shown(found: Measured | None, least: int) -> Measured | None:
    return found if found is not None and found.n >= least else None


def change_of(now: Measured | None, before: Measured | None) -> Change:
    """Whether the difference of two values excludes 0."""
    gap = difference(now, before)
    if gap is None:
        return "unknown"
    return "up" if gap[1] > 0 else "down" if gap[2] < 0 else "none"


def difference(now: Measured | None, before: Measured | None) -> tuple[float, float, float] | None:
    """Now minus before with its 95 % limits, by the hybrid of the two intervals (Newcombe 1998; Zou and Donner 2008);
    None where one of the two is missing or has no end."""
    if now is None or before is None or None in (now.low, now.high, before.low, before.high):
        return None
    fall = hypot(now.value - (now.low or 0.0), (before.high or 0.0) - before.value)
    rise = hypot((now.high or 0.0) - now.value, before.value - (before.low or 0.0))
    gap = now.value - before.value
    return gap, gap - fall, gap + rise
