"""Which group somebody's answer is kept under: the smallest that holds enough eligible people, and leaves enough.

Small teams are pooled upward when a round opens, before anybody answers: what is never written down cannot leak.
A unit stands alone only if it has `floor` eligible people and the people around it in the unit above are 0 or at
least `floor` too; else the smallest unit beside them gives its own people to them, and what stands below that unit
stands below the one above.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data_contracts.errors import InputRefused
from data_contracts.org import OrgTree
from sentiment.release.tree import children_of, from_the_leaves, from_the_top


class TooFewForFeedback(InputRefused):
    """There are too few people for anybody to answer anonymously."""


def coarsening(tree: OrgTree, eligible: Mapping[str, int], floor: int) -> dict[str, str]:
    """For every unit the unit under which its people's answers are kept.

    `eligible` counts the people directly in each unit; `tree` has one top unit. Raises `TooFewForFeedback` when
    the whole tree holds fewer than `floor`.
    """
    children = children_of(tree)
    groups: dict[str, _Group] = {}
    alone: set[str] = set()
    for unit in from_the_leaves(tree):
        below = [groups[child] for child in children[unit]]
        group = _grouped(unit, eligible.get(unit, 0), below, floor)
        groups[unit] = group
        alone -= group.pooled
        if group.total >= floor:
            alone.add(unit)
    (top,) = tree.roots
    if top not in alone:
        raise TooFewForFeedback(
            f"{groups[top].total} people may answer; {floor} are needed so that nobody can be singled out.",
            remedy="Open the round for more units, or talk to people instead.",
        )
    return _homes(tree, alone)


@dataclass(frozen=True)
class _Group:
    """A unit with everything below it: `around` are the people kept right under it, `standing` the groups below it
    that stand alone, `pooled` the units whose own people went to it lest those around be too few."""

    unit: str
    total: int
    around: int
    standing: tuple["_Group", ...]
    pooled: frozenset[str]


def _grouped(unit: str, own: int, below: Sequence[_Group], floor: int) -> _Group:
    """Pools the smallest group that stands until those around are nobody or enough; what stood below it stays."""
    standing = [group for group in below if group.total >= floor]
    around = own + sum(group.total for group in below if group.total < floor)
    pooled: set[str] = set()
    while 0 < around < floor and standing:
        smallest = min(standing, key=lambda group: (group.total, group.unit))
        standing.remove(smallest)
        pooled.add(smallest.unit)
        around += smallest.around
        standing.extend(smallest.standing)
    return _Group(unit, own + sum(group.total for group in below), around, tuple(standing), frozenset(pooled))


def _homes(tree: OrgTree, alone: set[str]) -> dict[str, str]:
    """A unit that stands alone is its own home; the others have the home of the unit above."""
    homes: dict[str, str] = {}
    for unit in from_the_top(tree):
        parent = tree.parents[unit]
        homes[unit] = unit if parent is None or unit in alone else homes[parent]
    return homes
