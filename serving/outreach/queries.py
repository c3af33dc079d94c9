"""Read a stored run. The population filter is part of every query about people, without exception."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, Select, and_, func, or_, select

from data_contracts.errors import NotFound
from serving.access.population import in_population, unit_in_population
from serving.outreach.inputs import ErManager
from serving.outreach.reading import StoredRun
from serving.outreach.views import OutreachItem, OutreachList, PersonView, Population, RunInfo
from serving.store.runs import latest_run_row
from serving.store.tables import run_er_managers, run_items, run_people, run_units, runs

_PERSON = (run_people, run_units.c.name.label("unit_name"))
_ITEM = (
    *(
        run_items.c[name]
        for name in ("item_id", "kind", "position", "playbook_id", "hours", "why", "valid_until")
    ),
    run_items.c.unit_id.label("item_unit_id"),
)
_SUBJECT, _ABOVE = run_units.alias("subject_unit"), run_units.alias("unit_above")


def latest_run(conn: Connection) -> RunInfo | None:
    """The run to work from: of the newest as-of day the last one made; None before the first run."""
    row = latest_run_row(conn)
    return None if row is None else StoredRun(row).info


def run_info(conn: Connection, run_id: str) -> RunInfo:
    """One run; `NotFound` if there is none by that id."""
    return _stored_run(conn, run_id).info


def manager_runs(conn: Connection, er_manager_id: str, limit: int = 50) -> tuple[RunInfo, ...]:
    """The runs that made a list for this ER manager, latest first."""
    rows = conn.execute(
        select(runs)
        .join(run_er_managers, run_er_managers.c.run_id == runs.c.run_id)
        .where(run_er_managers.c.er_manager_id == er_manager_id)
        .order_by(runs.c.as_of.desc(), runs.c.number.desc())
        .limit(limit)
    )
    return tuple(StoredRun(row).info for row in rows.mappings())


def er_managers(conn: Connection, run_id: str) -> tuple[ErManager, ...]:
    """The ER managers for whom a run made lists, by id; for whoever issues their keys."""
    rows = conn.execute(
        select(run_er_managers.c.er_manager_id, run_er_managers.c.name, run_er_managers.c.weekly_hours)
        .where(run_er_managers.c.run_id == run_id)
        .order_by(run_er_managers.c.er_manager_id)
    )
    return tuple(ErManager(**row) for row in rows.mappings())


def manager_list(conn: Connection, run_id: str, er_manager_id: str) -> OutreachList:
    """The ER manager's ranked list; `NotFound` if the run is unknown or made no list for this ER manager."""
    run = _stored_run(conn, run_id)
    manager = _manager(conn, run_id, er_manager_id)
    rows = conn.execute(_items(er_manager_id).where(run_items.c.run_id == run_id)).mappings()
    items = tuple(run.item(row) for row in rows)
    return OutreachList(
        run=run.info,
        er_manager_id=er_manager_id,
        er_manager_name=manager["name"],
        population=_population_size(conn, run_id, er_manager_id),
        hours_available=manager["weekly_hours"],
        planned_hours=manager["planned_hours"] or 0.0,
        hours_used=sum(item.hours for item in items),
        gap=manager["gap"],
        coverage_due=manager["coverage_due"] or 0,
        coverage_short=manager["coverage_short"] or 0,
        items=items,
    )


def manager_item(conn: Connection, er_manager_id: str, item_id: str) -> OutreachItem:
    """One line of one of the ER manager's lists; `NotFound` for anybody else's, as for an unknown id."""
    row = conn.execute(_items(er_manager_id).where(run_items.c.item_id == item_id)).mappings().first()
    if row is None:
        raise NotFound("There is no such line on your lists.")
    return _stored_run(conn, row["run_id"]).item(row)


