"""The organisation that a feedback round freezes: units, their names, and how many people are directly in each."""

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from data_contracts.errors import NotFound
from data_contracts.lake import LakeSnapshot
from data_contracts.org import OrgTree, some
from serving.feedback.rounds import Organisation
from serving.outreach.organisation import EVERYONE, flat_units, units_on


class UnitUnknown(NotFound):
    """There is no unit with that id on that day."""


def organisation_on(lake: LakeSnapshot, day: date, only: Collection[str] = ()) -> Organisation:
    """Everybody who is there on the day, by unit, in one tree; with `only`, the people of these units and below."""
    counted = dict(people_by_unit(lake, day).iter_rows())
    units = units_on(lake.read("units"), day) if _has_units(lake) else flat_units(counted)
    tree = OrgTree({unit.unit_id: unit.parent_id for unit in units})
    names = {unit.unit_id: unit.name for unit in units}
    parents = _under_one_top(_cut(tree, only) if only else dict(tree.parents))
    people = {unit: counted.get(unit, 0) for unit in parents}
    homeless = sum(n for unit, n in counted.items() if unit not in tree.parents)
    if not only and homeless:
        people[_top(parents)] += homeless
    return Organisation(parents, {unit: names.get(unit, EVERYONE.name) for unit in parents}, people)


def people_by_unit(lake: LakeSnapshot, day: date) -> pl.DataFrame:
    """unit_id (null where unknown) and how many people are directly in it on that day."""
    flat = lake.manifest.source == "snapshot"
    there = lake.read("snapshot").select("unit_id") if flat else _there(lake, day)
    return there.group_by("unit_id").len().sort("unit_id")


def _there(lake: LakeSnapshot, day: date) -> pl.DataFrame:
    gone = lake.read("exits").filter(pl.col("last_day") < day).select("employee_id")
    hired = lake.read("employees").filter(pl.col("hire_date") <= day).select("employee_id")
    people = hired.join(gone, on="employee_id", how="anti")
    if not lake.has("assignments"):
        return people.select(unit_id=pl.lit(None, dtype=pl.String))
    begun = lake.read("assignments").filter(pl.col("valid_from") <= day).sort("valid_from")
    held = begun.unique("employee_id", keep="last", maintain_order=True).select("employee_id", "unit_id")
    return people.join(held, on="employee_id", how="left").select("unit_id")


def _has_units(lake: LakeSnapshot) -> bool:
    return lake.has("units") and lake.manifest.tables["units"] > 0


def _cut(tree: OrgTree, only: Collection[str]) -> dict[str, str | None]:
    """The chosen units with everything below them; a chosen unit is on top unless another is above it."""
    if unknown := sorted(set(only) - set(tree.parents)):
        raise UnitUnknown(f"There is no unit {some(unknown)}.", remedy="Use the ids of the units table.")
    kept = {unit for chosen in only for unit in tree.units_under(chosen)}
    return {unit: parent if parent in kept else None for unit, parent in tree.parents.items() if unit in kept}


def _under_one_top(parents: Mapping[str, str | None]) -> dict[str, str | None]:
    tops = [unit for unit, parent in parents.items() if parent is None]
    if len(tops) == 1:
        return dict(parents)
    return {EVERYONE.unit_id: None} | {unit: parent or EVERYONE.unit_id for unit, parent in parents.items()}


def _top(parents: Mapping[str, str | None]) -> str:
    return next(unit for unit, parent in parents.items() if parent is None)
