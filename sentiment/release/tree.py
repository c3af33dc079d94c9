"""Walking a tree of units in one pass: everything below before what is above it, or the other way round."""

from data_contracts.org import OrgTree


def children_of(tree: OrgTree) -> dict[str, list[str]]:
    """The units right below each unit, in the order of their ids."""
    below: dict[str, list[str]] = {unit: [] for unit in tree.parents}
    for unit, parent in sorted(tree.parents.items()):
        if parent is not None:
            below[parent].append(unit)
    return below


def from_the_top(tree: OrgTree) -> list[str]:
    """Every unit, each after the one above it."""
    below = children_of(tree)
    order = sorted(tree.roots)
    for unit in order:
        order.extend(below[unit])
    return order


def from_the_leaves(tree: OrgTree) -> list[str]:
    """Every unit, each after all those below it."""
    return from_the_top(tree)[::-1]
