"""Read what is on the ER managers' desks, for the next run: planned, promised, held, put off, reassigned."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import Connection, select

from serving.outreach.inputs import Desk, PopulationEntry
from serving.outreach.states import PLANNED, PLANNED_DAYS
from serving.relationship.contacts import last_contacts, open_promises
from serving.store.outreach_tables import DECIDED, item_states, reassignments
from serving.store.tables import run_items


def desk_on(conn: Connection, as_of: date, put_off_days: int) -> Desk:
    """The desks on a day; a planned line that was not held within weeks of its day blocks nobody any more."""
    states = select(
        item_states, run_items.c.employee_id, run_items.c.hours, run_items.c.valid_until
    ).join_from(item_states, run_items, run_items.c.item_id == item_states.c.item_id)
    planned: set[str] = set()
    hours: dict[str, float] = defaultdict(float)
    for row in conn.execute(states.where(item_states.c.state.in_(PLANNED))):
        if as_of > (row.due or row.valid_until) + timedelta(days=PLANNED_DAYS):
            continue
        planned |= {row.employee_id} - {None}
        if (row.due or row.valid_until) <= as_of + timedelta(days=7):
            hours[row.er_manager_id] += row.hours
    put_off = {
        row.employee_id: row.changed_on + timedelta(days=put_off_days)
        for row in conn.execute(
            states.where(item_states.c.state == "dismissed").order_by(item_states.c.changed_on)
        )
        if row.employee_id is not None
    }
    return Desk(
        planned=frozenset(planned),
        planned_hours=dict(hours),
        follow_ups=open_promises(conn),
        put_off=put_off,
        last_contact=last_contacts(conn),
        units=_units(conn, put_off_days),
    )


VISITED = timedelta(days=90)
"""A unit that was visited is left in peace so long: until then the next round or quarter says whether it helped."""


def _units(conn: Connection, put_off_days: int) -> dict[str, date]:
    """Until when each unit is left in peace."""
    rest = {"done": VISITED, "dismissed": timedelta(days=put_off_days)}
    rows = conn.execute(
        select(item_states, run_items.c.unit_id, run_items.c.valid_until)
        .join_from(item_states, run_items, run_items.c.item_id == item_states.c.item_id)
        .where(run_items.c.unit_id.is_not(None), item_states.c.state.in_(DECIDED))
    ).all()
    found: dict[str, date] = {}
    for row in rows:
        planned = (row.due or row.valid_until) + timedelta(days=PLANNED_DAYS)
        until = row.changed_on + rest[row.state] if row.state in rest else planned
        found[row.unit_id] = max(until, found.get(row.unit_id, date.min))
    return found


def reassigned(conn: Connection) -> tuple[PopulationEntry, ...]:
    """Every reassignment, in the order in which they were made."""
    rows = conn.execute(select(reassignments).order_by(reassignments.c.at, reassignments.c.reassignment_id))
    return tuple(
        PopulationEntry(row.er_manager_id, row.unit_id, row.employee_id, row.valid_from) for row in rows
    )
