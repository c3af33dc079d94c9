"""The KPIs of every unit on a day, counted from the lake and the stored lists."""

from datetime import date

import polars as pl
from sqlalchemy import Connection, exists, func, select

from data_contracts.lake import LakeSnapshot
from ermine.home import Home
from ermine.jobs.contacts import all_contacts
from ermine.jobs.releases import releases_of
from ermine.settings import Settings
from ermine.store import open_store
from serving.access.roles import Principal, Role
from serving.insight.company_kpis import UnitKpis, unit_kpis
from serving.outreach.records import OutreachRun
from serving.store.engine import reading
from serving.store.outreach_tables import DECIDED, item_moves, item_states
from serving.store.tables import run_items, runs
from training.kpis.compare import compare
from training.kpis.measured import Compared
from training.kpis.people import YEAR, Tables, counts_of, people_on

UnitFigures = dict[str, dict[str, Compared]]


def kpis_of_home(settings: Settings, unit_id: str | None) -> UnitKpis:
    """The KPIs of a unit of this home, by default the highest, as the latest run counted them."""
    home = Home(settings.home)
    home.required_record()
    with reading(open_store(settings, home)) as conn:
        return unit_kpis(conn, EVERYBODY, unit_id, releases_of(settings, home))


EVERYBODY = Principal("command-line", Role.ER_LEAD, "reports of whoever has the home")


def kpis_by_unit(conn: Connection, lake: LakeSnapshot, run: OutreachRun, floor: int) -> UnitFigures:
    """Every KPI of each unit of a run with all below it, now and a year before; `floor` is the privacy policy's.

    People count in the unit in which they are on the day, or were last. A flat table has no KPIs, nor have
    data of less than a year; a year before is given where the data reach back two years.
    """
    if lake.manifest.source != "company":
        return {}
    tables, day, since = _tables(conn, lake), run.header.as_of, lake.manifest.covers_from
    if since > day - YEAR:
        return {}  # less than a year is on record: every figure would be too low
    below = pl.DataFrame(
        {"unit_id": [unit for _, unit, _ in run.closure], "above": [above for above, _, _ in run.closure]},
        schema={"unit_id": pl.String, "above": pl.String},
    )
    now = _groups(people_on(tables, day), below)
    before = _groups(people_on(tables, day - YEAR), below) if since <= day - 2 * YEAR else None
    nobody = people_on(tables, day).clear()
    return {
        unit.unit_id: compare(
            counts_of(now.get(unit.unit_id, nobody)),
            None if before is None else counts_of(before.get(unit.unit_id, nobody)),
            floor,
        )
        for unit in run.units
    }


def _groups(rows: pl.DataFrame, below: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The people of each unit and all below it."""
    joined = rows.join(below, on="unit_id")
    return {str(key[0]): part for key, part in joined.partition_by("above", as_dict=True).items()}


def _tables(conn: Connection, lake: LakeSnapshot) -> Tables:
    def optional(name: str) -> pl.DataFrame | None:
        return lake.read(name) if lake.has(name) and lake.manifest.tables[name] else None

    return Tables(
        employees=lake.read("employees"),
        exits=lake.read("exits"),
        assignments=optional("assignments"),
        events=optional("engagement_events"),
        recognition=optional("recognition"),
        contacts=all_contacts(conn, lake),
        first_listed=_first_listed(conn),
        lines=_lines(conn),
    )


def _first_listed(conn: Connection) -> dict[str, date]:
    rows = (
        select(run_items.c.employee_id, func.min(runs.c.as_of).label("day"))
        .join(runs, runs.c.run_id == run_items.c.run_id)
        .where(run_items.c.employee_id.is_not(None))
        .group_by(run_items.c.employee_id)
    )
    return {row.employee_id: row.day for row in conn.execute(rows)}


def _lines(conn: Connection) -> pl.DataFrame:
    """employee_id, valid_until, whether somebody decided about it, and whether nothing was taken back, of each line
    that was ever on a list."""
    undone = exists().where(item_moves.c.item_id == run_items.c.item_id, item_moves.c.action == "undo")
    rows = conn.execute(
        select(run_items.c.employee_id, run_items.c.valid_until, item_states.c.state, undone.label("undone"))
        .outerjoin(item_states, item_states.c.item_id == run_items.c.item_id)
        .where(run_items.c.employee_id.is_not(None))
    ).all()
    return pl.DataFrame(
        {
            "employee_id": [row.employee_id for row in rows],
            "valid_until": [row.valid_until for row in rows],
            "decided": [row.state in DECIDED for row in rows],
            "kept": [row.state in DECIDED and not row.undone for row in rows],
        },
        schema={
            "employee_id": pl.String,
            "valid_until": pl.Date,
            "decided": pl.Boolean,
            "kept": pl.Boolean,
        },
    )
