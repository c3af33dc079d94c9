"""One-to-ones with the line manager."""

import ibis.expr.types as ir

from features.columns import Subject, as_of_day, per_person
from features.elapsed import days
from features.sources import Tables
from features.visibility import events_seen


def days_since_one_on_one(meetings: ir.Table) -> ir.IntegerScalar:
    """Days since the last one-to-one; missing if there is none."""
    return days(meetings.event_date.max(), as_of_day(meetings))


def one_on_ones_90d(meetings: ir.Table) -> ir.IntegerScalar:
    """One-to-ones in the 90 days before."""
    return meetings.count(where=meetings.event_date >= meetings.from_90d)


def one_on_ones_12m(meetings: ir.Table) -> ir.IntegerScalar:
    """One-to-ones in the 12 months before."""
    return meetings.count(where=meetings.event_date >= meetings.from_12m)


COLUMNS = (days_since_one_on_one, one_on_ones_90d, one_on_ones_12m)


def one_on_ones(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of one-to-ones, one row per person and as-of day."""
    return per_person(events_seen(people, tables["one_on_ones"]), COLUMNS)


ONE_ON_ONES = Subject(one_on_ones, COLUMNS)
