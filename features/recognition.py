"""Being recognised by others."""

import ibis.expr.types as ir

from features.columns import Subject, as_of_day, per_person
from features.elapsed import days
from features.sources import Tables
from features.visibility import events_seen


def recognition_12m(events: ir.Table) -> ir.IntegerScalar:
    """Recognitions received in the 12 months before."""
    return events.count(where=events.event_date >= events.from_12m)


def recognition_90d(events: ir.Table) -> ir.IntegerScalar:
    """Recognitions received in the 90 days before."""
    return events.count(where=events.event_date >= events.from_90d)


def days_since_recognition(events: ir.Table) -> ir.IntegerScalar:
    """Days since the last recognition; missing if there is none."""
    return days(events.event_date.max(), as_of_day(events))


COLUMNS = (recognition_12m, recognition_90d, days_since_recognition)


def recognition(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of recognition, one row per person and as-of day."""
    events = tables["recognition"].rename(employee_id="to_employee_id")
    return per_person(events_seen(people, events), COLUMNS)


RECOGNITION = Subject(recognition, COLUMNS)
