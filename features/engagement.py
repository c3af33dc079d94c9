"""Taking part in company events of the kinds in `EVENT_KINDS`."""

import ibis.expr.types as ir

from features.columns import Subject, as_of_day, per_person
from features.elapsed import days
from features.sources import Tables
from features.visibility import events_seen


def _attended_share(events: ir.Table, window: ir.BooleanColumn) -> ir.FloatingScalar:
    """Attended of all rows in the window; missing when the window has none."""
    return events.count(where=window & events.attended) / events.count(where=window).nullif(0)


def _voluntary_share(events: ir.Table, window: ir.BooleanColumn) -> ir.FloatingScalar:
    return _attended_share(events, window & ~events.mandatory)


def event_attendance_6m(events: ir.Table) -> ir.FloatingScalar:
    """Share of voluntary events of the 6 months before that the person came to."""
    return _voluntary_share(events, events.event_date >= events.from_6m)


def event_attendance_trend(events: ir.Table) -> ir.FloatingScalar:
    """Attendance of the 6 months before less that of the 6 months before those."""
    earlier = (events.event_date >= events.from_12m) & (events.event_date < events.from_6m)
    return event_attendance_6m(events) - _voluntary_share(events, earlier)


def mandatory_attendance_12m(events: ir.Table) -> ir.FloatingScalar:
    """Share of mandatory events of the 12 months before that the person came to."""
    return _attended_share(events, events.mandatory & (events.event_date >= events.from_12m))


def event_invitations_6m(events: ir.Table) -> ir.IntegerScalar:
    """Voluntary events of the 6 months before to which the person was invited.

    Being left out is not the same as staying away: ties that are not offered cannot hold (job embeddedness:
    Mitchell and others 2001).
    """
    return events.count(where=~events.mandatory & (events.event_date >= events.from_6m))


def _attended_in_a_year(events: ir.Table, kind: str) -> ir.IntegerScalar:
    return events.count(
        where=(events.kind == kind) & events.attended & (events.event_date >= events.from_12m)
    )


def training_events_12m(events: ir.Table) -> ir.IntegerScalar:
    """Training events attended in the 12 months before."""
    return _attended_in_a_year(events, "training")


def mentoring_events_12m(events: ir.Table) -> ir.IntegerScalar:
    """Mentoring meetings attended in the 12 months before."""
    return _attended_in_a_year(events, "mentoring")


def days_since_event(events: ir.Table) -> ir.IntegerScalar:
    """Days since the last voluntary event attended; missing if there is none."""
    return days(events.event_date.max(where=events.attended & ~events.mandatory), as_of_day(events))


COLUMNS = (
    event_attendance_6m,
    event_attendance_trend,
    event_invitations_6m,
    mandatory_attendance_12m,
    training_events_12m,
    mentoring_events_12m,
    days_since_event,
)


def engagement(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of company events, one row per person and as-of day."""
    return per_person(events_seen(people, tables["engagement_events"]), COLUMNS)


ENGAGEMENT = Subject(engagement, COLUMNS)
