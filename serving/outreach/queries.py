"""Read a stored run. The population filter is part of every query about people, without exception."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, RowMapping, and_, func, or_, select

from data_contracts.errors import NotFound
from serving.access.offered import offered
from serving.access.population import beginning_with, in_population
from serving.outreach.inputs import ErManager
from serving.outreach.lines import ITEM, PERSON, line_row, lines, same_person, same_unit
from serving.outreach.reading import StoredRun
from serving.outreach.states import PLANNED, standing_of
from serving.outreach.views import (
    OutreachItem,
    OutreachList,
    PastBand,
    PersonView,
    Population,
    Promised,
    RunInfo,
)
from serving.relationship.contacts import last_contacts, promises_of
from serving.relationship.record import aspirations_of
from serving.store.outreach_tables import item_states
from serving.store.runs import latest_run_row
from serving.store.tables import run_er_managers, run_items, run_people, run_units, runs

_WORKED_ON = ("open", *PLANNED, "done")


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


def manager_list(
    conn: Connection, run_id: str, er_manager_id: str, today: date | None = None
) -> OutreachList:
    """The ER manager's ranked list; `NotFound` if the run is unknown or made no list for this ER manager.

    States are those of `today`, by default the run's own day. `carried` are lines of other runs that are planned.
    """
    run = _stored_run(conn, run_id)
    manager = _manager(conn, run_id, er_manager_id)
    day, latest = today or run.info.as_of, _latest_id(conn)
    mine = lines(conn, er_manager_id)
    rows = conn.execute(mine.where(run_items.c.run_id == run_id)).mappings().all()
    others = mine.where(run_items.c.run_id != run_id, item_states.c.state.in_(PLANNED))
    kept = [row for row in conn.execute(others).mappings() if standing_of(row, latest, day).state in PLANNED]
    made = {one: _stored_run(conn, one) for one in {row["item_run_id"] for row in kept}} | {run_id: run}
    known = _Known(conn, [row["employee_id"] for row in (*rows, *kept) if row["employee_id"] is not None])
    items = tuple(known.added(run.item(row, standing_of(row, latest, day))) for row in rows)
    carried = tuple(
        known.added(made[row["item_run_id"]].item(row, standing_of(row, latest, day))) for row in kept
    )
    return OutreachList(
        run=run.info,
        er_manager_id=er_manager_id,
        er_manager_name=manager["name"],
        population=_population_size(conn, run_id, er_manager_id),
        hours_available=manager["weekly_hours"],
        planned_hours=sum(item.hours for item in carried),
        hours_used=sum(item.hours for item in items if item.state in _WORKED_ON),
        gap=manager["gap"],
        coverage_due=manager["coverage_due"] or 0,
        coverage_short=manager["coverage_short"] or 0,
        items=items,
        carried=carried,
    )


def manager_item(
    conn: Connection, er_manager_id: str, item_id: str, today: date | None = None
) -> OutreachItem:
    """One line that the ER manager holds; `NotFound` for anybody else's, as for an unknown id."""
    row = line_row(conn, er_manager_id, item_id)
    if row is None:
        raise NotFound("There is no such line on your lists.")
    run = _stored_run(conn, row["item_run_id"])
    item = run.item(row, standing_of(row, _latest_id(conn), today or run.info.as_of))
    return _Known(conn, [item.employee_id] if item.employee_id is not None else []).added(item)


