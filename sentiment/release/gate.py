"""The gate: a unit is shown only if it is large enough, and if nothing too small is left by subtraction.

A floor alone leaks: subtracting the shown parts from a shown whole gives the figures of those who are in none of the
parts. So for every shown unit what is left without its shown parts must be nobody, or a group that could be shown
itself; else the smallest of those parts is withheld, and all is looked at again until nothing changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from data_contracts.org import OrgTree
from sentiment.release.measures import Counts, Measure
from sentiment.release.tree import children_of, from_the_leaves


@dataclass(frozen=True)
class Gated:
    """For one measure: the units that may be `shown`, and every unit's counts, those below included."""

    measure: Measure
    shown: frozenset[str]
    totals: Mapping[str, Counts]


def gate(tree: OrgTree, measure: Measure, among: frozenset[str] | None = None) -> Gated:
    """Which units of the tree may be shown for this measure; only units in `among`, where it is given."""
    order, children = from_the_leaves(tree), children_of(tree)
    totals = _totals(measure, order, children)
    allowed = tree.parents.keys() if among is None else among
    shown = {unit for unit in allowed if _enough(totals[unit], measure, measure.floor.group)}
    while withheld := _too_revealing(measure, order, children, totals, shown):
        shown -= withheld
    return Gated(measure, frozenset(shown), totals)


def _totals(measure: Measure, order: list[str], children: Mapping[str, list[str]]) -> dict[str, Counts]:
    nobody = np.zeros(len(measure.values), dtype=np.int64)
    totals: dict[str, Counts] = {}
    for unit in order:
        totals[unit] = measure.own.get(unit, nobody) + sum((totals[c] for c in children[unit]), nobody)
    return totals


def _enough(counts: Counts, measure: Measure, floor: int) -> bool:
    return int(counts.sum()) >= floor and (not measure.spread or int(np.count_nonzero(counts)) >= 2)


def _too_revealing(
    measure: Measure,
    order: list[str],
    children: Mapping[str, list[str]],
    totals: Mapping[str, Counts],
    shown: set[str],
) -> set[str]:
    """The smallest shown part of each shown unit whose rest is too small (or says one thing only)."""
    parts: dict[str, list[str]] = {}
    found = set()
    for unit in order:
        below = [part for c in children[unit] for part in ([c] if c in shown else parts.pop(c))]
        if unit in shown:
            rest = totals[unit] - sum((totals[part] for part in below), np.zeros_like(totals[unit]))
            if rest.sum() and not _enough(rest, measure, measure.floor.remainder):
                found.add(min(below, key=lambda part: (int(totals[part].sum()), part)))
            below = []
        parts[unit] = below
    return found
