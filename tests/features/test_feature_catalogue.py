"""The catalogue names every column that is built, in words, and no barred source."""

import subprocess
import sys

import pytest

from data_contracts.feature_spec import FeatureSpec
from features.build import SCHEMA
from features.catalogue import BY_NAME, FEATURES, sources
from features.columns import Feature
from features.passed_in import PASSED_IN
from features.population import CONTEXT
from features.sources import SOURCES
from features.specs.mood import TEAM_BANDS
from features.subjects import SUBJECTS

THEMES = {
    "tenure",
    "pay",
    "career",
    "manager",
    "team",
    "workload",
    "recognition",
    "engagement",
    "position",
}
BARRED_TABLES = {
    "protected",
    "requests",
    "open_cases",
    "outreach_history",
    "preferences",
    "journey_events",
    "surveys",
    "comments",
    "populations",
    "er_managers",
}
BARRED_COLUMNS = {"birth_year", "gender", "ethnicity", "disability", "name", "email", "reason", "regretted"}


def functions() -> dict[str, Feature]:
    """Every column function of every subject by name."""
    return {column.__name__: column for subject in SUBJECTS for column in subject.columns}


def test_every_spec_has_one_function_and_every_function_a_spec() -> None:
    """What the catalogue promises is what the subjects build, one documented function per column, or is filled in."""
    built = functions()
    assert not set(built) & PASSED_IN
    assert set(built) | PASSED_IN == set(BY_NAME)
    assert len(BY_NAME) == len(FEATURES) >= 60
    assert all(function.__doc__ for function in built.values())


def test_built_columns_are_the_context_and_the_catalogue_in_order() -> None:
    """A build has the context first, then every feature in catalogue order, none of them twice."""
    assert SCHEMA.names == [*CONTEXT, *(spec.name for spec in FEATURES)]
    assert len(set(SCHEMA.names)) == len(SCHEMA.names)


@pytest.mark.parametrize("spec", FEATURES, ids=lambda spec: spec.name)
def test_spec_reads_in_plain_words(spec: FeatureSpec) -> None:
    """Each feature has a label, a meaning, a known theme and a phrase that takes a value."""
    assert spec.label
    assert spec.meaning.endswith(".")
    assert spec.missing_phrase
    assert spec.theme in THEMES
    value = 3.25 if spec.kind == "number" else "Lyon"
    phrase = spec.words(value)
    assert phrase != spec.phrase
    assert "{" not in phrase
    assert (spec.unit != "") == (spec.kind == "number")


@pytest.mark.parametrize("spec", FEATURES, ids=lambda spec: spec.name)
def test_spec_is_made_from_readable_tables_only(spec: FeatureSpec) -> None:
    """The source of a feature is a table that features may open, or the published bands, and none that is barred."""
    assert set(sources(spec)) <= {*SOURCES, TEAM_BANDS}
    assert not set(sources(spec)) & BARRED_TABLES


def test_no_barred_table_or_column_can_be_opened() -> None:
    """Features may read no protected attribute, case, request, survey or past contact."""
    columns = {column for source in SOURCES.values() for column in source.schema}
    assert not set(SOURCES) & BARRED_TABLES
    assert not columns & BARRED_COLUMNS
    assert SOURCES["absences"].kinds == ("holiday",)


def test_catalogue_loads_no_query_engine() -> None:
    """Serving can read the words of the features without Ibis, DuckDB or Polars in the process."""
    code = (
        "import sys, features.catalogue; print([m for m in ('ibis', 'duckdb', 'polars') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
