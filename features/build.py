"""One row per person and as-of day, made from lake files by DuckDB: the same for training and for scoring."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from data_contracts.progress import Tick, silent
from features.barred import barred_features
from features.calendar import calendar
from features.catalogue import FEATURES, sources
from features.engine import engine
from features.feature_sets import unasked
from features.passed_in import PASSED_IN, filled_in
from features.peers import PeerMedians
from features.population import CONTEXT, population
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


def absent_features(tables: Collection[str], barred: Collection[str] = ()) -> tuple[str, ...]:
    """Names of the features that are all missing: what they are made from is not among `tables`, or is `barred`."""
    out = set(barred_features(barred))
    return tuple(spec.name for spec in FEATURES if spec.name in out or not set(sources(spec)) <= set(tables))


def build_features(
    tables: Mapping[str, Path],
    as_of: Sequence[date],
    memory_limit: str = "2GB",
    temp_directory: Path | None = None,
    threads: int | None = None,
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
    repeated days count once. DuckDB keeps to `memory_limit`
    (its own words: "2GB") and spills to `temp_directory`. Raises `FeatureSourceIncomplete` when employees,
    exits or a column is absent, `NoAsOfDay` without a day and `EngineExhausted` when memory and spill room
    run out.
    """
    with engine(memory_limit, temp_directory, threads) as con:
        opened = open_tables(con, tables)
        days = con.create_table("calendar", calendar(as_of), temp=True)
        people = con.create_table("people", population(opened, days, "assignments" in tables), temp=True)
        given = () if team_bands is None else (TEAM_BANDS,)
        absent = {*absent_features((*tables, *given), barred), *unasked(only)}
        wanted = [subject for subject in SUBJECTS if not subject.features <= set(absent)]
        parts = []
        for done, subject in enumerate(wanted):
            tick(done, len(wanted), f"features: {subject.name.replace('_', ' ')}")
            parts.append(con.create_table(f"part_{subject.name}", subject.table(opened, people), temp=True))
        tick(len(wanted), len(wanted), "features")
        built = _assembled(people, parts, absent | PASSED_IN).to_pyarrow().cast(SCHEMA)
    return filled_in(built, absent, peers, team_bands)


def _assembled(people: ir.Table, parts: Sequence[ir.Table], absent: Collection[str]) -> ir.Table:
    """The columns of all parts beside the context, in the declared order and types."""
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
    return rows.select(*CONTEXT, **columns).order_by("as_of", "employee_id")
