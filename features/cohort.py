"""People who were hired in the same calendar month, in the whole company."""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.population import known_exits
from features.sources import Tables
from features.visibility import KEYS


def cohort_exit_share_12m(people: ir.Table) -> ir.FloatingColumn:
    """Others of the hiring month who left in the 12 months before, as a share of them and of those still there.

    People who came together hold each other, and go together (cohorts and turnover: McCain, O'Reilly and Pfeffer
    1983). Missing when nobody else was hired in that month.
    """
    return people.cohort_left / (people.cohort_there - 1 + people.cohort_left).nullif(0)


COLUMNS = (cohort_exit_share_12m,)


def cohort(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of the hiring month, one row per person and as-of day."""
    placed = people.mutate(hired_in=_month(people.hire_date))
    counts = placed.group_by(["as_of", "hired_in"]).aggregate(cohort_there=placed.count())
    gone = _gone(tables, people)
    left = gone.group_by(["as_of", "hired_in"]).aggregate(cohort_left=gone.count())
    rows = placed.left_join(counts, ["as_of", "hired_in"]).drop("as_of_right", "hired_in_right")
    joined = rows.left_join(left, ["as_of", "hired_in"])
    return per_row(joined.mutate(cohort_left=joined.cohort_left.fill_null(0)), COLUMNS)


def _month(day: ir.DateColumn) -> ir.IntegerColumn:
    return day.year() * 12 + day.month()


def _gone(tables: Tables, people: ir.Table) -> ir.Table:
    """Everybody known to have left in the 12 months before, in any way but a transfer, with the hiring month."""
    days = people.select("as_of", "from_12m").distinct()
    exits = known_exits(tables["exits"], days).inner_join(days, "as_of")
    hires = tables["employees"].select("employee_id", "hire_date", hire_known="known_at")
    gone = exits.inner_join(hires, "employee_id")
    visible = [
        gone.kind != "transfer",
        gone.last_day < gone.as_of,
        gone.last_day >= gone.from_12m,
        gone.hire_known < gone.as_of,
    ]
    return gone.filter(*visible).select(*KEYS, hired_in=_month(gone.hire_date))


COHORT = Subject(cohort, COLUMNS)
