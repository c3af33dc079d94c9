"""Holidays taken, in calendar days; other kinds of absence are not even opened (features.sources)."""

import ibis
import ibis.expr.types as ir

from features.columns import Subject, per_person
from features.elapsed import days
from features.sources import Tables
from features.visibility import NEVER, facts_seen


def _days_since_end(holidays: ir.Table) -> ir.IntegerColumn:
    """Days since the last day of a holiday, 0 while it lasts or has no end; what is planned stays unseen."""
    return ibis.greatest(days(holidays.end_date.fill_null(NEVER), holidays.as_of), 0)


def _taken(holidays: ir.Table) -> ir.IntegerColumn:
    """Days of one holiday within the 12 months before."""
    began = ibis.greatest(holidays.start_date, holidays.from_12m)
    still_to_come = ibis.greatest(_days_since_end(holidays) - 1, 0)
    return ibis.greatest(days(began, holidays.as_of) - still_to_come, 0)


def holiday_days_12m(holidays: ir.Table) -> ir.IntegerScalar:
    """Days of holiday within the 12 months before."""
    return _taken(holidays).sum(where=holidays.start_date.notnull()).fill_null(0)


def longest_holiday_12m(holidays: ir.Table) -> ir.IntegerScalar:
    """Days of the longest single holiday within the 12 months before; missing when there is none.

    Well-being peaks about a week into a holiday, so single days off restore less (de Bloom, Geurts and Kompier
    2013).
    """
    return _taken(holidays).max(where=holidays.start_date.notnull()).nullif(0)


def days_since_holiday(holidays: ir.Table) -> ir.IntegerScalar:
    """Days since the latest holiday ended, 0 while one lasts; missing if there is none."""
    return _days_since_end(holidays).min(where=holidays.start_date.notnull())


COLUMNS = (holiday_days_12m, longest_holiday_12m, days_since_holiday)


def holidays(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of holidays, one row per person and as-of day."""
    return per_person(facts_seen(people, tables["absences"], "start_date"), COLUMNS)


HOLIDAYS = Subject(holidays, COLUMNS)
