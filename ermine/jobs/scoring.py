"""Score a file with the champion: the people of a company, or rows of a snapshot; row order is kept."""

import io
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl
import pyarrow as pa

from data_contracts.errors import InputRefused, NotFound
from data_contracts.lake import Lake
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import Tick
from data_contracts.reading.table_file import read_table, require_columns
from data_contracts.refusal import Refusal
from data_contracts.sieve import Sieve
from data_contracts.snapshot_mapping import load_mapping
from data_contracts.snapshot_rows import read_snapshot_rows
from ermine.clock import as_of_day
from ermine.home import Home
from ermine.jobs.champions import champion_of
from ermine.jobs.engines import DEFAULT_ENGINE, EngineChoice, engine_of, refuse_needless_engine
from ermine.jobs.served_features import features_on
from ermine.jobs.team_mood import bands_for
from ermine.settings import Settings
from features.engine import Engine
from serving.outreach.company import company_inputs
from serving.outreach.eligibility import why_not_scored
from training.atomic_file import replace_file
from training.champion import Champion
from training.scorecard import Scorecard


class NoChampion(NotFound):
    """No personal model serves, so nobody can be scored."""


@dataclass(frozen=True)
class ScoredFile:
    """What became of the rows of a file; `refusals` say which were not scored and why."""

    rows: int
    scored: int
    refusals: tuple[str, ...]
    model: str
    version: int


@dataclass(frozen=True)
class _Rows:
    """What can be scored: ids, days and features row by row, and what was refused of the file's `rows_in`."""

    ids: pl.Series
    days: pl.Series
    table: pa.Table
    rows_in: int
    refusals: tuple[Refusal, ...]


def score_file(
    settings: Settings,
    file: Path,
    out: Path,
    as_of: date | None,
    tick: Tick,
    engine: EngineChoice = DEFAULT_ENGINE,
) -> ScoredFile:
    """Write id, as_of, probability, log_odds, band, reasons and base of each row that may be scored to `out`."""
    home = Home(settings.home)
    record = home.required_record()
    refuse_needless_engine(engine, record)
    champion = champion_or_refusal(home, record.model)
    if out.suffix != ".parquet":
        raise InputRefused(
            f"--out {out}: scores are written as Parquet.", remedy="Give a name that ends in .parquet."
        )
    if out.absolute() == file.absolute():
        raise InputRefused(f"--out {out} is the file that is read.", remedy="Name another file.")
    if not file.is_file():
        raise InputRefused(f"{file}: no such file.", remedy="Name a CSV or Parquet file.")
    if record.is_company:
        reading = engine_of(engine, home, settings)
        rows = _company_rows(settings, home, file, champion.scorecard, as_of, reading, tick)
    else:
        rows = _snapshot_rows(home, file, champion.scorecard, as_of, tick)
    scored = scored_frame(champion.scorecard, rows.ids, rows.days, rows.table)
    held = io.BytesIO()
    scored.write_parquet(held)
    replace_file(out, held.getvalue())
    refused = tuple(refusal.describe() for refusal in rows.refusals)
    return ScoredFile(rows.rows_in, scored.height, refused, champion.name, champion.version)


def scored_frame(scorecard: Scorecard, ids: pl.Series, days: pl.Series, table: pa.Table) -> pl.DataFrame:
    """One row per input row: id, as_of, probability, log_odds, band, reasons (in the model's order), base."""
    scores = scorecard.score(table)
    specs, names = scorecard.specs, [band.name for band in scorecard.bands]
    reasons = [
        [
            {"feature": spec.name, "label": spec.label, "contribution": value}
            for spec, value in zip(specs, row, strict=True)
        ]
        for row in scores.contributions.tolist()
    ]
    kind = pl.List(pl.Struct({"feature": pl.String, "label": pl.String, "contribution": pl.Float64}))
    return pl.DataFrame(
        {
            "id": ids,
            "as_of": days,
            "probability": scores.probability,
            "log_odds": scores.log_odds,
            "band": [names[band] for band in scores.band],
            "reasons": pl.Series(reasons, dtype=kind),
            "base": pl.repeat(scores.base, len(ids), dtype=pl.Float64, eager=True),
        }
    )


def champion_or_refusal(home: Home, model: str) -> Champion:
    """The champion that serves; `NoChampion` says what to do while there is none."""
    champion = champion_of(home, model)
    if champion is None:
        raise NoChampion(
            f"The model {model!r} has no champion in {home.path}, so nobody has a score (cold start).",
            remedy="Train with `ermine train`; a version that passes the gate is promoted.",
        )
    return champion


def _snapshot_rows(home: Home, file: Path, scorecard: Scorecard, as_of: date | None, tick: Tick) -> _Rows:
    if as_of is not None:
        raise InputRefused("--as-of is for HR tables; rows of a snapshot carry their own day.")
    mapping = load_mapping(Lake(home.path).current().path / "mapping.toml")
    tick(0, 1, f"reading {file.name}")
    rows = read_snapshot_rows(mapping, file, scorecard.specs)
    frame, report = rows.frame, rows.report
    table = frame.select([spec.name for spec in scorecard.specs]).to_arrow()
    tick(1, 1, "scoring")
    return _Rows(frame["employee_id"], frame["as_of"], table, report.rows_in, report.refusals)


def _company_rows(
    settings: Settings,
    home: Home,
    file: Path,
    scorecard: Scorecard,
    as_of: date | None,
    engine: Engine,
    tick: Tick,
) -> _Rows:
    """The people named in the file, as they were on the as-of day; who may not be scored is refused by rule."""
    lake = Lake(home.path).current()
    day = as_of_day(lake, as_of)
    asked = read_table(file, ["employee_id"])
    require_columns(asked, ["employee_id"])
    privacy = load_privacy_policy(home.privacy_file)
    bands = bands_for(settings, home, scorecard, privacy)
    features = features_on(lake, [day], scorecard, privacy, engine, tick, bands)
    inputs = company_inputs(lake, features, day, default_hours=1.0)
    rules = {person.employee_id: why_not_scored(person) for person in inputs.people}
    ids, sieve = asked.frame["employee_id"], Sieve(asked)
    sieve.refuse(ids.is_null(), "missing", "employee_id")
    sieve.refuse(~ids.is_in(list(rules)), f"nobody by this id on {day}", "employee_id")
    for rule in sorted({rule for rule in rules.values() if rule}):
        held_back = [who for who, found in rules.items() if found == rule]
        sieve.refuse(ids.is_in(held_back), f"not scored: {rule}", "employee_id")
    kept = ids.filter(sieve.admits)
    place = {person.employee_id: row for row, person in enumerate(inputs.people)}
    table = inputs.table.take(pa.array([place[who] for who in kept], pa.int64()))
    return _Rows(
        kept, pl.repeat(day, kept.len(), dtype=pl.Date, eager=True), table, asked.rows_in, sieve.refusals
    )
