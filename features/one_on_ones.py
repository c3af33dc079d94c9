"""One-to-ones with the line manager."""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.elapsed import days
from features.sources import Tables
from features.tallies import Latest, Tally, seen_between, totals


def days_since_one_on_one(people: ir.Table) -> ir.IntegerColumn:
    """Days since the last one-to-one; missing if there is none."""
    return days(people.last_met, people.as_of)


def one_on_ones_90d(people: ir.Table) -> ir.FloatingColumn:
    """One-to-ones in the 90 days before."""
    return people.met_90d


def one_on_ones_12m(people: ir.Table) -> ir.FloatingColumn:
    """One-to-ones in the 12 months before."""
    return people.met_12m


COLUMNS = (days_since_one_on_one, one_on_ones_90d, one_on_ones_12m)
TALLIES = (Tally("met_90d", "from_90d"), Tally("met_12m", "from_12m"))
LAST = Latest("last_met", lambda meetings: meetings.event_date)


def one_on_ones(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of one-to-ones, one row per person and as-of day."""
    seen = seen_between(tables, tables["one_on_ones"], ["from_90d", "from_12m"])
    return per_row(totals(people, seen, TALLIES, [LAST]), COLUMNS)


ONE_ON_ONES = Subject(one_on_ones, COLUMNS)
