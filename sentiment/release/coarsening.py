"""Which group somebody's answer is kept under: the smallest that holds enough eligible people, and leaves enough.

Small teams are pooled upward when a round opens, before anybody answers: what is never written down cannot leak.
A unit stands alone only if it has `floor` eligible people and the people around it in the unit above are 0 or at
least `floor` too; else the smallest unit beside them is pooled with them.
"""

from collections.abc import Mapping

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
    total: dict[str, int] = {}
    alone: set[str] = set()
    for unit in from_the_leaves(tree):
        total[unit] = eligible.get(unit, 0) + sum(total[child] for child in children[unit])
        alone -= _pooled(unit, children, total, alone, eligible.get(unit, 0), floor)
        if total[unit] >= floor:
            alone.add(unit)
    (top,) = tree.roots
    if top not in alone:
        raise TooFewForFeedback(
            f"{total[top]} people may answer; {floor} are needed so that nobody can be singled out.",
            remedy="Open the round for more units, or talk to people instead.",
        )
    return _homes(tree, alone)


def _pooled(
    unit: str,
    children: Mapping[str, list[str]],
    total: Mapping[str, int],
    alone: set[str],
    own: int,
    floor: int,
) -> set[str]:
    """The units right below that may not stand alone, lest those around them be too few."""
    standing = sorted((child for child in children[unit] if child in alone), key=lambda c: (total[c], c))
    around = own + sum(total[child] for child in children[unit] if child not in alone)
    pooled = set()
    for child in standing:
        if around == 0 or around >= floor:
            break
        pooled.add(child)
        around += total[child]
    return pooled


def _homes(tree: OrgTree, alone: set[str]) -> dict[str, str]:
    """A unit is its own home if it stands alone and so does everything above it; else the home above."""
    homes: dict[str, str] = {}
    for unit in from_the_top(tree):
        parent = tree.parents[unit]
        above = unit if parent is None else homes[parent]
        homes[unit] = unit if unit in alone and above == (parent or unit) else above
    return homes
