"""Being recognised by others."""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.elapsed import days
from features.sources import Tables
from features.tallies import Latest, Tally, seen_between, totals


def recognition_12m(people: ir.Table) -> ir.FloatingColumn:
    """Recognitions received in the 12 months before."""
    return people.thanked_12m


def recognition_90d(people: ir.Table) -> ir.FloatingColumn:
    """Recognitions received in the 90 days before."""
    return people.thanked_90d


def days_since_recognition(people: ir.Table) -> ir.IntegerColumn:
    """Days since the last recognition; missing if there is none."""
    return days(people.last_thanked, people.as_of)


COLUMNS = (recognition_12m, recognition_90d, days_since_recognition)
TALLIES = (Tally("thanked_12m", "from_12m"), Tally("thanked_90d", "from_90d"))
LAST = Latest("last_thanked", lambda events: events.event_date)


def recognition(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of recognition, one row per person and as-of day."""
    events = tables["recognition"].rename(employee_id="to_employee_id")
    seen = seen_between(tables, events, ["from_12m", "from_90d"])
    return per_row(totals(people, seen, TALLIES, [LAST]), COLUMNS)


RECOGNITION = Subject(recognition, COLUMNS)
