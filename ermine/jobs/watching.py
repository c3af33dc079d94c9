"""Drift of a home: the champion's reference beside today's people and beside the months that have matured since."""

from datetime import date

import numpy as np
import polars as pl

from data_contracts.errors import NotFound
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import Tick
from ermine.clock import as_of_day
from ermine.home import Home
from ermine.jobs.champions import champion_of
from ermine.jobs.engines import DEFAULT_ENGINE, engine_of
from ermine.jobs.fairness import contacted
from ermine.jobs.papers import REFERENCE, paper_of
from ermine.jobs.served_features import features_as_they_are
from ermine.jobs.team_mood import bands_for
from ermine.settings import Settings
from features.engine import Engine
from training.champion import Champion
from training.drift.reference import DriftReference
from training.drift.report import DriftReport
from training.drift.watch import Matured, watch
from training.labels import label_rows, month_starts

MAX_MONTHS = 12


class NothingToWatch(NotFound):
    """No champion serves that drift could be measured against."""


def watch_home(settings: Settings, as_of: date | None, tick: Tick) -> DriftReport:
    """The drift on `as_of` (default: the day after the data, or a snapshot's last day); reads only."""
    home = Home(settings.home)
    record = home.required_record()
    champion = champion_of(home, record.model)
    if champion is None:
        raise NothingToWatch(
            "No model serves, so there is nothing to drift from.", remedy="Run: ermine train"
        )
    raw = paper_of(home, champion, REFERENCE)
    if raw is None:
        raise NothingToWatch(
            f"{champion.name} version {champion.version} was trained before drift references were kept.",
            remedy="Train again: ermine train",
        )
    reference, lake = DriftReference.from_json(raw), Lake(home.path).current()
    if record.is_company:
        engine = engine_of(DEFAULT_ENGINE, home, settings)
        return _company(settings, home, lake, champion, reference, as_of_day(lake, as_of), engine, tick)
    return _snapshot(lake, champion, reference, as_of)


def _company(
    settings: Settings,
    home: Home,
    lake: LakeSnapshot,
    champion: Champion,
    reference: DriftReference,
    day: date,
    engine: Engine,
    tick: Tick,
) -> DriftReport:
    scorecard = champion.scorecard
    ripe = _matured_days(lake, scorecard.trained.last, scorecard.horizon_days)
    privacy = load_privacy_policy(home.privacy_file)
    bands = bands_for(settings, home, scorecard, privacy)
    table = features_as_they_are(lake, [*ripe, day], scorecard, privacy, engine, tick, bands)
    frame = pl.DataFrame(pl.from_arrow(table))
    free = ~pl.col("in_notice").fill_null(False)
    ends = pl.col("contract_end") <= pl.col("as_of") + pl.duration(days=scorecard.horizon_days)
    staying = ~((pl.col("contract") == "fixed_term") & ends).fill_null(False)
    today = frame.filter((pl.col("as_of") == day) & free & staying)
    past = frame.filter(pl.col("as_of").is_in(ripe))
    return watch(
        scorecard,
        champion.version,
        reference,
        today,
        day,
        _labelled(home, lake, past, scorecard.horizon_days) if ripe else None,
        _notes(day, scorecard.trained.last, bool(ripe)),
    )


def _matured_days(lake: LakeSnapshot, after: date | None, horizon_days: int) -> tuple[date, ...]:
    """The months after training whose outcomes are known, the latest `MAX_MONTHS`."""
    covers = lake.manifest
    months = month_starts(covers.covers_from, covers.covers_until, horizon_days=horizon_days)
    return tuple(day for day in months if after is None or day > after)[-MAX_MONTHS:]


def _labelled(home: Home, lake: LakeSnapshot, rows: pl.DataFrame, horizon_days: int) -> Matured:
    """The rows with a label, those left out to whom somebody has talked within the horizon."""
    labels = label_rows(
        rows,
        lake.read("exits"),
        covers_until=lake.manifest.covers_until,
        horizon_days=horizon_days,
        notice_days=load_outreach_policy(home.outreach_file).notice_days,
    )
    talked = contacted(rows.with_columns(horizon_days=pl.lit(horizon_days)), lake)
    keep = labels.keep & ~talked
    kept = rows.filter(keep)
    return Matured(kept, kept["as_of"].to_numpy().astype("datetime64[D]"), labels.y[keep])


def _snapshot(
    lake: LakeSnapshot, champion: Champion, reference: DriftReference, asked: date | None
) -> DriftReport:
    frame, scorecard = lake.read("snapshot"), champion.scorecard
    if frame["as_of"].is_null().all():
        note = (
            "One undated snapshot: today's rows are compared with those of training, months cannot be told."
        )
        return watch(scorecard, champion.version, reference, frame, None, None, (note,))
    day = as_of_day(lake, asked)
    days = frame.filter(pl.col("as_of") <= day)["as_of"]
    last = days.max()
    assert isinstance(last, date)
    later = pl.col("as_of") > scorecard.trained.last if scorecard.trained.last else pl.lit(True)
    past = frame.filter(later & (pl.col("as_of") <= last) & pl.col("target").is_not_null())
    matured = Matured(
        past, past["as_of"].to_numpy().astype("datetime64[D]"), past["target"].to_numpy().astype(np.int64)
    )
    today = frame.filter(pl.col("as_of") == last)
    notes = _notes(last, scorecard.trained.last, past.height > 0)
    return watch(scorecard, champion.version, reference, today, last, matured, notes)


def _notes(day: date, trained_until: date | None, matured: bool) -> tuple[str, ...]:
    notes = []
    if trained_until is not None and day <= trained_until:
        notes.append(f"{day} is one of the training days or before them: no drift can show there.")
    if not matured:
        notes.append("No month after training has matured yet: nothing is known about calibration since.")
    return tuple(notes)
