"""From what the lake holds to labelled rows: the person-months of a company, or the rows of a snapshot."""

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from data_contracts.lake import PROTECTED, LakeSnapshot
from data_contracts.outreach_history import contacts_in
from data_contracts.policy.outreach import OutreachPolicy
from data_contracts.progress import Tick
from data_contracts.snapshot import feature_specs
from data_contracts.snapshot_mapping import SnapshotMapping
from features.build import absent_features, build_features
from features.engine import Engine
from features.feature_sets import COMPANY, FeatureSet
from features.specs.mood import TEAM_BANDS
from features.team_bands import TeamBands
from training.dataset import NothingToLearnFrom, TrainingData, company_dataset, snapshot_dataset
from training.labels import exits_observed_from, month_starts

DAYS_PER_MONTH = 365.25 / 12

INVENTED = "Invented people (the sample company): fictional."
"""What pages and cards say about the sample company."""


def lake_tables(lake: LakeSnapshot) -> dict[str, Path]:
    """Every table that features may read: all but the protected attributes."""
    return {name: lake.path_of(name) for name in lake.manifest.tables if name != PROTECTED}


def company_rows(
    lake: LakeSnapshot,
    policy: OutreachPolicy,
    barred: Collection[str],
    horizon_days: int,
    engine: Engine,
    tick: Tick,
    features: FeatureSet = COMPANY,
    beside: Collection[str] = (),
    team_bands: TeamBands | None = None,
) -> TrainingData:
    """Person-months with their features and whether voluntary notice followed within the horizon."""
    return company_horizons(
        lake, policy, barred, (horizon_days,), engine, tick, features, beside, team_bands
    )[0]


def company_horizons(
    lake: LakeSnapshot,
    policy: OutreachPolicy,
    barred: Collection[str],
    horizons: Sequence[int],
    engine: Engine,
    tick: Tick,
    features: FeatureSet = COMPANY,
    beside: Collection[str] = (),
    team_bands: TeamBands | None = None,
) -> tuple[TrainingData, ...]:
    """The same person-months labelled for each of the `horizons` (days), the features of a set built once.

    Months that past outreach touched are left out and stood in for (`training.exposure`). Features from `barred`
    sources, and those of absent tables, are left out. Those `beside` the set are built but not learned from: a champion
    of another set, say, is compared on them.
    """
    tables, exits = lake_tables(lake), lake.read("exits")
    observed_from = exits_observed_from(exits) or lake.manifest.covers_from
    days = month_starts(
        max(observed_from, lake.manifest.covers_from), lake.manifest.covers_until, horizon_days=min(horizons)
    )
    if not days:
        nobody = "Nobody has left in these data. " if exits.is_empty() else ""
        raise NothingToLearnFrom(
            f"{nobody}The data cover {lake.manifest.covers_from} to {lake.manifest.covers_until}: no month has half a "
            f"year of history before it and the horizon of {min(horizons)} days after it.",
            remedy="Import a longer period of exits, or choose a shorter --horizon. Until then `ermine run` makes a "
            "cold-start list.",
        )
    running = month_starts(
        days[-1], lake.manifest.covers_until, history_days=0
    )  # watched, never learned from
    given = () if team_bands is None else (TEAM_BANDS,)
    absent = set(absent_features((*tables, *given), barred))
    built = build_features(
        tables,
        sorted({*days, *running}),
        engine,
        barred=barred,
        tick=tick,
        only=[*(spec.name for spec in features.features), *beside],
        team_bands=team_bands,
    )
    labelled = partial(
        company_dataset,
        built,
        exits,
        [spec for spec in features.features if spec.name not in absent],
        covers_until=lake.manifest.covers_until,
        notice_days=policy.notice_days,
        feature_set=features.label,
        data_hash=lake.hash,
        protected=protected_of(lake),
        contacts=contacts_in(lake),
        effect_days=policy.training.contact_effect_days,
        half_life_days=half_life_days(policy),
    )
    return tuple(labelled(horizon_days=horizon) for horizon in horizons)


def half_life_days(policy: OutreachPolicy) -> float | None:
    """After how many days a row counts half in the fit; None when the policy leaves all the same."""
    months = policy.training.half_life_months
    return None if months is None else months * DAYS_PER_MONTH


def snapshot_rows(lake: LakeSnapshot, mapping: SnapshotMapping, horizon_days: int) -> TrainingData:
    """The labelled rows of the snapshot in the lake."""
    frame = lake.read("snapshot")
    return snapshot_dataset(
        frame,
        feature_specs(mapping, frame),
        horizon_days=horizon_days,
        feature_set=f"snapshot/{mapping.name}",
        data_hash=lake.hash,
        protected=protected_of(lake),
    )


def protected_of(lake: LakeSnapshot) -> pl.DataFrame | None:
    """The audit columns, which no feature can read; None when the data has none."""
    return lake.read(PROTECTED) if lake.has(PROTECTED) else None