def person(
    conn: Connection, run_id: str, er_manager_id: str, employee_id: str, today: date | None = None
) -> PersonView:
    """One person of the ER manager's population; `NotFound` outside it, worded as for an unknown id.

    `item` is the line of this ER manager's own list; a person on a colleague's list has none here.
    """
    row = (
        conn.execute(
            select(*PERSON)
            .join_from(run_people, run_units, same_unit())
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
    run, latest = _stored_run(conn, run_id), _latest_id(conn)
    theirs = lines(conn, er_manager_id).where(run_items.c.employee_id == employee_id)
    here = or_(run_items.c.run_id == run_id, item_states.c.state.in_(PLANNED))
    found = [
        (line, standing_of(line, latest, today or run.info.as_of))
        for line in conn.execute(theirs.where(here)).mappings()
    ]
    standing = [pair for pair in found if pair[0]["item_run_id"] == run_id or pair[1].state in PLANNED]
    known = _Known(conn, [employee_id])
    item = None
    if standing:
        line, state = max(standing, key=lambda pair: pair[0]["item_run_id"] == run_id)
        item = known.added(_stored_run(conn, line["item_run_id"]).item(line, state))
    view = run.person(row, item)
    return replace(view, last_contact=known.last_contact(employee_id, view.last_contact))


def require_in_population(conn: Connection, er_manager_id: str, employee_id: str) -> None:
    """Raise `NotFound`, worded as for an unknown id, unless the latest run puts the person into the population."""
    found = conn.execute(
        select(run_people.c.employee_id).where(
            run_people.c.run_id == _latest_id(conn),
            run_people.c.employee_id == employee_id,
            in_population(er_manager_id),
        )
    ).first()
    if found is None:
        raise NotFound("There is no such person in your population.")


def history(conn: Connection, er_manager_id: str, employee_id: str, limit: int = 26) -> tuple[PastBand, ...]:
    """The person's bands over the last runs in which the ER manager may read about them, latest first."""
    rows = conn.execute(
        select(runs.c.run_id, runs.c.as_of, run_people.c.band, run_people.c.not_listed)
        .join_from(run_people, runs, runs.c.run_id == run_people.c.run_id)
        .where(run_people.c.employee_id == employee_id, in_population(er_manager_id))
        .order_by(runs.c.as_of.desc(), runs.c.number.desc())
    )
    last = {row.as_of: row for row in reversed(rows.all())}
    return tuple(
        PastBand(day, row.band, row.not_listed == "")
        for day, row in sorted(last.items(), reverse=True)[:limit]
    )


def population(
    conn: Connection, run_id: str, er_manager_id: str, *, search: str = "", start: int = 0, limit: int = 100
) -> Population:
    """The people whom the ER manager looks after, ranked; `search` is part of a name, id, job or unit."""
    run = _stored_run(conn, run_id)
    chosen = [
        run_people.c.run_id == run_id,
        beginning_with(run_id, er_manager_id),
        in_population(er_manager_id),
    ]
    if search:
        fields = (run_people.c.name, run_people.c.employee_id, run_people.c.job, run_units.c.name)
        chosen.append(or_(*(field.icontains(search, autoescape=True) for field in fields)))
    people = select(*PERSON, *ITEM).join_from(run_people, run_units, same_unit())
    people = people.outerjoin(
        run_items, and_(same_person(), run_items.c.er_manager_id == er_manager_id, offered())
    )
    counted = select(func.count()).select_from(run_people).join(run_units, same_unit())
    found = conn.execute(counted.where(*chosen)).scalar_one()
    ranked = people.where(*chosen).order_by(
        run_people.c.log_odds.is_(None),
        run_people.c.log_odds.desc(),
        run_people.c.name,
        run_people.c.employee_id,
    )
    rows = conn.execute(ranked.offset(start).limit(limit)).mappings()
    return Population(run.info, tuple(run.colleague(row) for row in rows), found, start)


class _Known:
    """What the relationship record adds to lines: the last contact, aspirations, promises that are open."""

    def __init__(self, conn: Connection, employee_ids: Sequence[str]) -> None:
        self._contacts = last_contacts(conn, employee_ids)
        self._aspirations = aspirations_of(conn, employee_ids)
        self._promises: dict[str, list[Promised]] = defaultdict(list)
        for promise in promises_of(conn, employee_ids):
            if promise.employee_id is not None:
                self._promises[promise.employee_id].append(Promised(promise.words, promise.due))

    def added(self, item: OutreachItem) -> OutreachItem:
        """The line with what is known of its person; a unit's as it is."""
        who = item.employee_id
        if who is None:
            return item
        return replace(
            item,
            last_contact=self.last_contact(who, item.last_contact),
            aspirations=self._aspirations.get(who, ""),
            promises=tuple(self._promises.get(who, ())),
        )

    def last_contact(self, employee_id: str, imported: date | None) -> date | None:
        """The later of the contact that was imported and the one that was logged here."""
        days = [day for day in (imported, self._contacts.get(employee_id)) if day is not None]
        return max(days, default=None)


def _latest_id(conn: Connection) -> str:
    row = latest_run_row(conn)
    return "" if row is None else str(row["run_id"])


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
    mine = beginning_with(run_id, er_manager_id) & in_population(er_manager_id)
    counted = select(func.count()).select_from(run_people)
    return conn.execute(counted.where(run_people.c.run_id == run_id, mine)).scalar_one()
