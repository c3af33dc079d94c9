"""Who is there on an as-of day, in which job: the rows that every feature is computed for."""

import ibis.expr.types as ir

from features.sources import Tables
from features.visibility import KEYS, holds_at, with_validity

CONTEXT = (*KEYS, "unit_id", "manager_id", "contract", "contract_end", "hire_date", "in_notice")
"""The columns of a build that are no features: what labels, lists and populations need."""

JOB = (
    "unit_id",
    "manager_id",
    "job_family",
    "job_level",
    "location",
    "work_mode",
    "fte",
    "contract",
    "contract_end",
)


def population(tables: Tables, days: ir.Table, with_assignments: bool) -> ir.Table:
    """One row per person and as-of day: hired before it, not known to have left before it, with a valid
    assignment.

    `days` is the calendar; its columns come along. Without an assignments table everybody stays, the job is
    missing.
    """
    hired = _hired(tables["employees"], days)
    present = _without_leavers(hired, tables["exits"])
    return _with_job(present, tables["assignments"], "inner" if with_assignments else "left")


def known_exits(exits: ir.Table, days: ir.Table) -> ir.Table:
    """Each exit as it was known on each as-of day, the future ones of people in notice included."""
    rows = with_validity(exits, "known_at")
    return (
        days.select("as_of")
        .inner_join(rows, holds_at(rows, days.as_of))
        .select(*KEYS, "notice_date", "last_day", "kind")
    )


def _hired(employees: ir.Table, days: ir.Table) -> ir.Table:
    before = [employees.hire_date < days.as_of, employees.known_at < days.as_of]
    return days.inner_join(employees, before).drop("known_at")


def _without_leavers(people: ir.Table, exits: ir.Table) -> ir.Table:
    """Drops who has left and adds `in_notice`: an exit is known, its notice is given or has no day."""
    known = known_exits(exits, people.select("as_of").distinct())
    joined = people.left_join(known, KEYS)
    noticed = joined.last_day.notnull() & (joined.notice_date.isnull() | (joined.notice_date < joined.as_of))
    present = joined.last_day.isnull() | (joined.last_day >= joined.as_of)
    return joined.mutate(in_notice=noticed).filter(present).select(*people.columns, "in_notice")


def _with_job(people: ir.Table, assignments: ir.Table, how: str) -> ir.Table:
    rows = with_validity(assignments, "valid_from")
    held = [people.employee_id == rows.employee_id, holds_at(rows, people.as_of)]
    return people.join(rows, held, how=how).select(*people.columns, *JOB)
