"""The team's weeks as the ER lead sees them: hours, coverage, what became of suggestions, and who looks after whom."""

import secrets
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from sqlalchemy import Connection, and_, func, insert, select, update

from data_contracts.errors import InputRefused, NotFound
from serving.access.roles import Principal
from serving.audit.trail import AuditTrail
from serving.outreach.reading import StoredRun
from serving.outreach.states import PLANNED
from serving.outreach.views import RunInfo
from serving.store.outreach_tables import DECIDED, goals, item_states, reassignments
from serving.store.relationship_tables import contacts
from serving.store.runs import latest_run_row
from serving.store.tables import run_er_managers, run_items, run_people, run_units, runs

LOOK_BACK = timedelta(days=91)
"""Suggestions and what became of them are counted over the last 13 weeks."""


@dataclass(frozen=True)
class ManagerWeek:
    """One ER manager's week in figures; it names nobody they look after.

    `listed_hours` are of this week's list, `planned_hours` of earlier lines still to be held. `held` of `suggested`
    lines of the last 13 weeks were held; `days_to_contact` is the median from list to contact, None without any.
    """

    er_manager_id: str
    name: str
    population: int
    weekly_hours: float
    listed_hours: float
    planned_hours: float
    listed: int
    decided: int
    overdue: int
    coverage_due: int
    coverage_short: int
    gap: float | None
    suggested: int
    held: int
    days_to_contact: float | None


@dataclass(frozen=True)
class PlaybookUse:
    """How often a kind of conversation was suggested in the last 13 weeks, and how often held or dismissed."""

    playbook_id: str
    suggested: int
    held: int
    dismissed: int


@dataclass(frozen=True)
class Handover:
    """A reassignment: from its day on the ER manager looks after the unit or person."""

    er_manager_id: str
    unit_id: str | None
    employee_id: str | None
    valid_from: date
    note: str


@dataclass(frozen=True)
class Goal:
    """What is to be reached, with which conversation, seen in which KPI, by when."""

    goal_id: str
    words: str
    playbook_id: str
    kpi: str
    due: date
    closed_on: date | None


@dataclass(frozen=True)
class Team:
    """The whole team: figures by ER manager and playbook, people without an owner, handovers, goals."""

    run: RunInfo
    managers: tuple[ManagerWeek, ...]
    playbooks: tuple[PlaybookUse, ...]
    without_owner: int
    without_language: int
    handovers: tuple[Handover, ...]
    goals: tuple[Goal, ...]


def team(conn: Connection, today: date) -> Team:
    """The team on a day; `NotFound` before the first run."""
    row = latest_run_row(conn)
    if row is None:
        raise NotFound("No outreach run has been made yet.", remedy="Make one with `ermine run`.")
    run = StoredRun(row).info
    owners = run_people.c.er_manager_id, run_people.c.not_listed, func.count()
    people = conn.execute(
        select(*owners).where(run_people.c.run_id == run.run_id).group_by(*owners[:2])
    ).all()
    return Team(
        run=run,
        managers=_managers(conn, run, today, people),
        playbooks=_playbooks(conn, today),
        without_owner=sum(row[2] for row in people if row[1] == "no_owner"),
        without_language=sum(row[2] for row in people if row[1] == "language"),
        handovers=handovers(conn),
        goals=_goals(conn),
    )


def handovers(
    conn: Connection, er_manager_id: str | None = None, since: date | None = None
) -> tuple[Handover, ...]:
    """The reassignments, latest first; of one ER manager, or begun since a day, where asked."""
    chosen = select(reassignments)
    if er_manager_id is not None:
        chosen = chosen.where(reassignments.c.er_manager_id == er_manager_id)
    if since is not None:
        chosen = chosen.where(reassignments.c.valid_from >= since)
    rows = conn.execute(chosen.order_by(reassignments.c.valid_from.desc(), reassignments.c.at.desc()))
    return tuple(
        Handover(**{name: getattr(row, name) for name in Handover.__dataclass_fields__}) for row in rows
    )


def reassign(
    conn: Connection, audit: AuditTrail, who: Principal, handover: Handover, today: date, at: datetime
) -> None:
    """Let another ER manager look after a unit or a person from a day on; the next run obeys it."""
    latest = latest_run_row(conn)
    run_id = "" if latest is None else str(latest["run_id"])
    _check_reassignment(conn, run_id, handover, today)
    conn.execute(
        insert(reassignments).values(
            reassignment_id=secrets.token_hex(12),
            er_manager_id=handover.er_manager_id,
            unit_id=handover.unit_id,
            employee_id=handover.employee_id,
            valid_from=handover.valid_from,
            note=handover.note,
            key_id=who.key_id,
            at=at,
        )
    )
    audit.record(
        conn,
        who,
        "population.reassigned",
        subject=handover.employee_id,
        to=handover.er_manager_id,
        unit=handover.unit_id,
        valid_from=handover.valid_from.isoformat(),
    )


def set_goal(
    conn: Connection,
    audit: AuditTrail,
    who: Principal,
    *,
    words: str,
    playbook_id: str,
    kpi: str,
    due: date,
    today: date,
    at: datetime,
) -> str:
    """Write a goal down; gives its id. Raises `InputRefused` for empty words or a day that has passed."""
    if not words or not kpi:
        raise InputRefused(
            "A goal needs words and a KPI.", remedy="Say what is to be reached and where it shows."
        )
    if due < today:
        raise InputRefused(f"The goal's day, {due}, has passed.", remedy=f"Choose {today} or later.")
    goal_id = secrets.token_hex(12)
    conn.execute(
        insert(goals).values(
            goal_id=goal_id, words=words, playbook_id=playbook_id, kpi=kpi, due=due, key_id=who.key_id, at=at
        )
    )
    audit.record(conn, who, "goal.set", goal=goal_id, playbook=playbook_id, kpi=kpi, due=due.isoformat())
    return goal_id


