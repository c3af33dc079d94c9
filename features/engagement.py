"""Taking part in company events of the kinds in `EVENT_KINDS`."""

import ibis
import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.elapsed import days
from features.sources import Tables
from features.tallies import Latest, Number, Tally, seen_between, totals


def event_attendance_6m(people: ir.Table) -> ir.FloatingColumn:
    """Share of voluntary events of the 6 months before that the person came to; missing without one."""
    return people.came_6m / people.invited_6m.nullif(0)


def event_attendance_trend(people: ir.Table) -> ir.FloatingColumn:
    """Attendance of the 6 months before less that of the 6 months before those."""
    invited, came = people.invited_12m - people.invited_6m, people.came_12m - people.came_6m
    return event_attendance_6m(people) - came / invited.nullif(0)


def mandatory_attendance_12m(people: ir.Table) -> ir.FloatingColumn:
    """Share of mandatory events of the 12 months before that the person came to; missing without one."""
    return people.obeyed_12m / people.obliged_12m.nullif(0)


def event_invitations_6m(people: ir.Table) -> ir.FloatingColumn:
    """Voluntary events of the 6 months before to which the person was invited.

    Being left out is not the same as staying away: ties that are not offered cannot hold (job embeddedness:
    Mitchell and others 2001).
    """
    return people.invited_6m


def training_events_12m(people: ir.Table) -> ir.FloatingColumn:
    """Training events attended in the 12 months before."""
    return people.training_12m


def mentoring_events_12m(people: ir.Table) -> ir.FloatingColumn:
    """Mentoring meetings attended in the 12 months before."""
    return people.mentoring_12m


def days_since_event(people: ir.Table) -> ir.IntegerColumn:
    """Days since the last voluntary event attended; missing if there is none."""
    return days(people.last_came, people.as_of)


COLUMNS = (
    event_attendance_6m,
    event_attendance_trend,
    event_invitations_6m,
    mandatory_attendance_12m,
    training_events_12m,
    mentoring_events_12m,
    days_since_event,
)


def _invited(events: ir.Table) -> ir.BooleanColumn:
    return ~events.mandatory


def _came(events: ir.Table) -> ir.BooleanColumn:
    return ~events.mandatory & events.attended


def _attended(kind: str) -> Number:
    return lambda events: (events.kind == kind) & events.attended


TALLIES = (
    Tally("invited_6m", "from_6m", _invited),
    Tally("came_6m", "from_6m", _came),
    Tally("invited_12m", "from_12m", _invited),
    Tally("came_12m", "from_12m", _came),
    Tally("obliged_12m", "from_12m", lambda events: events.mandatory),
    Tally("obeyed_12m", "from_12m", lambda events: events.mandatory & events.attended),
    Tally("training_12m", "from_12m", _attended("training")),
    Tally("mentoring_12m", "from_12m", _attended("mentoring")),
)
LAST = Latest("last_came", lambda events: _came(events).ifelse(events.event_date, ibis.null("date")))


def engagement(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of company events, one row per person and as-of day."""
    seen = seen_between(tables, tables["engagement_events"], ["from_6m", "from_12m"])
    return per_row(totals(people, seen, TALLIES, [LAST]), COLUMNS)


ENGAGEMENT = Subject(engagement, COLUMNS)
