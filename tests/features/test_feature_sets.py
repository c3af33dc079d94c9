"""Named sets of features: what is in them, and when a model of a set is refused by name."""

import pytest

from features.catalogue import BY_NAME, FEATURES, sources
from features.feature_sets import (
    COMPANY,
    CORE,
    SETS,
    VERSION,
    FeaturesNotServed,
    UnknownFeatureSet,
    feature_set,
    is_company_set,
    refuse_unserved,
    unasked,
)
from features.sources import SOURCES


def test_company_is_everything_and_core_what_four_tables_tell() -> None:
    """The core set is every feature of employees, assignments, exits and compensation, and no other."""
    assert COMPANY.features == FEATURES
    tables = {"employees", "assignments", "exits", "compensation"}
    assert set(CORE.features) == {spec for spec in FEATURES if set(sources(spec)) <= tables}
    assert {"pay_against_peers", "months_in_unit", "team_exits_90d"} <= {spec.name for spec in CORE.features}
    assert len(CORE.features) >= 30


def test_a_set_is_chosen_by_name() -> None:
    """Its label carries the version; an unknown name is refused with the names there are."""
    assert feature_set("company-core").label == f"company-core/{VERSION}"
    with pytest.raises(UnknownFeatureSet) as refused:
        feature_set("core")
    assert all(name in refused.value.remedy for name in SETS)


@pytest.mark.parametrize("label", ["company/1", "company/3", "company-core/3", "company/99"])
def test_company_sets_are_known_by_their_name_whatever_the_version(label: str) -> None:
    """A snapshot called company-like is none of them."""
    assert is_company_set(label)
    assert not is_company_set(f"snapshot/{label}")


def test_a_model_of_an_earlier_version_is_served_while_its_inputs_are_built() -> None:
    """Nothing it reads has gone, so nothing is refused."""
    refuse_unserved("company/2", ["tenure_months", "recognition_12m"], SOURCES)


@pytest.mark.parametrize(
    ("label", "names", "tables", "said"),
    [
        ("snapshot/ibm", ["Age"], SOURCES, "'snapshot/ibm'"),
        ("company-plus/1", ["tenure_months"], SOURCES, "'company-plus/1'"),
        (f"company/{VERSION + 1}", ["tenure_months"], SOURCES, f"'company/{VERSION + 1}'"),
        ("company/one", ["tenure_months"], SOURCES, "'company/one'"),
        ("company/3", ["tenure_months", "shoe_size"], SOURCES, "shoe_size"),
        ("company/3", ["recognition_12m"], ["employees", "exits"], "recognition"),
        ("company/3", ["team_mood_band"], SOURCES, "team_bands"),
    ],
)
def test_a_model_that_cannot_be_served_is_refused_by_name(
    label: str, names: list[str], tables: list[str], said: str
) -> None:
    """Another source's, a later version's, a feature that is gone, a table that is not here."""
    with pytest.raises(FeaturesNotServed, match=said):
        refuse_unserved(label, names, tables)


def test_only_what_is_needed_is_built_and_what_it_is_made_from() -> None:
    """Without a choice everything is needed; figures against peers bring their ingredients along."""
    assert unasked(None) == frozenset()
    assert unasked(["fte"]) == set(BY_NAME) - {"fte"}
    made_from = {"job_family", "job_level", "pay_against_company", "months_in_level"}
    assert unasked(["pay_against_peers"]) == set(BY_NAME) - {"pay_against_peers"} - made_from
