"""Sums, latest values and peaks over the windows of all as-of days at once, without joining each event to each day.

For sums an event is added at the first as-of day that can see it and taken off at the first one whose window has left
it behind; running sums over a person's days do the rest. The work grows with events plus days, not with their product.
Sums are of whole numbers held as floats, so they are exact and no order of rows matters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from features.positions import BEYOND, CALENDAR, POSITIONS, placed
from features.sources import Tables

Number = Callable[[ir.Table], ir.Value]
"""A value of each event."""


def each(events: ir.Table) -> ir.Value:
    """One for each event: a tally of it is a count."""
    return ibis.literal(True)


@dataclass(frozen=True)
class Tally:
    """A sum of whole numbers (or count of truths) over the events from the day in calendar column `since` on."""

    name: str
    since: str
    number: Number = each


@dataclass(frozen=True)
class Latest:
    """The highest value among all events that can be seen, however old; missing values are passed over."""

    name: str
    value: Number


@dataclass(frozen=True)
class Window:
    """Events by their `day`; on an as-of day those before the day in calendar column `until` can be seen.

    What lasts leaves a window behind `last`, the column of its last day.
    """

    day: str = "event_date"
    until: str = "as_of"
    last: str = ""


def seen_between(
    tables: Tables, events: ir.Table, since: Sequence[str], window: Window = Window()
) -> ir.Table:
    """Adds the positions among the as-of days between which each event can be seen.

    From position `seen` on it has happened and is known; from `gone` on another row has taken its place (never
    without a column `corrected_at`); from `left_<column>` on, for each calendar column of `since`, it is gone or lies
    before the window. `BEYOND`: never. Events that no as-of day sees are dropped.
    """
    days = tables[POSITIONS]
    happens, leaves = {"happened": window.until}, {f"left_{name}": name for name in since}
    rows = placed(events, days, "known_at", {"known": "as_of"})
    if window.last:
        rows = placed(placed(rows, days, window.day, happens), days, window.last, leaves)
    else:
        rows = placed(rows, days, window.day, happens | leaves)
    rows = rows.mutate(gone=ibis.literal(BEYOND))
    if "corrected_at" in rows.columns:
        rows = placed(rows.drop("gone"), days, "corrected_at", {"gone": "as_of"})
    rows = rows.select(
        *events.columns,
        "gone",
        seen=ibis.greatest(rows.known, rows.happened),
        **{f"left_{name}": ibis.least(rows[f"left_{name}"], rows.gone) for name in since},
    )
    return rows.filter(rows.seen < BEYOND)


def totals(
    people: ir.Table, seen: ir.Table, tallies: Sequence[Tally], latest: Sequence[Latest] = ()
) -> ir.Table:
    """`KEYS`, one column per tally (0 without events) and one per latest value, for every row of `people`.

    `seen` comes from `seen_between`, with the windows of all tallies. A latest value takes no account of corrections.
    """
    steps = _steps(seen, tallies, latest)
    own = people.select(
        "employee_id",
        "position",
        **{one.name: ibis.literal(0.0) for one in tallies},
        **{one.name: ibis.null(steps[one.name].type()) for one in latest},
        as_of="as_of",
    )
    rows = steps.mutate(as_of=ibis.null("date")).select(own.columns).union(own)
    buckets = rows.group_by("employee_id", "position").aggregate(
        **{one.name: rows[one.name].sum() for one in tallies},
        **{one.name: rows[one.name].max() for one in latest},
        as_of=rows.as_of.max(),
    )
    so_far = ibis.window(group_by="employee_id", order_by="position", preceding=None, following=0)
    running = buckets.select(
        "employee_id",
        "as_of",
        **{one.name: buckets[one.name].sum().over(so_far) for one in tallies},
        **{one.name: buckets[one.name].max().over(so_far) for one in latest},
    )
    return running.filter(running.as_of.notnull())


def _steps(seen: ir.Table, tallies: Sequence[Tally], latest: Sequence[Latest]) -> ir.Table:
    """Each event where it comes into sight, and once more for each window that leaves it behind."""
    windows = list(dict.fromkeys(tally.since for tally in tallies))
    rows = seen.mutate(step=ibis.range(len(windows) + 1).unnest())
    comes, goes = rows.step == 0, {name: rows.step == k for k, name in enumerate(windows, 1)}
    ends = ((goes[name], rows[f"left_{name}"]) for name in windows)
    values = {tally.name: _change(rows, tally, comes, goes[tally.since]) for tally in tallies} | {
        one.name: comes.ifelse(one.value(rows), ibis.null(one.value(rows).type())) for one in latest
    }
    stepped = rows.select(
        "employee_id", "step", "seen", position=ibis.cases((comes, rows.seen), *ends), **values
    )
    useful = (stepped.step == 0) | (stepped.position > stepped.seen)
    return stepped.filter(useful & (stepped.position < BEYOND))


def _change(rows: ir.Table, tally: Tally, comes: ir.BooleanValue, goes: ir.BooleanValue) -> ir.Value:
    """What a step changes in a tally: nothing for an event that is never inside its window."""
    number = tally.number(rows).cast("float64")
    change = ibis.cases((comes, number), (goes, -number), else_=0.0)
    return (rows.seen < rows[f"left_{tally.since}"]).ifelse(change, 0.0)


def spread(tables: Tables, seen: ir.Table, end: str) -> ir.Table:
    """Each event on every as-of day from `seen` until the position in column `end`: one row for each `position`.

    For what is no sum: it costs events times days.
    """
    rows = seen.mutate(stop=ibis.least(seen[end], tables[CALENDAR].position.max().as_scalar() + 1))
    rows = rows.filter(rows.seen < rows.stop)
    return rows.mutate(position=ibis.range(rows.seen, rows.stop).unnest()).drop("seen", "stop")


def dated(tables: Tables, rows: ir.Table) -> ir.Table:
    """Adds the calendar's columns for each row's `position`: the as-of day and the first days of its windows."""
    return rows.inner_join(tables[CALENDAR], "position")
