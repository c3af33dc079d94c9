"""Holidays taken, in calendar days; other kinds of absence are not even opened (features.sources)."""

import ibis
import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.elapsed import days
from features.sources import Tables
from features.tallies import Latest, Window, dated, seen_between, spread, totals
from features.visibility import KEYS, NEVER, with_corrections


def holiday_days_12m(people: ir.Table) -> ir.IntegerColumn:
    """Days of holiday within the 12 months before."""
    return people.taken.fill_null(0)


def longest_holiday_12m(people: ir.Table) -> ir.IntegerColumn:
    """Days of the longest single holiday within the 12 months before; missing when there is none.

    Well-being peaks about a week into a holiday, so single days off restore less (de Bloom, Geurts and Kompier
    2013).
    """
    return people.longest.nullif(0)


def days_since_holiday(people: ir.Table) -> ir.IntegerColumn:
    """Days since the latest holiday ended, 0 while one lasts; missing if there is none."""
    since = days(people.ended, people.as_of)
    return (since < 0).ifelse(0, since)


COLUMNS = (holiday_days_12m, longest_holiday_12m, days_since_holiday)
LAST = Latest("ended", lambda holidays: holidays.end_date)


def holidays(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of holidays, one row per person and as-of day."""
    rows = with_corrections(tables["absences"], "start_date")
    rows = rows.mutate(end_date=rows.end_date.fill_null(NEVER))
    seen = seen_between(tables, rows, ["from_12m"], Window("start_date", last="end_date"))
    joined = _with_ends(tables, people, seen).left_join(_taken_12m(tables, seen), KEYS)
    return per_row(joined, COLUMNS)


def _taken_12m(tables: Tables, seen: ir.Table) -> ir.Table:
    """Days `taken` within the 12 months before, and those of the `longest` holiday; what is planned stays unseen."""
    rows = dated(tables, spread(tables, seen, "left_from_12m"))
    began = ibis.greatest(rows.start_date, rows.from_12m)
    still_to_come = ibis.greatest(days(rows.end_date, rows.as_of) - 1, 0)
    rows = rows.mutate(length=ibis.greatest(days(began, rows.as_of) - still_to_come, 0))
    return rows.group_by(KEYS).aggregate(taken=rows.length.sum(), longest=rows.length.max())


def _with_ends(tables: Tables, people: ir.Table, seen: ir.Table) -> ir.Table:
    """`KEYS` and `ended`, the last day of the holiday that ends last; one that was corrected counts until then."""
    lasting = totals(people, seen.filter(seen.corrected_at == NEVER), (), [LAST])
    replaced = dated(tables, spread(tables, seen.filter(seen.corrected_at < NEVER), "gone"))
    before = replaced.group_by(KEYS).aggregate(ended_before=replaced.end_date.max())
    rows = lasting.left_join(before, KEYS)
    first = rows.ended.fill_null(rows.ended_before), rows.ended_before.fill_null(rows.ended)
    return rows.select(*KEYS, ended=ibis.greatest(*first))


HOLIDAYS = Subject(holidays, COLUMNS)
