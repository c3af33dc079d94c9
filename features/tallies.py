"""Sums and latest values over the windows of all as-of days at once, without joining each event to each day.

An event is added at the first as-of day that can see it and taken off at the first one whose window has left it behind;
running sums over a person's days do the rest. The work grows with events plus days, not with their product. Sums are of
whole numbers held as floats, so they are exact and no order of rows matters.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from features.positions import BEYOND, POSITIONS, placed
from features.sources import Tables
from features.visibility import KEYS


@dataclass(frozen=True)
class Tally:
    """A sum of whole numbers over the events from the day in the calendar's column `since` on."""

    name: str
    since: str
    number: Callable[[ir.Table], ir.Value]


@dataclass(frozen=True)
class Latest:
    """The highest value among all events that can be seen, however old; missing values are passed over."""

    name: str
    value: Callable[[ir.Table], ir.Value]


def tallied(
    tables: Tables,
    people: ir.Table,
    events: ir.Table,
    day: str,
    tallies: Sequence[Tally],
    latest: Sequence[Latest] = (),
    until: str = "as_of",
) -> ir.Table:
    """`KEYS`, one column per tally (0 without events) and one per latest value, for every row of `people`.

    `events` has `employee_id`, `known_at` and `day`; those of `until` or later, and those known on the as-of day or
    later, are unseen. With a column `corrected_at` an event is seen up to that day and no longer.
    """
    steps = _steps(tables[POSITIONS], events, day, tallies, latest, until)
    names = [one.name for one in (*tallies, *latest)]
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
    totals = buckets.mutate(
        **{one.name: buckets[one.name].sum().over(so_far) for one in tallies},
        **{one.name: buckets[one.name].max().over(so_far) for one in latest},
    )
    return totals.filter(totals.as_of.notnull()).select(*KEYS, *names)


def _steps(
    days: ir.Table, events: ir.Table, day: str, tallies: Sequence[Tally], latest: Sequence[Latest], until: str
) -> ir.Table:
    """Each event where it comes into sight, and once more for each window that leaves it behind."""
    windows = list(dict.fromkeys(tally.since for tally in tallies))
    rows = placed(events, days, "known_at", ["as_of"], "known_")
    rows = placed(rows, days, day, [until, *windows], "day_")
    rows = rows.mutate(seen=ibis.greatest(rows.known_as_of, rows[f"day_{until}"]))
    rows = rows.filter(rows.seen < BEYOND)
    branches = ibis.memtable({"branch": list(range(len(windows) + 1))})
    rows = rows.cross_join(branches)
    place = ibis.cases(
        (rows.branch == 0, rows.seen),
        *((rows.branch == k, rows[f"day_{name}"]) for k, name in enumerate(windows, 1)),
    )
    values = {}
    for tally in tallies:
        end, k = rows[f"day_{tally.since}"], windows.index(tally.since) + 1
        number = tally.number(rows).cast("float64")
        sign = ibis.cases((rows.branch == 0, number), (rows.branch == k, -number), else_=0.0)
        values[tally.name] = (rows.seen < end).ifelse(sign, 0.0)
    for one in latest:
        values[one.name] = (rows.branch == 0).ifelse(one.value(rows), ibis.null(one.value(rows).type()))
    stepped = rows.select("employee_id", "seen", "branch", position=place, **values)
    return stepped.filter(
        (stepped.branch == 0) | (stepped.position > stepped.seen), stepped.position < BEYOND
    )
