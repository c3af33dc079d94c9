"""The KPIs that are counted from the company's tables: stored with a run, read for one unit of one's population."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sqlalchemy import Connection, RowMapping, func, insert, select

from serving.access.roles import Principal, Role
from serving.insight.change import Change
from serving.insight.commitments import all_commitments
from serving.insight.releases import Release
from serving.insight.response_time import ResponseTime, response_times
from serving.insight.signals import KpiChange
from serving.insight.units import OrgUnit, UnitNotFound, visible_units
from serving.store.kpi_tables import kpi_values
from serving.store.outreach_tables import goals
from serving.store.runs import latest_run_row
from serving.store.tables import run_er_managers, run_people, runs
from training.kpis.compare import difference
from training.kpis.definitions import BY_ID, DEFINITIONS, Definition
from training.kpis.measured import Change as Direction
from training.kpis.measured import Compared, Measured
from training.kpis.people import YEAR

TOO_FEW = "not shown: too few people"
NOT_KNOWN = "not known: less than a year is on record, or the run is older than this figure"


@dataclass(frozen=True)
class PastFigure:
    """A KPI as it stood on a day."""

    on: date
    value: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class KpiFigure:
    """One KPI of a unit, now and a year before. `not_shown` says in words why there is no figure; "" where one is.

    `change` is "up" or "down" only where the difference excludes 0. `history` has each day of a run, and the day a year
    before each run where no run was made on it, the first first; a figure that was withheld is left out.
    """

    kpi: str
    label: str
    unit: str
    better: Literal["higher", "lower"]
    formula: str
    minimum_n: int
    now: Measured | None
    before: Measured | None
    change: Direction
    not_shown: str
    history: tuple[PastFigure, ...] = ()


@dataclass(frozen=True)
class Workload:
    """One ER manager: whom they look after, and the hours there are for it."""

    er_manager_id: str
    name: str
    people: int
    weekly_hours: float
    hours_per_100_people: float | None


@dataclass(frozen=True)
class GoalLine:
    """A goal of the ER lead that is open: what is to be reached by when, by which playbook, and its KPI today."""

    words: str
    playbook_id: str
    kpi: str
    due: date
    now: Measured | None


@dataclass(frozen=True)
class UnitName:
    """A unit that may be chosen."""

    unit_id: str
    name: str
    depth: int


@dataclass(frozen=True)
class UnitKpis:
    """The KPIs of one unit and all below it, on the day of the latest run, with the units that may be chosen."""

    as_of: date | None
    unit_id: str | None
    name: str
    kpis: tuple[KpiFigure, ...]
    workloads: tuple[Workload, ...]
    units: tuple[UnitName, ...]
    path: tuple[str, ...]
    goals: tuple[GoalLine, ...] = ()
    responses: tuple[ResponseTime, ...] = ()


def store_kpis(conn: Connection, run_id: str, found: Mapping[str, Mapping[str, Compared]]) -> None:
    """Store the KPIs of each unit, in the transaction that stores the run."""
    rows = [
        {"run_id": run_id, "unit_id": unit_id, "kpi": kpi, **_columns(compared)}
        for unit_id, kpis in found.items()
        for kpi, compared in kpis.items()
    ]
    if rows:
        conn.execute(insert(kpi_values), rows)


def _columns(compared: Compared) -> dict[str, object]:
    now, before = compared.now, compared.before
    return {
        "value": now.value if now else None,
        "low": now.low if now else None,
        "high": now.high if now else None,
        "n": now.n if now else None,
        "before_value": before.value if before else None,
        "before_low": before.low if before else None,
        "before_high": before.high if before else None,
        "before_n": before.n if before else None,
        "change": compared.change,
    }


def unit_kpis(
    conn: Connection, who: Principal, unit_id: str | None = None, releases: Sequence[Release] = ()
) -> UnitKpis:
    """The KPIs of a unit of somebody's population, by default the first one; `UnitNotFound` for any other.

    `releases` are those whose response-to-insight time is told. Before the first run, and for a population without
    units, there is nothing to show.
    """
    run, units = latest_run_row(conn), visible_units(conn, who)
    if run is None or not units:
        return UnitKpis(None if run is None else run["as_of"], None, "", (), (), (), ())
    unit = _chosen(units, unit_id)
    rows = select(kpi_values).where(
        kpi_values.c.run_id == run["run_id"], kpi_values.c.unit_id == unit.unit_id
    )
    stored = {row["kpi"]: row for row in conn.execute(rows).mappings()}
    past = _histories(conn, unit.unit_id, run["as_of"])
    return UnitKpis(
        as_of=run["as_of"],
        unit_id=unit.unit_id,
        name=unit.name,
        kpis=tuple(_figure(one, stored.get(one.kpi), past[one.kpi]) for one in DEFINITIONS),
        workloads=_workloads(conn, run["run_id"], who),
        units=tuple(UnitName(one.unit_id, one.name, one.depth) for one in units),
        path=unit.path,
        goals=_goals(conn, run["run_id"], unit.path[-1]) if who.role is Role.ER_LEAD else (),
        responses=_responses(conn, unit, units, releases, run["as_of"]),
    )


def _responses(
    conn: Connection, unit: OrgUnit, units: Sequence[OrgUnit], releases: Sequence[Release], day: date
) -> tuple[ResponseTime, ...]:
    """Of each round held here that asked the unit, the latest first: when something was promised to it or below it."""
    below = {one.unit_id for one in units if unit.unit_id in one.path}
    promised = [one for one in all_commitments(conn) if one.unit_id in below]
    asked = [one for one in releases if one.asked(unit.path) and not one.historic]
    return response_times(asked[::-1], promised, day)


def _goals(conn: Connection, run_id: str, top: str) -> tuple[GoalLine, ...]:
    """Open goals, the one that is due first first, with the figure of the unit on top."""
    rows = conn.execute(
        select(goals).where(goals.c.closed_on.is_(None)).order_by(goals.c.due, goals.c.goal_id)
    )
    stored = {
        row["kpi"]: _measured(row, "")
        for row in conn.execute(
            select(kpi_values).where(kpi_values.c.run_id == run_id, kpi_values.c.unit_id == top)
        ).mappings()
    }
    return tuple(
        GoalLine(row["words"], row["playbook_id"], row["kpi"], row["due"], stored.get(row["kpi"]))
        for row in rows.mappings()
    )


def _chosen(units: tuple[OrgUnit, ...], unit_id: str | None) -> OrgUnit:
    if unit_id is None:
        return min(units, key=lambda unit: unit.depth)
    for unit in units:
        if unit.unit_id == unit_id:
            return unit
    raise UnitNotFound("There is no such unit in your population.")


def _histories(conn: Connection, unit_id: str, until: date) -> dict[str, tuple[PastFigure, ...]]:
    """Every KPI's figures up to a day: of several runs of a day the last one's, and the year before a run only where no
    run was made on that day itself."""
    rows = (
        select(kpi_values, runs.c.as_of)
        .join(runs, runs.c.run_id == kpi_values.c.run_id)
        .where(kpi_values.c.unit_id == unit_id, runs.c.as_of <= until)
        .order_by(runs.c.number)
    )
    found: dict[str, dict[date, PastFigure]] = {one.kpi: {} for one in DEFINITIONS}
    known = list(conn.execute(rows).mappings())
    for prefix, back in (("before_", YEAR), ("", timedelta(0))):
        for row in known:
            if row["kpi"] in found and (figure := _measured(row, prefix)) is not None:
                day = row["as_of"] - back
                found[row["kpi"]][day] = PastFigure(day, figure.value, figure.low, figure.high)
    return {kpi: tuple(days[day] for day in sorted(days)) for kpi, days in found.items()}


def worsened(conn: Connection, before: date) -> tuple[date, tuple[KpiChange, ...]] | None:
    """The day of the last run before a day, and what had clearly got worse in a unit by then, of the KPIs that call for
    a conversation with it; None before the first run."""
    last = conn.execute(
        select(runs.c.run_id, runs.c.as_of)
        .where(runs.c.as_of < before)
        .order_by(runs.c.as_of.desc(), runs.c.number.desc())
        .limit(1)
    ).first()
    if last is None:
        return None
    rows = select(kpi_values).where(
        kpi_values.c.run_id == last.run_id, kpi_values.c.change.in_(("up", "down"))
    )
    return last.as_of, tuple(_changes(conn.execute(rows.order_by(kpi_values.c.unit_id)).mappings()))


def _changes(rows: Iterable[RowMapping]) -> Iterator[KpiChange]:
    for row in rows:
        kpi = BY_ID.get(row["kpi"])
        gap = difference(_measured(row, ""), _measured(row, "before_"))
        if kpi is None or not kpi.themes or gap is None:
            continue
        change = Change(round(gap[0], 1), gap[1], gap[2])
        better = kpi.better == "higher"
        yield KpiChange(row["unit_id"], kpi.kpi, kpi.label, change, better, kpi.themes, kpi.unit)


def _figure(definition: Definition, row: RowMapping | None, history: tuple[PastFigure, ...]) -> KpiFigure:
    now = None if row is None else _measured(row, "")
    return KpiFigure(
        kpi=definition.kpi,
        label=definition.label,
        unit=definition.unit,
        better=definition.better,
        formula=definition.formula,
        minimum_n=definition.minimum_n,
        now=now,
        before=None if row is None else _measured(row, "before_"),
        change="unknown" if row is None else row["change"],
        not_shown="" if now else NOT_KNOWN if row is None else TOO_FEW,
        history=history,
    )


def _measured(row: RowMapping, prefix: str) -> Measured | None:
    if row[f"{prefix}value"] is None:
        return None
    return Measured(*(row[f"{prefix}{name}"] for name in ("value", "low", "high", "n")))


def _workloads(conn: Connection, run_id: str, who: Principal) -> tuple[Workload, ...]:
    """An ER manager's own; for the lead everybody's."""
    counted = (
        select(func.count())
        .select_from(run_people)
        .where(run_people.c.run_id == run_id, run_people.c.er_manager_id == run_er_managers.c.er_manager_id)
        .scalar_subquery()
    )
    rows = (
        select(run_er_managers, counted.label("people"))
        .where(run_er_managers.c.run_id == run_id)
        .order_by(run_er_managers.c.er_manager_id)
    )
    if who.role is Role.ER_MANAGER:
        rows = rows.where(run_er_managers.c.er_manager_id == who.er_manager_id)
    return tuple(_workload(row) for row in conn.execute(rows).mappings())


def _workload(row: RowMapping) -> Workload:
    people, hours = int(row["people"]), float(row["weekly_hours"])
    return Workload(
        row["er_manager_id"], row["name"], people, hours, round(100 * hours / people, 2) if people else None
    )
