"""What the privacy policy bars: no feature by default, and one that a company adds is neither built nor served."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from data_contracts.catalogue import TABLES
from data_contracts.policy.privacy import PrivacyPolicy, load_privacy_policy
from features.barred import BarredFeature, barred_features, reads, refuse_barred
from features.build import absent_features, build_features
from features.catalogue import BY_NAME, FEATURES, KINDS
from features.sources import SOURCES
from features.specs.mood import TEAM_BANDS

TinyLake = Any


@pytest.fixture
def approved_policy() -> Callable[..., PrivacyPolicy]:
    """Makes the shipped policy with the privacy officer's approval and other choices."""
    shipped = load_privacy_policy().model_dump()
    signed = {"approved_by": "Petra Officer", "approved_on": date(2026, 1, 31)}
    return lambda **choices: PrivacyPolicy.model_validate(shipped | signed | choices)


def test_no_feature_has_a_barred_source_by_the_shipped_policy() -> None:
    """The shipped policy rules out the published mood, which is off, and nothing else: nothing else is barred."""
    policy = load_privacy_policy()
    assert barred_features(policy.barred_from_scores) == ("team_mood_band", "team_mood_known")
    assert not {source for spec in FEATURES for source in reads(spec.name)} & set(policy.barred_sources)


def test_published_mood_is_let_in_by_the_policy_only(approved_policy: Callable[..., PrivacyPolicy]) -> None:
    """With the privacy officer's approval and `mood_in_scores` it is barred no more."""
    assert "team_bands" not in approved_policy(mood_in_scores=True).barred_from_scores
    assert "team_bands" in approved_policy(mood_in_scores=False).barred_from_scores


def test_protected_columns_are_in_no_source() -> None:
    """Every column that a contract marks as protected is one that no source of a feature has."""
    marked = {
        name
        for table in TABLES.values()
        for name, field in table.schema.columns.items()
        if (field.metadata or {}).get("mark") == "protected"
    }
    assert {"birth_year", "gender", "ethnicity", "disability"} <= marked
    assert not marked & {column for source in SOURCES.values() for column in source.schema}


def test_sources_open_only_the_kinds_of_the_catalogue() -> None:
    """What a feature is said to read of a table is what is opened of it."""
    assert {name: source.kinds for name, source in SOURCES.items() if source.kinds} == dict(KINDS)
    assert reads("holiday_days_12m") == {"absences", "absences.holiday"}


@pytest.mark.parametrize("source", ["absences", "absences.holiday"])
def test_barring_a_table_or_its_kind_rules_out_its_features(source: str) -> None:
    """A company that bars holidays loses the three features of holidays and no other."""
    assert set(barred_features([source])) == {"holiday_days_12m", "longest_holiday_12m", "days_since_holiday"}


def test_barred_features_are_not_built(lake: TinyLake) -> None:
    """With recognition barred its columns are missing for everybody, all others are as before."""
    lake.add("recognition", "ann", event_date="2025-05-01", kind="thanks")
    day = lake.build("2025-07-01")["as_of"][0].as_py()
    (before,) = lake.build("2025-07-01").to_pylist()
    (after,) = build_features(lake.files(), [day], barred=["recognition"]).to_pylist()
    gone = set(barred_features(["recognition"]))
    assert (before["recognition_12m"], after["recognition_12m"]) == (1, None)
    assert gone <= set(absent_features(lake.files(), ["recognition"]))
    assert after == {name: None if name in gone else value for name, value in before.items()}


def test_model_that_reads_a_barred_source_is_refused_by_the_feature() -> None:
    """The refusal names the features, and says to train again; without such a feature nothing happens."""
    refuse_barred(["tenure_months", "snapshot column"], ["recognition"])
    with pytest.raises(BarredFeature, match="recognition_12m, recognition_90d") as refused:
        refuse_barred(["tenure_months", "recognition_12m", "recognition_90d"], ["recognition"])
    assert "ermine train" in refused.value.remedy


@pytest.mark.parametrize("name", BY_NAME)
def test_every_source_is_a_table_of_the_contracts(name: str) -> None:
    """A policy can name the source of every feature: a table that a company brings, or the published bands."""
    assert {source.partition(".")[0] for source in reads(name)} <= {*TABLES, TEAM_BANDS}
