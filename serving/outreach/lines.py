"""The query behind every line of a list: its subject, its state, its person in the latest run, and who may read it."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, or_, select

from serving.access.offered import offered
from serving.access.population import in_population, unit_in_population
from serving.store.outreach_tables import item_states
from serving.store.runs import latest_run_row
from serving.store.tables import run_items, run_people, run_units

PERSON = (run_people, run_units.c.name.label("unit_name"))
ITEM = (
    *(
        run_items.c[name]
        for name in ("item_id", "kind", "position", "playbook_id", "hours", "why", "valid_until")
    ),
    run_items.c.unit_id.label("item_unit_id"),
    run_items.c.run_id.label("item_run_id"),
    run_items.c.er_manager_id.label("item_er_manager_id"),
)
_STATE = (
    *(item_states.c[name] for name in ("version", "state", "reason", "words", "due")),
    item_states.c.er_manager_id.label("holder"),
)
_SUBJECT, _ABOVE = run_units.alias("subject_unit"), run_units.alias("unit_above")
_NOW = run_people.alias("person_now")


def lines(conn: Connection, er_manager_id: str) -> Select[Any]:
    """The lines that an ER manager holds, of all runs, in the order of their lists.

    A line is there when its person or unit is in the population, or when a colleague handed it over; not while its
    person contests it, and never after an objection.
    """
    latest = latest_run_row(conn)
    latest_id = "" if latest is None else latest["run_id"]
    unit = and_(_SUBJECT.c.run_id == run_items.c.run_id, _SUBJECT.c.unit_id == run_items.c.unit_id)
    above = and_(_ABOVE.c.run_id == _SUBJECT.c.run_id, _ABOVE.c.unit_id == _SUBJECT.c.parent_id)
    now = and_(_NOW.c.run_id == latest_id, _NOW.c.employee_id == run_items.c.employee_id)
    holder = func.coalesce(item_states.c.er_manager_id, run_items.c.er_manager_id)
    return (
        select(
            *PERSON,
            *ITEM,
            *_STATE,
            _SUBJECT.c.name.label("subject_name"),
            _ABOVE.c.name.label("above_name"),
            _NOW.c.not_listed.label("now_not_listed"),
            _NOW.c.er_manager_id.label("now_owner"),
        )
        .join_from(run_items, run_people, same_person(), isouter=True)
        .outerjoin(run_units, same_unit())
        .outerjoin(_SUBJECT, unit)
        .outerjoin(_ABOVE, above)
        .outerjoin(item_states, item_states.c.item_id == run_items.c.item_id)
        .outerjoin(_NOW, now)
        .where(
            holder == er_manager_id,
            offered(),
            or_(
                in_population(er_manager_id),
                unit_in_population(er_manager_id, _SUBJECT),
                item_states.c.er_manager_id == er_manager_id,
            ),
        )
        .order_by(run_items.c.position, run_items.c.item_id)
    )


def line_row(conn: Connection, er_manager_id: str, item_id: str) -> RowMapping | None:
    """One line that the ER manager holds; None for anybody else's, as for an unknown id."""
    return conn.execute(lines(conn, er_manager_id).where(run_items.c.item_id == item_id)).mappings().first()


def same_person() -> ColumnElement[bool]:
    """A line and its person in the same run."""
    return and_(
        run_items.c.run_id == run_people.c.run_id, run_items.c.employee_id == run_people.c.employee_id
    )


def same_unit() -> ColumnElement[bool]:
    """A person and their unit in the same run."""
    return and_(run_units.c.run_id == run_people.c.run_id, run_units.c.unit_id == run_people.c.unit_id)
