"""A source that the privacy policy bars reaches no training rows, no run and no scores."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from data_contracts.intake import import_folder
from data_contracts.policy.outreach import load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import silent
from ermine.jobs.learning import company_rows
from ermine.sample.write import write_sample
from features.barred import barred_features
from features.engines.duckdb import DuckDB
from features.feature_sets import COMPANY, CORE
from features.team_bands import TeamBands


def test_training_rows_have_no_feature_of_a_barred_source(tmp_path: Path) -> None:
    """The shipped policy leaves every feature in; one that bars recognition leaves out those of recognition."""
    write_sample(tmp_path / "tables", 120, 18, seed=2)
    lake = import_folder(tmp_path / "tables", tmp_path / "home", date(2026, 7, 1)).lake
    shipped = load_privacy_policy().barred_sources
    learned = [
        set(company_rows(lake, load_outreach_policy(), barred, 90, DuckDB(), silent).frame.columns)
        for barred in (shipped, (*shipped, "recognition"))
    ]
    assert learned[0] - learned[1] == set(barred_features(["recognition"]))
    assert "recognition_12m" in learned[0]


def test_training_rows_have_the_features_of_the_chosen_set_and_mood_only_if_allowed(tmp_path: Path) -> None:
    """The core set is learned from four tables; given bands enter when the policy lets them, and then equally."""
    write_sample(tmp_path / "tables", 120, 18, seed=2)
    lake = import_folder(tmp_path / "tables", tmp_path / "home", date(2026, 7, 1)).lake
    privacy, outreach = load_privacy_policy(), load_outreach_policy()
    units = lake.read("units")["unit_id"].unique().sort()
    published = pl.DataFrame({"unit_id": units, "round": "r", "known_at": date(2025, 9, 10), "band": "low"})
    shut, opened = (
        company_rows(
            lake, outreach, barred, 90, DuckDB(), silent, CORE if core else COMPANY, (), TeamBands(published)
        )
        for barred, core in ((privacy.barred_from_scores, True), (privacy.barred_sources, False))
    )
    moods = {"team_mood_band", "team_mood_known"}
    assert set(shut.frame.columns) == {spec.name for spec in CORE.features}
    assert shut.feature_set == CORE.label
    assert moods <= set(opened.frame.columns)
    assert not moods & set(shut.frame.columns)
    bands = opened.frame.with_columns(day=pl.Series(opened.as_of).cast(pl.Date))
    assert bands.filter(pl.col("day") <= date(2025, 9, 10))["team_mood_known"].unique().to_list() == ["no"]
    assert bands.filter(pl.col("day") > date(2025, 9, 10))["team_mood_band"].unique().to_list() == ["low"]
    assert shut.peers is not None
    assert shut.frame["pay_against_peers"].null_count() < shut.rows


@pytest.mark.slow
def test_model_that_reads_a_barred_source_makes_no_run_and_no_scores(
    company_place: Any, tmp_path: Path
) -> None:
    """Barring a source after training stops the run and the scoring, by the names of the features."""
    place = company_place.copy_to(tmp_path / "place")
    policy = place.home / "policy" / "privacy.toml"
    policy.write_text(policy.read_text().replace('  "requests",', '  "requests", "recognition",'))
    people = tmp_path / "people.csv"
    people.write_text("employee_id\nE00001\n")
    for command in (("run",), ("score", people, "--out", tmp_path / "out.parquet")):
        ran = place.run(*command)
        assert ran.code != 0
        assert "recognition_12m" in ran.err
        assert "Traceback" not in ran.err
    assert not (tmp_path / "out.parquet").exists()
