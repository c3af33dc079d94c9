"""KPIs of a group now and a year before, with the floor kept and no arrow that the difference does not carry."""

from collections.abc import Mapping
from math import sqrt

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
    """Whether the difference of two values excludes 0, by the hybrid of their two intervals (Newcombe 1998;
    Zou and Donner 2008)."""
    if now is None or before is None or None in (now.low, now.high, before.low, before.high):
        return "unknown"
    limits: Mapping[str, float] = {
        "now_low": now.value - (now.low or 0.0),
        "now_high": (now.high or 0.0) - now.value,
        "before_low": before.value - (before.low or 0.0),
        "before_high": (before.high or 0.0) - before.value,
    }
    gap = now.value - before.value
    low = gap - sqrt(limits["now_low"] ** 2 + limits["before_high"] ** 2)
    high = gap + sqrt(limits["now_high"] ** 2 + limits["before_low"] ** 2)
    return "up" if low > 0 else "down" if high < 0 else "none"