def close_goal(conn: Connection, audit: AuditTrail, who: Principal, goal_id: str, today: date) -> None:
    """Close a goal; `NotFound` if there is no open one by this id."""
    mine = and_(goals.c.goal_id == goal_id, goals.c.closed_on.is_(None))
    if conn.execute(update(goals).where(mine).values(closed_on=today)).rowcount != 1:
        raise NotFound("There is no such open goal.")
    audit.record(conn, who, "goal.closed", goal=goal_id)


def _check_reassignment(conn: Connection, run_id: str, handover: Handover, today: date) -> None:
    if (handover.unit_id is None) == (handover.employee_id is None):
        raise InputRefused("A reassignment names a unit or a person.", remedy="Fill in one of the two.")
    if handover.valid_from < today:
        raise InputRefused(
            f"{handover.valid_from} has passed: who looked after whom is not rewritten.",
            remedy=f"Choose {today} or later.",
        )
    known = [
        (run_er_managers.c.er_manager_id, handover.er_manager_id, run_er_managers.c.run_id),
        (run_units.c.unit_id, handover.unit_id, run_units.c.run_id),
        (run_people.c.employee_id, handover.employee_id, run_people.c.run_id),
    ]
    for column, value, run in known:
        if value is None:
            continue
        if conn.execute(select(column).where(run == run_id, column == value)).first() is None:
            raise NotFound(f"The latest run knows no {column.name} like that.", remedy="Check the id.")


def _managers(
    conn: Connection, run: RunInfo, today: date, people: Sequence[tuple[str | None, str, int]]
) -> tuple[ManagerWeek, ...]:
    population: Counter[str | None] = Counter()
    for owner, _, number in people:
        population[owner] += number
    this_week = _lines(conn, run_items.c.run_id == run.run_id)
    carried = _lines(conn, and_(run_items.c.run_id != run.run_id, item_states.c.state.in_(PLANNED)))
    recent = _lines(conn, and_(runs.c.as_of > today - LOOK_BACK, runs.c.as_of <= today))
    waits = _waits(conn, today)
    rows = conn.execute(
        select(run_er_managers)
        .where(run_er_managers.c.run_id == run.run_id)
        .order_by(run_er_managers.c.er_manager_id)
    )
    return tuple(
        ManagerWeek(
            er_manager_id=row.er_manager_id,
            name=row.name,
            population=population[row.er_manager_id],
            weekly_hours=row.weekly_hours,
            listed_hours=sum(
                line.hours
                for line in this_week[row.er_manager_id]
                if line.state not in ("dismissed", "withdrawn")
            ),
            planned_hours=sum(line.hours for line in carried[row.er_manager_id]),
            listed=len(this_week[row.er_manager_id]),
            decided=sum(line.state in DECIDED for line in this_week[row.er_manager_id]),
            overdue=sum((line.due or line.valid_until) < today for line in carried[row.er_manager_id]),
            coverage_due=row.coverage_due or 0,
            coverage_short=row.coverage_short or 0,
            gap=row.gap,
            suggested=len(recent[row.er_manager_id]),
            held=sum(line.state == "done" for line in recent[row.er_manager_id]),
            days_to_contact=median(waits[row.er_manager_id]) if waits[row.er_manager_id] else None,
        )
        for row in rows
    )


@dataclass(frozen=True)
class _Line:
    hours: float
    state: str | None
    due: date | None
    valid_until: date
    playbook_id: str


def _lines(conn: Connection, condition: object) -> dict[str, list[_Line]]:
    """Lines by whoever holds them."""
    holder = func.coalesce(item_states.c.er_manager_id, run_items.c.er_manager_id).label("holder")
    rows = conn.execute(
        select(run_items, item_states.c.state, item_states.c.due, holder)
        .join_from(run_items, runs, runs.c.run_id == run_items.c.run_id)
        .outerjoin(item_states, item_states.c.item_id == run_items.c.item_id)
        .where(condition)  # type: ignore[arg-type]
    )
    found: dict[str, list[_Line]] = defaultdict(list)
    for row in rows:
        found[row.holder].append(_Line(row.hours, row.state, row.due, row.valid_until, row.playbook_id))
    return found


def _waits(conn: Connection, today: date) -> dict[str, list[int]]:
    """Days from the list to the contact that answered it."""
    rows = conn.execute(
        select(contacts.c.er_manager_id, contacts.c.day, runs.c.as_of)
        .join_from(contacts, run_items, run_items.c.item_id == contacts.c.item_id)
        .join(runs, runs.c.run_id == run_items.c.run_id)
        .where(contacts.c.day > today - LOOK_BACK)
    )
    found: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        found[row.er_manager_id].append((row.day - row.as_of).days)
    return found


def _playbooks(conn: Connection, today: date) -> tuple[PlaybookUse, ...]:
    lines = [line for held in _lines(conn, runs.c.as_of > today - LOOK_BACK).values() for line in held]
    counts = Counter(line.playbook_id for line in lines)
    return tuple(
        PlaybookUse(
            playbook_id,
            suggested,
            sum(line.state == "done" for line in lines if line.playbook_id == playbook_id),
            sum(line.state == "dismissed" for line in lines if line.playbook_id == playbook_id),
        )
        for playbook_id, suggested in sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def _goals(conn: Connection) -> tuple[Goal, ...]:
    rows = conn.execute(select(goals).order_by(goals.c.closed_on.is_not(None), goals.c.due, goals.c.goal_id))
    return tuple(Goal(**{name: getattr(row, name) for name in Goal.__dataclass_fields__}) for row in rows)
