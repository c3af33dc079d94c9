"""Hours worked against contract."""

import ibis.expr.types as ir

from features.columns import Subject, exact_sum, per_person
from features.sources import Tables
from features.tallies import Window, seen_between, spread
from features.visibility import with_corrections

LONG_MONTH = 1.1
"""Worked / contracted above which a month counts as long."""


def _overtime(hours: ir.Table, first: str, end: str) -> ir.FloatingScalar:
    """Worked / contracted - 1 over the months from `first` up to and without `end`; missing without hours."""
    window = (hours.month >= hours[first]) & (hours.month < hours[end])
    worked, contracted = exact_sum(hours.worked, window), exact_sum(hours.contracted, window)
    return worked / contracted.nullif(0) - 1


def overtime_ratio_3m(hours: ir.Table) -> ir.FloatingScalar:
    """Hours above contract as a share of contract, over the 3 whole months before."""
    return _overtime(hours, "month_3", "month_0")


def overtime_ratio_12m(hours: ir.Table) -> ir.FloatingScalar:
    """Hours above contract as a share of contract, over the 12 whole months before."""
    return _overtime(hours, "month_12", "month_0")


def overtime_trend(hours: ir.Table) -> ir.FloatingScalar:
    """Overtime of the 3 whole months before less that of the 3 months before those."""
    return _overtime(hours, "month_3", "month_0") - _overtime(hours, "month_6", "month_3")


def long_months_6m(hours: ir.Table) -> ir.IntegerScalar:
    """Months of the last 6 with more than 110 % of the contracted hours; missing without hours in them."""
    window = (hours.month >= hours.month_6) & (hours.month < hours.month_0)
    long = hours.count(where=window & (hours.worked > hours.contracted * LONG_MONTH))
    return (hours.count(where=window) > 0).ifelse(long, None)


def peak_overtime_12m(hours: ir.Table) -> ir.FloatingScalar:
    """Hours above contract as a share of contract, of the longest of the 12 whole months before.

    A peak is what burns out, and a mean hides it (job demands: Demerouti and others 2001). The shortest month is
    left alone on purpose: it would show sick and family leave.
    """
    window = (hours.month >= hours.month_12) & (hours.month < hours.month_0)
    return (hours.worked / hours.contracted.nullif(0)).max(where=window) - 1


COLUMNS = (overtime_ratio_3m, overtime_ratio_12m, overtime_trend, peak_overtime_12m, long_months_6m)


def workload(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of hours worked, one row per person and as-of day with hours in the 12 whole months before."""
    hours = with_corrections(tables["worked_hours"], "month")
    seen = seen_between(tables, hours, ["month_12"], Window("month", until="month_0"))
    return per_person(spread(tables, seen, "left_month_12"), COLUMNS)


WORKLOAD = Subject(workload, COLUMNS)
