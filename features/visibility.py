"""What could be seen on an as-of day: the point-in-time rule of every feature, in one place.

A fact has the day it concerns and the day it became known. Rows known on the as-of day or later are unseen.
A late correction (same key, later `known_at`) replaces a row only from the day after it became known.
"""

from datetime import date

import ibis
import ibis.expr.types as ir

KEYS = ("employee_id", "as_of")
"""One row of features: one person on one as-of day."""

NEVER = date(9999, 12, 31)
"""End of what has no end: a plain comparison joins far faster than one that also allows a missing end."""


def day_after(day: ir.DateValue) -> ir.DateValue:
    """The next day as a date (engines differ in whether a date plus an interval stays a date)."""
    return (day + ibis.interval(days=1)).cast("timestamp").cast("date")


def with_validity(states: ir.Table, since: str) -> ir.Table:
    """Adds `seen_from`, `seen_until`: on any day t one row per employee has `seen_from <= t < seen_until`.

    A row can be seen from `since` or from the day after it became known, whichever is later, until a row
    with a later `since` can be seen. For rows known in order this is the usual interval made with `lead`.
    """
    rows = states.mutate(seen_from=ibis.greatest(states[since], day_after(states.known_at)))
    newer = ibis.window(group_by="employee_id", order_by=[since, "known_at"], between=(1, None))
    return rows.mutate(seen_until=rows.seen_from.min().over(newer).fill_null(NEVER))


def holds_at(states: ir.Table, as_of: ir.DateValue) -> ir.BooleanValue:
    """Whether a row made by `with_validity` is the one that holds on `as_of`, as far as could be known."""
    return (states.seen_from <= as_of) & (as_of < states.seen_until)


def with_corrections(rows: ir.Table, since: str) -> ir.Table:
    """Adds `corrected_at`: when the next row of the same employee and `since` became known, or `NEVER`."""
    same_fact = ibis.window(group_by=["employee_id", since], order_by="known_at")
    return rows.mutate(corrected_at=rows.known_at.lead().over(same_fact).fill_null(NEVER))


def states_seen(people: ir.Table, states: ir.Table) -> ir.Table:
    """Every row of `people` with each state valid from `as_of` or earlier and known before it."""
    rows = with_corrections(states, "valid_from")
    return _joined(people, rows, rows.valid_from <= people.as_of, rows.corrected_at >= people.as_of)


def facts_seen(people: ir.Table, facts: ir.Table, day: str) -> ir.Table:
    """Every row of `people` with each fact dated and known before `as_of`, one per employee and `day`."""
    rows = with_corrections(facts, day)
    return _joined(people, rows, rows[day] < people.as_of, rows.corrected_at >= people.as_of)


def _joined(people: ir.Table, rows: ir.Table, *conditions: ir.BooleanValue) -> ir.Table:
    """Left join, so that a person without any row is still there; the row's columns win over the person's."""
    known = [people.employee_id == rows.employee_id, rows.known_at < people.as_of, *conditions]
    own = [column for column in people.columns if column in KEYS or column not in rows.columns]
    theirs = [column for column in rows.columns if column not in ("employee_id", "known_at", "corrected_at")]
    joined = people.left_join(rows, known, lname="{name}_of_person", rname="")
    return joined.select(
        *(joined[f"{c}_of_person" if c in rows.columns else c].name(c) for c in own),
        *theirs,
    )


def with_previous(states: ir.Table, columns: tuple[str, ...], since: str = "valid_from") -> ir.Table:
    """Adds what the state before held (`previous_<column>`), `is_first` and `is_last`.

    `states` comes from `states_seen` or `facts_seen`, with one row per person, as-of day and `since`.
    """
    in_order = ibis.window(group_by=KEYS, order_by=since)
    before = {f"previous_{column}": states[column].lag().over(in_order) for column in columns}
    return states.mutate(
        **before,
        is_first=states[since].lag().over(in_order).isnull(),
        is_last=states[since].lead().over(in_order).isnull(),
    )
