"""The line manager, and whether the person leads people."""

import ibis.expr.types as ir

from features.columns import Subject, per_row, yes_no
from features.elapsed import whole_months
from features.sources import Tables


def span_of_control(people: ir.Table) -> ir.IntegerColumn:
    """People of the population with the same line manager, the person included; missing without a manager."""
    return people.span


def manager_tenure_months(people: ir.Table) -> ir.IntegerColumn:
    """Whole months since the line manager was hired; missing when the manager is not on record."""
    return whole_months(people.manager_hired_on, people.as_of)


def direct_reports(people: ir.Table) -> ir.IntegerColumn:
    """People of the population who report to the person."""
    return people.reports


def is_manager(people: ir.Table) -> ir.StringColumn:
    """yes when anybody reports to the person, else no."""
    return yes_no(people.reports > 0)


def manager_same_location(people: ir.Table) -> ir.StringColumn:
    """yes when the line manager's current location is the person's, else no; missing when either is unknown.

    Distance makes leading harder (Antonakis and Atwater 2002, a review of leader distance).
    """
    return yes_no(people.location == people.manager_location)


COLUMNS = (span_of_control, manager_tenure_months, manager_same_location, direct_reports, is_manager)


def manager(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of the manager, one row per person and as-of day."""
    return per_row(_with_place(_with_manager(tables, _with_reports(people)), people), COLUMNS)


def _with_reports(people: ir.Table) -> ir.Table:
    """Adds `span` of the person's manager and the number of the person's own `reports`."""
    led = people.filter(people.manager_id.notnull())
    sizes = led.group_by(leader=led.manager_id, day=led.as_of).aggregate(size=led.count())
    own, theirs = sizes.rename(reports="size"), sizes.view().rename(span="size")
    rows = people.left_join(own, [people.employee_id == own.leader, people.as_of == own.day])
    rows = rows.select(*people.columns, reports=rows.reports.fill_null(0))
    joined = rows.left_join(theirs, [rows.manager_id == theirs.leader, rows.as_of == theirs.day])
    return joined.select(*rows.columns, "span")


def _with_manager(tables: Tables, people: ir.Table) -> ir.Table:
    """Adds `manager_hired_on`, missing when unknown on the day."""
    hires = tables["employees"].select(
        boss="employee_id", manager_hired_on="hire_date", hire_known="known_at"
    )
    known = [
        people.manager_id == hires.boss,
        hires.manager_hired_on < people.as_of,
        hires.hire_known < people.as_of,
    ]
    return people.left_join(hires, known).select(*people.columns, "manager_hired_on")


def _with_place(rows: ir.Table, people: ir.Table) -> ir.Table:
    """Adds `manager_location`, missing when the manager is not in the population on the day."""
    bosses = people.select(boss="employee_id", day="as_of", manager_location="location")
    joined = rows.left_join(bosses, [rows.manager_id == bosses.boss, rows.as_of == bosses.day])
    return joined.select(*rows.columns, "manager_location")


MANAGER = Subject(manager, COLUMNS)
