"""From what the lake holds to labelled rows: the person-months of a company, or the rows of a snapshot."""

from collections.abc import Collection, Sequence
from functools import partial
from pathlib import Path

import polars as pl

from data_contracts.lake import PROTECTED, LakeSnapshot
from data_contracts.policy.outreach import OutreachPolicy
from data_contracts.progress import Tick
from data_contracts.snapshot import feature_specs
from data_contracts.snapshot_mapping import SnapshotMapping
from features.build import absent_features, build_features
from features.catalogue import FEATURE_SET, FEATURES
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
    scratch: Path,
    tick: Tick,
) -> TrainingData:
    """Person-months with their features and whether voluntary notice followed within the horizon."""
    return company_horizons(lake, policy, barred, (horizon_days,), scratch, tick)[0]


def company_horizons(
    lake: LakeSnapshot,
    policy: OutreachPolicy,
    barred: Collection[str],
    horizons: Sequence[int],
    scratch: Path,
    tick: Tick,
) -> tuple[TrainingData, ...]:
    """The same person-months labelled for each of the `horizons` (days), their features built once.

    Months that past outreach touched are left out and stood in for (`training.exposure`). Features from `barred`
    sources, and those of absent tables, are left out.
    """
    tables, exits = lake_tables(lake), lake.read("exits")
    observed_from = exits_observed_from(exits) or lake.manifest.covers_from
    days = month_starts(
        max(observed_from, lake.manifest.covers_from), lake.manifest.covers_until, horizon_days=min(horizons)
    )
    if not days:
        raise NothingToLearnFrom(
            f"The data cover {lake.manifest.covers_from} to {lake.manifest.covers_until}: no month has half a year of "
            f"history before it and the horizon of {min(horizons)} days after it.",
            remedy="Import a longer period of exits, or choose a shorter --horizon.",
        )
    absent = set(absent_features(tables, barred))
    labelled = partial(
        company_dataset,
        build_features(tables, days, temp_directory=scratch, barred=barred, tick=tick),
        exits,
        [spec for spec in FEATURES if spec.name not in absent],
        covers_until=lake.manifest.covers_until,
        notice_days=policy.notice_days,
        feature_set=FEATURE_SET,
        data_hash=lake.hash,
        protected=protected_of(lake),
        contacts=lake.read("outreach_history") if lake.has("outreach_history") else None,
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
