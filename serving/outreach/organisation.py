"""The organisation of a run: the units on the as-of day, the ER managers and whom they look after."""

from collections.abc import Iterable
from datetime import date

import polars as pl

from data_contracts.lake import LakeSnapshot
from data_contracts.org import OrgTree
from serving.outreach.inputs import ErManager, PopulationEntry, Unit

EVERYONE = Unit("(all)", None, "Everyone")
"""The one unit above all others where the data name no tree of units."""

DEFAULT_MANAGER_ID = "default"


def units_on(units: pl.DataFrame, as_of: date) -> tuple[Unit, ...]:
    """The units as they were on the day; one first recorded later counts as it was first recorded.

    Raises `OrgRefused` when they do not form a tree.
    """
    begun = units.filter(pl.col("valid_from") <= as_of)
    later = units.filter(~pl.col("unit_id").is_in(begun["unit_id"].implode()))
    first = later.sort("valid_from").unique("unit_id", keep="first", maintain_order=True)
    newest = begun.sort("valid_from").unique("unit_id", keep="last", maintain_order=True)
    rows = pl.concat([newest, first]).sort("unit_id")
    OrgTree.from_units(rows)  # raises unless it is a tree
    return tuple(
        Unit(unit_id, parent_id, name or unit_id)
        for unit_id, parent_id, name in rows.select("unit_id", "parent_id", "name").iter_rows()
    )


def flat_units(unit_ids: Iterable[str | None]) -> tuple[Unit, ...]:
    """One unit for everyone, and below it the units that people name."""
    named = sorted({unit_id for unit_id in unit_ids if unit_id is not None} - {EVERYONE.unit_id})
    return (EVERYONE, *(Unit(unit_id, EVERYONE.unit_id, unit_id) for unit_id in named))


def er_managers_of(lake: LakeSnapshot, default_hours: float) -> tuple[ErManager, ...]:
    """The ER managers of the lake by id; without any, one with the policy's hours who has everyone."""
    if not lake.has("er_managers") or lake.manifest.tables["er_managers"] == 0:
        return (ErManager(DEFAULT_MANAGER_ID, "ER manager", default_hours),)
    table = lake.read("er_managers").sort("er_manager_id")
    listed = [_optional(table, "languages"), _optional(table, "skills")]
    rows = table.select("er_manager_id", "name", "weekly_hours", *listed)
    return tuple(
        ErManager(er_manager_id, name, hours, _words(languages), _words(skills))
        for er_manager_id, name, hours, languages, skills in rows.iter_rows()
    )


def _words(listed: str | None) -> tuple[str, ...]:
    """What stands between semicolons, lower case, in its order."""
    return tuple(word.strip().lower() for word in (listed or "").split(";") if word.strip())


def populations_of(
    lake: LakeSnapshot, er_managers: Iterable[ErManager], units: Iterable[Unit]
) -> tuple[PopulationEntry, ...]:
    """Whom the ER managers look after, all entries of all days; the default ER manager has every top unit."""
    if [manager.er_manager_id for manager in er_managers] == [DEFAULT_MANAGER_ID]:
        tops = [unit.unit_id for unit in units if unit.parent_id is None]
        return tuple(PopulationEntry(DEFAULT_MANAGER_ID, top, None, date.min) for top in tops)
    if not lake.has("populations"):
        return ()
    entries = lake.read("populations")
    subjects = [_optional(entries, "unit_id"), _optional(entries, "employee_id")]
    rows = entries.select("er_manager_id", *subjects, "valid_from")
    return tuple(PopulationEntry(*row) for row in rows.iter_rows())


def _optional(frame: pl.DataFrame, column: str) -> pl.Expr:
    return pl.col(column) if column in frame.columns else pl.lit(None, dtype=pl.String).alias(column)