def person(conn: Connection, run_id: str, er_manager_id: str, employee_id: str) -> PersonView:
    """One person of the ER manager's population; `NotFound` outside it, worded as for an unknown id.

    `item` is the line of this ER manager's own list; a person on a colleague's list has none here.
    """
    row = (
        conn.execute(
            select(*_PERSON, *_ITEM)
            .join_from(run_people, run_units, _same_unit())
            .outerjoin(run_items, and_(_same_person(), run_items.c.er_manager_id == er_manager_id))
            .where(
                run_people.c.run_id == run_id,
                run_people.c.employee_id == employee_id,
                in_population(er_manager_id),
            )
        )
        .mappings()
        .first()
    )
    if row is None:
        raise NotFound("There is no such person in your population.")
    return _stored_run(conn, run_id).person(row)


def population(
    conn: Connection, run_id: str, er_manager_id: str, *, search: str = "", start: int = 0, limit: int = 100
) -> Population:
    """The people whom the ER manager looks after, ranked; `search` is part of a name, id, job or unit."""
    run = _stored_run(conn, run_id)
    chosen = [run_people.c.run_id == run_id, in_population(er_manager_id)]
    if search:
        fields = (run_people.c.name, run_people.c.employee_id, run_people.c.job, run_units.c.name)
        chosen.append(or_(*(field.icontains(search, autoescape=True) for field in fields)))
    people = select(*_PERSON, *_ITEM).join_from(run_people, run_units, _same_unit())
    people = people.outerjoin(run_items, and_(_same_person(), run_items.c.er_manager_id == er_manager_id))
    found = conn.execute(select(func.count()).select_from(people.where(*chosen).subquery())).scalar_one()
    ranked = people.where(*chosen).order_by(
        run_people.c.log_odds.is_(None),
        run_people.c.log_odds.desc(),
        run_people.c.name,
        run_people.c.employee_id,
    )
    rows = conn.execute(ranked.offset(start).limit(limit)).mappings()
    return Population(run.info, tuple(run.colleague(row) for row in rows), found, start)


def _items(er_manager_id: str) -> Select[Any]:
    """Lines about people and units of the population; one about anybody else is not there."""
    unit = and_(_SUBJECT.c.run_id == run_items.c.run_id, _SUBJECT.c.unit_id == run_items.c.unit_id)
    above = and_(_ABOVE.c.run_id == _SUBJECT.c.run_id, _ABOVE.c.unit_id == _SUBJECT.c.parent_id)
    return (
        select(*_PERSON, *_ITEM, _SUBJECT.c.name.label("subject_name"), _ABOVE.c.name.label("above_name"))
        .join_from(run_items, run_people, _same_person(), isouter=True)
        .outerjoin(run_units, _same_unit())
        .outerjoin(_SUBJECT, unit)
        .outerjoin(_ABOVE, above)
        .where(
            run_items.c.er_manager_id == er_manager_id,
            or_(in_population(er_manager_id), unit_in_population(er_manager_id, _SUBJECT)),
        )
        .order_by(run_items.c.position)
    )


def _same_person() -> ColumnElement[bool]:
    return and_(
        run_items.c.run_id == run_people.c.run_id, run_items.c.employee_id == run_people.c.employee_id
    )


def _same_unit() -> ColumnElement[bool]:
    return and_(run_units.c.run_id == run_people.c.run_id, run_units.c.unit_id == run_people.c.unit_id)


def _stored_run(conn: Connection, run_id: str) -> StoredRun:
    row = conn.execute(select(runs).where(runs.c.run_id == run_id)).mappings().first()
    if row is None:
        raise NotFound("There is no run by that id.", remedy="Ask for the list of runs, or for `latest`.")
    return StoredRun(row)


def _manager(conn: Connection, run_id: str, er_manager_id: str) -> RowMapping:
    found = conn.execute(
        select(run_er_managers).where(
            run_er_managers.c.run_id == run_id, run_er_managers.c.er_manager_id == er_manager_id
        )
    )
    row = found.mappings().first()
    if row is None:
        raise NotFound("This run made no list for you.", remedy="Ask whoever makes the runs to add you.")
    return row


def _population_size(conn: Connection, run_id: str, er_manager_id: str) -> int:
    counted = select(func.count()).select_from(run_people)
    return conn.execute(
        counted.where(run_people.c.run_id == run_id, in_population(er_manager_id))
    ).scalar_one()
