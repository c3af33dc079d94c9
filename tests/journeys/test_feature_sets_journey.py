"""A data scientist chooses a feature set, and the model is served with what it needs and nothing else."""

import json
from pathlib import Path
from typing import Any

import pytest

CORE = "company-core/3"


@pytest.mark.slow
def test_core_set_is_trained_served_and_kept(company_place: Any, tmp_path: Path) -> None:
    """Trained on four tables it is promoted, runs and scores; without one of them it is refused by name."""
    place = company_place.copy_to(tmp_path / "place")
    (place.home / "home.toml").write_text('source = "company"\nmodel = "attrition"\n')
    unknown = place.run("train", "--features", "company-tiny")
    assert unknown.code != 0
    assert "company-core" in unknown.err
    trained = place.run("train", "--features", "company-core", "--json")
    assert trained.code == 0, trained.err
    card = json.loads((place.home / "models" / "attrition" / "champion.json").read_text())["scorecard"]
    assert card["feature_set"] == CORE
    assert card["format"] == "ermine-scorecard/2"
    groups = card["peers"]["medians"]["pay_against_peers"]
    assert min(group["people"] for group in groups) >= 10
    ran = place.run("run", "--json")
    assert ran.code == 0, ran.err
    people = tmp_path / "people.csv"
    people.write_text("employee_id\nE00001\n")
    scored = place.run("score", people, "--out", tmp_path / "out.parquet")
    assert scored.code in (0, 3), scored.err
    (manifest,) = place.home.glob("lake/*/manifest.json")
    fields = json.loads(manifest.read_text())
    del fields["tables"]["compensation"]
    manifest.write_text(json.dumps(fields))
    refused = place.run("run")
    assert refused.code != 0
    assert CORE in refused.err
    assert "compensation" in refused.err
    assert "Traceback" not in refused.err
