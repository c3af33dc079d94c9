"""The features of a few days as a scorecard needs them: refused by name where it may not or cannot be served."""

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from data_contracts.lake import LakeSnapshot
from data_contracts.policy.privacy import PrivacyPolicy
from data_contracts.progress import Tick
from ermine.jobs.learning import lake_tables
from features.barred import refuse_barred
from features.build import build_features
from features.engine import Engine
from features.feature_sets import refuse_unserved
from features.specs.mood import TEAM_BANDS
from features.specs.position import POSITION
from features.team_bands import TeamBands
from training.scorecard import Scorecard


def features_on(
    lake: LakeSnapshot,
    days: Sequence[date],
    scorecard: Scorecard | None,
    privacy: PrivacyPolicy,
    engine: Engine,
    tick: Tick,
    team_bands: TeamBands | None = None,
) -> pa.Table:
    """What `scorecard` reads, with its own medians of peers, and what lists show of a job; the rest is not built.

    Raises `BarredFeature` and `FeaturesNotServed`.
    """
    if scorecard is not None:
        names = [spec.name for spec in scorecard.specs]
        refuse_barred(names, privacy.barred_from_scores)
        given = () if team_bands is None else (TEAM_BANDS,)
        refuse_unserved(scorecard.feature_set, names, (*lake_tables(lake), *given))
    return features_as_they_are(lake, days, scorecard, privacy, engine, tick, team_bands)


def features_as_they_are(
    lake: LakeSnapshot,
    days: Sequence[date],
    scorecard: Scorecard | None,
    privacy: PrivacyPolicy,
    engine: Engine,
    tick: Tick,
    team_bands: TeamBands | None = None,
) -> pa.Table:
    """The same without a refusal, for watching: what cannot be built any more, or is barred now, is missing."""
    names = [spec.name for spec in scorecard.specs] if scorecard else []
    return build_features(
        lake_tables(lake),
        days,
        engine,
        barred=privacy.barred_from_scores,
        tick=tick,
        only=[*names, *(spec.name for spec in POSITION)],
        peers=scorecard.peers if scorecard else None,
        team_bands=team_bands,
    )
