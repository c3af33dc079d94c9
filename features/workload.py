"""Hours worked against contract."""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.sources import Tables
from features.tallies import Window, dated, seen_between, spread
from features.visibility import with_corrections

LONG_MONTH = 1.1
"""Worked / contracted above which a month counts as long."""


def overtime_ratio_3m(hours: ir.Table) -> ir.FloatingColumn:
    """Hours above contract as a share of contract, over the 3 whole months before."""
    return _over(hours.worked_3m, hours.contracted_3m)


def overtime_ratio_12m(hours: ir.Table) -> ir.FloatingColumn:
    """Hours above contract as a share of contract, over the 12 whole months before."""
    return _over(hours.worked_12m, hours.contracted_12m)


def overtime_trend(hours: ir.Table) -> ir.FloatingColumn:
    """Overtime of the 3 whole months before less that of the 3 months before those."""
    before = _over(hours.worked_6m - hours.worked_3m, hours.contracted_6m - hours.contracted_3m)
    return overtime_ratio_3m(hours) - before


def long_months_6m(hours: ir.Table) -> ir.IntegerColumn:
    """Months of the last 6 with more than 110 % of the contracted hours; missing without hours in them."""
    return hours.worked_6m.notnull().ifelse(hours.long_6m, None)


def peak_overtime_12m(hours: ir.Table) -> ir.FloatingColumn:
    """Hours above contract as a share of contract, of the longest of the 12 whole months before.

    A peak is what burns out, and a mean hides it (job demands: Demerouti and others 2001). The shortest month is
    left alone on purpose: it would show sick and family leave.
    """
    return hours.longest_12m - 1


COLUMNS = (overtime_ratio_3m, overtime_ratio_12m, overtime_trend, peak_overtime_12m, long_months_6m)


def workload(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of hours worked, one row per person and as-of day with hours in the 12 whole months before."""
    return per_row(dated(tables, _sums(tables)), COLUMNS)


def _sums(tables: Tables) -> ir.Table:
    """Hours of the last 3, 6 and 12 whole months by `employee_id` and `position`; missing without a row."""
    hours = with_corrections(tables["worked_hours"], "month")
    seen = seen_between(tables, hours, ["month_3", "month_6", "month_12"], Window("month", until="month_0"))
    rows = spread(tables, _measured(seen), "left_month_12")
    within = {"3m": rows.position < rows.left_month_3, "6m": rows.position < rows.left_month_6, "12m": None}
    return rows.group_by("employee_id", "position").aggregate(
        **{
            f"{name}_{window}": rows[name].sum(where=where)
            for window, where in within.items()
            for name in ("worked", "contracted")
        },
        longest_12m=rows.share.max(),
        long_6m=rows.count(where=within["6m"] & rows.long),
    )


def _measured(hours: ir.Table) -> ir.Table:
    """What is summed of each month: hours in whole ten-thousandths, so that no order of rows matters."""
    return hours.select(
        "employee_id",
        "seen",
        "left_month_3",
        "left_month_6",
        "left_month_12",
        worked=(hours.worked * 10_000 + 0.5).floor(),
        contracted=(hours.contracted * 10_000 + 0.5).floor(),
        share=hours.worked / hours.contracted.nullif(0),
        long=hours.worked > hours.contracted * LONG_MONTH,
    )


def _over(worked: ir.FloatingColumn, contracted: ir.FloatingColumn) -> ir.FloatingColumn:
    """Worked / contracted - 1; missing without hours owed."""
    return worked / contracted.nullif(0) - 1


WORKLOAD = Subject(workload, COLUMNS)
