"""The population filter: conditions on `run_people` and `run_units` that every query about people or units carries.

They use the unit closure stored with the run, so a later reorganisation changes nothing about who may read
it.
"""

from sqlalchemy import ColumnElement, FromClause, Select, exists, literal, or_, select, true, union_all

from serving.store.outreach_tables import STILL_PLANNED, item_states
from serving.store.tables import run_items, run_people, run_populations, run_unit_closure, run_units


def in_population(er_manager_id: str) -> ColumnElement[bool]:
    """Whether a person of a run is named in, or works in or below a unit of, the ER manager's population.

    A person about whom a colleague handed a line over belongs to it until the conversation was held.
    """
    entry = run_populations.alias()
    named = (
        exists()
        .where(
            entry.c.run_id == run_people.c.run_id,
            entry.c.er_manager_id == er_manager_id,
            or_(entry.c.employee_id == run_people.c.employee_id, _works_below(entry.c.unit_id, entry)),
        )
        .correlate(run_people)
    )
    return or_(named, _handed_over(er_manager_id))


def _handed_over(er_manager_id: str) -> ColumnElement[bool]:
    """Whether a colleague handed a line about the person over, and it is still to be held."""
    line, state = run_items.alias(), item_states.alias()
    return (
        exists()
        .where(
            state.c.item_id == line.c.item_id,
            state.c.er_manager_id == er_manager_id,
            state.c.state.in_(STILL_PLANNED),
            line.c.er_manager_id != er_manager_id,
            line.c.employee_id == run_people.c.employee_id,
        )
        .correlate(run_people)
    )


def beginning_with(run_id: str, er_manager_id: str) -> ColumnElement[bool]:
    """Whether a person may be in the ER manager's population of one run: `in_population` decides.

    It lets a database begin with those few people instead of asking `in_population` of everybody in the company.
    """
    entry, staff = run_populations.alias(), run_people.alias()
    mine = (entry.c.run_id == run_id, entry.c.er_manager_id == er_manager_id)
    units = units_looked_after(run_id, er_manager_id)
    line, state = run_items.alias(), item_states.alias()
    handed = select(line.c.employee_id).join(state, state.c.item_id == line.c.item_id)
    candidates = union_all(
        select(staff.c.employee_id).where(staff.c.run_id == run_id, staff.c.unit_id.in_(units)),
        select(entry.c.employee_id).where(*mine),
        handed.where(state.c.er_manager_id == er_manager_id),
    )
    return run_people.c.employee_id.in_(candidates)


def units_looked_after(run_id: str, er_manager_id: str) -> Select[tuple[str]]:
    """The ids of the units of the ER manager's population in one run; for units as `beginning_with` is for people."""
    entry, closure = run_populations.alias(), run_unit_closure.alias()
    return (
        select(closure.c.unit_id)
        .join(entry, closure.c.ancestor_id == entry.c.unit_id)
        .where(closure.c.run_id == run_id, entry.c.run_id == run_id, entry.c.er_manager_id == er_manager_id)
    )


def in_unit_scope(unit_scope: str | None) -> ColumnElement[bool]:
    """Whether a person of a run works in or below the unit; None is the whole company."""
    return true() if unit_scope is None else _works_below(literal(unit_scope))


def _works_below(unit_id: ColumnElement[str | None], *outer: FromClause) -> ColumnElement[bool]:
    """Correlation is spelled out: left to itself, a nested EXISTS would bring its own `run_people`."""
    closure = run_unit_closure.alias()
    return (
        exists()
        .where(
            closure.c.run_id == run_people.c.run_id,
            closure.c.ancestor_id == unit_id,
            closure.c.unit_id == run_people.c.unit_id,
        )
        .correlate(run_people, *outer)
    )


def unit_in_population(er_manager_id: str, units: FromClause = run_units) -> ColumnElement[bool]:
    """Whether a unit of a run (a row of `units`) is, or lies below, a unit of the ER manager's population."""
    entry, closure = run_populations.alias(), run_unit_closure.alias()
    return (
        exists()
        .where(
            entry.c.run_id == units.c.run_id,
            entry.c.er_manager_id == er_manager_id,
            closure.c.run_id == units.c.run_id,
            closure.c.ancestor_id == entry.c.unit_id,
            closure.c.unit_id == units.c.unit_id,
        )
        .correlate(units)
    )


def unit_in_scope(unit_scope: str | None) -> ColumnElement[bool]:
    """Whether a unit of a run is, or lies below, the unit; None is the whole company."""
    return true() if unit_scope is None else _unit_below(literal(unit_scope))


def _unit_below(unit_id: ColumnElement[str | None], *outer: FromClause) -> ColumnElement[bool]:
    closure = run_unit_closure.alias()
    return (
        exists()
        .where(
            closure.c.run_id == run_units.c.run_id,
            closure.c.ancestor_id == unit_id,
            closure.c.unit_id == run_units.c.unit_id,
        )
        .correlate(run_units, *outer)
    )
