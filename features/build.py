"""One row per person and as-of day, made from lake files: the same for training and for scoring."""

import shutil
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from data_contracts.errors import InputRefused
from data_contracts.progress import Tick, silent
from features.barred import barred_features
from features.blocks import day_blocks, parts_of
from features.calendar import calendar
from features.catalogue import FEATURES, sources
from features.columns import Subject
from features.engine import Engine, Workspace
from features.engines.duckdb import DuckDB
from features.feature_sets import unasked
from features.numbers import named, numbered, numbers
from features.passed_in import PASSED_IN, filled_in
from features.peers import PeerMedians
from features.population import CONTEXT, population
from features.positions import CALENDAR, POSITIONS, positions
from features.sources import open_tables
from features.specs.mood import TEAM_BANDS
from features.subjects import SUBJECTS
from features.team_bands import TeamBands
from features.visibility import KEYS

_CONTEXT_TYPES = {
    "as_of": pa.date32(),
    "contract_end": pa.date32(),
    "hire_date": pa.date32(),
    "in_notice": pa.bool_(),
}
_FEATURE_TYPES = {"number": pa.float64(), "category": pa.string()}

SCHEMA = pa.schema(
    [(name, _CONTEXT_TYPES.get(name, pa.string())) for name in CONTEXT]
    + [(spec.name, _FEATURE_TYPES[spec.kind]) for spec in FEATURES]
)
"""The columns of every build: `CONTEXT`, then the catalogue's features; a missing value is null."""

IN_PROCESS = DuckDB()
"""The engine of whoever names none."""


class FolderTaken(InputRefused):
    """The folder that features are to be written to is there already."""


def absent_features(tables: Collection[str], barred: Collection[str] = ()) -> tuple[str, ...]:
    """Names of the features that are all missing: what they are made from is not among `tables`, or is `barred`."""
    out = set(barred_features(barred))
    return tuple(spec.name for spec in FEATURES if spec.name in out or not set(sources(spec)) <= set(tables))


def build_features(
    tables: Mapping[str, Path],
    as_of: Sequence[date],
    engine: Engine = IN_PROCESS,
    barred: Collection[str] = (),
    tick: Tick = silent,
    only: Collection[str] | None = None,
    peers: PeerMedians | None = None,
    team_bands: TeamBands | None = None,
) -> pa.Table:
    """Features of everybody who was there on each as-of day, from what was known before that day.

    `tables` maps table names to Parquet files of the lake; other tables than those of `features.sources`
    are not opened. Features from `barred` sources (the privacy policy's words) are left missing, and with `only` all
    but those and what they are made from. `peers` are a model's medians (without them no figure against peers),
    `team_bands` what the release gate has published. Rows have `SCHEMA` and are sorted by `as_of`, `employee_id`;
    repeated days count once; every engine gives the same rows. Raises `FeatureSourceIncomplete` when employees,
    exits or a column is absent, `NoAsOfDay` without a day and what `engine` raises when it gives up.
    """
    given = () if team_bands is None else (TEAM_BANDS,)
    absent = {*absent_features((*tables, *given), barred), *unasked(only)}
    blocks = day_blocks(tables, as_of, engine.most_rows)
    made = []
    for days, told in zip(blocks, parts_of(tick, len(blocks)), strict=True):
        with engine.open() as work:
            made.append(work.collect(_rows(work, tables, days, absent | PASSED_IN, told)).cast(SCHEMA))
    return filled_in(pa.concat_tables(made), absent, peers, team_bands)


def write_features(
    tables: Mapping[str, Path],
    as_of: Sequence[date],
    folder: Path,
    engine: Engine = IN_PROCESS,
    barred: Collection[str] = (),
    tick: Tick = silent,
) -> None:
    """The rows of `build_features` as Parquet files in a new `folder`, without ever holding them in this process.

    What comes from values passed in (`features.passed_in`) stays missing. What is too large for `engine` at once
    comes in blocks of days: then each lies in a folder of its own, in the order of the days. Raises `FolderTaken` if
    the folder is there already; one that was not finished is removed.
    """
    if folder.exists():
        raise FolderTaken(f"{folder} is there already.", remedy="Name a new folder for the features.")
    absent = {*absent_features(tables, barred), *PASSED_IN}
    blocks = day_blocks(tables, as_of, engine.most_rows)
    with ExitStack() as unfinished:
        unfinished.callback(shutil.rmtree, folder, ignore_errors=True)
        for number, (days, told) in enumerate(zip(blocks, parts_of(tick, len(blocks)), strict=True)):
            part = folder if len(blocks) == 1 else folder / f"days-{number:04}"
            part.parent.mkdir(parents=True, exist_ok=True)
            with engine.open() as work:
                work.write(_rows(work, tables, days, absent, told), SCHEMA, part)
        unfinished.pop_all()


def _rows(
    work: Workspace, tables: Mapping[str, Path], as_of: Sequence[date], absent: Collection[str], tick: Tick
) -> ir.Table:
    """The expression of the whole build but the features in `absent`, its parts already computed."""
    opened = open_tables(work, tables)
    ids = work.keep("ids", numbers(opened))
    days, places = work.keep(CALENDAR, calendar(as_of)), work.keep(POSITIONS, positions(as_of))
    known = numbered(opened, ids) | {CALENDAR: days, POSITIONS: places}
    people = work.keep("people", population(known, days, "assignments" in tables))
    wanted = _wanted(absent)
    for done, subject in enumerate(wanted):
        tick(done, len(wanted), f"features: {subject.name.replace('_', ' ')}")
        known[subject.part] = work.keep(subject.part, subject.table(known, people))
    tick(len(wanted), len(wanted), "features")
    rows = _assembled(people, [known[subject.part] for subject in wanted], absent)
    return named(rows, ids).order_by("as_of", "employee_id")


def _wanted(absent: Collection[str]) -> list[Subject]:
    """The subjects with a feature that is not absent, and those that they need, in the order of `SUBJECTS`."""
    asked = [subject for subject in SUBJECTS if not subject.features <= set(absent)]
    needed = {needed.name for subject in asked for needed in (subject, *subject.after)}
    return [subject for subject in SUBJECTS if subject.name in needed]


def _assembled(people: ir.Table, parts: Sequence[ir.Table], absent: Collection[str]) -> ir.Table:
    """The columns of all parts beside the context, in the declared order and types; people by number."""
    rows = people.select(*CONTEXT)
    for part in parts:
        rows = rows.left_join(part, KEYS, rname="{name}_again").drop(*(f"{key}_again" for key in KEYS))
    engine = {"number": "float64", "category": "string"}
    columns = {
        spec.name: ibis.null(engine[spec.kind])
        if spec.name in absent
        else rows[spec.name].cast(engine[spec.kind])
        for spec in FEATURES
    }
    return rows.select(*CONTEXT, **columns)
