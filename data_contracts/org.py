"""The organisation as a tree of units: who is above whom, and who is in which part of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl

from data_contracts.errors import OrgRefused


@dataclass(frozen=True)
class OrgTree:
    """Units by id with the id of the unit above each, None for a top unit. Build it with `from_units`."""

    parents: Mapping[str, str | None]

    @classmethod
    def from_units(cls, units: pl.DataFrame, on: date | None = None) -> "OrgTree":
        """The tree on the day `on` (default: as last recorded) from rows unit_id, parent_id, valid_from.

        A unit's newest row with valid_from <= on counts. Raises OrgRefused that names the units of a cycle,
        or a parent that is no unit.
        """
        seen = units if on is None else units.filter(pl.col("valid_from") <= on)
        in_order = seen.sort("valid_from", maintain_order=True)
        newest = in_order.unique("unit_id", keep="last", maintain_order=True)
        tree = cls(dict(newest.select("unit_id", "parent_id").iter_rows()))
        tree._check()
        return tree

    def _check(self) -> None:
        if orphans := sorted(u for u, p in self.parents.items() if p is not None and p not in self.parents):
            raise OrgRefused(f"units: parent_id names no unit, in {some(orphans)}")
        if cycle := units_in_cycles(self.parents):
            raise OrgRefused(f"units: these are above themselves: {some(sorted(cycle))}")

    @property
    def roots(self) -> tuple[str, ...]:
        """The units with nothing above them."""
        return tuple(unit for unit, parent in self.parents.items() if parent is None)

    def path(self, unit: str) -> tuple[str, ...]:
        """The unit itself, then each unit above it up to the top; raises KeyError for an unknown unit."""
        above, parent = [unit], self.parents[unit]
        while parent is not None:
            above.append(parent)
            parent = self.parents[parent]
        return tuple(above)

    def closure(self) -> list[tuple[str, str, int]]:
        """Each (ancestor, descendant, steps between) pair, a unit being its own ancestor at 0 steps."""
        return [(above, unit, steps) for unit in self.parents for steps, above in enumerate(self.path(unit))]

    def units_under(self, unit: str) -> frozenset[str]:
        """The unit and everything below it; raises KeyError for an unknown unit."""
        self.parents[unit]
        return frozenset(below for below in self.parents if unit in self.path(below))

    def members(self, unit: str, unit_of: Mapping[str, str]) -> frozenset[str]:
        """The people (employee_id -> their own unit in `unit_of`) who are in the unit or below it."""
        under = self.units_under(unit)
        return frozenset(person for person, own in unit_of.items() if own in under)


def units_in_cycles(parents: Mapping[str, str | None], among: Iterable[str] | None = None) -> frozenset[str]:
    """The units that are above themselves, `among` these or all."""
    cyclic: set[str] = set()
    for start in parents if among is None else among:
        trail, unit = [start], parents.get(start)
        while unit is not None and unit not in trail:
            trail.append(unit)
            unit = parents.get(unit)
        if unit == start:
            cyclic.add(start)
    return frozenset(cyclic)


def some(names: list[str]) -> str:
    """The first few names, and how many more there are."""
    shown = ", ".join(repr(name) for name in names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"
