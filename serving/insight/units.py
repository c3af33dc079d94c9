"""Which units somebody may look at: those of their own population, by the latest run's organisation."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from data_contracts.errors import NotFound
from serving.access.population import unit_in_population, unit_in_scope, units_looked_after
from serving.access.roles import Principal, Role
from serving.store.runs import latest_run_row
from serving.store.tables import run_unit_closure, run_units


class UnitNotFound(NotFound):
    """There is no such unit in your population."""


@dataclass(frozen=True)
class OrgUnit:
    """A unit of the latest run; `path` is the unit itself, then each unit above it up to the top."""

    unit_id: str
    name: str
    parent_id: str | None
    path: tuple[str, ...]

    @property
    def depth(self) -> int:
        """How many units lie above it."""
        return len(self.path) - 1


def visible_units(conn: Connection, who: Principal) -> tuple[OrgUnit, ...]:
    """The units that somebody may look at, each right after the one above it; none before the first run."""
    return _in_order(_found(conn, who))


def visible_unit(conn: Connection, who: Principal, unit_id: str) -> OrgUnit:
    """One unit; `UnitNotFound` outside one's population, worded as for an unknown id."""
    found = _found(conn, who, run_units.c.unit_id == unit_id)
    if not found:
        raise UnitNotFound("There is no such unit in your population.")
    return found[0]


def _found(conn: Connection, who: Principal, *only: ColumnElement[bool]) -> list[OrgUnit]:
    run = latest_run_row(conn)
    if run is None:
        return []
    above = run_unit_closure.alias()
    rows = conn.execute(
        select(run_units, above.c.ancestor_id)
        .join(above, (above.c.run_id == run_units.c.run_id) & (above.c.unit_id == run_units.c.unit_id))
        .where(run_units.c.run_id == run["run_id"], _may_see(who, run["run_id"]), *only)
        .order_by(run_units.c.unit_id, above.c.depth)
    ).all()
    paths: dict[str, list[str]] = {}
    for row in rows:
        paths.setdefault(row.unit_id, []).append(row.ancestor_id)
    facts = {row.unit_id: (row.name, row.parent_id) for row in rows}
    return [OrgUnit(unit, *facts[unit], tuple(path)) for unit, path in paths.items()]


def _may_see(who: Principal, run_id: str) -> ColumnElement[bool]:
    if who.role is Role.ER_MANAGER:
        me = str(who.er_manager_id)
        return run_units.c.unit_id.in_(units_looked_after(run_id, me)) & unit_in_population(me)
    return unit_in_scope(who.unit_scope)


def _in_order(units: list[OrgUnit]) -> tuple[OrgUnit, ...]:
    names = {unit.unit_id: unit.name for unit in units}

    def place(unit: OrgUnit) -> list[tuple[str, str]]:
        return [(names.get(step, ""), step) for step in reversed(unit.path)]

    return tuple(sorted(units, key=place))
