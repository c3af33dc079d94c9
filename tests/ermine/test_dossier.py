"""The technical dossier of a real home says what judges of the law ask for, and says it again byte for byte."""

import hashlib
import json
from typing import Any

import pytest

from ermine.dossier.page import as_json, as_markdown
from ermine.dossier.risks import load_risks
from ermine.home import Home
from ermine.jobs.champions import champion_of
from ermine.jobs.dossier import dossier_of
from ermine.settings import Settings

HEADINGS = [
    "1. Purpose",
    "2. Data",
    "3. Model",
    "4. Oversight by people",
    "5. Policies",
    "6. Risks",
    "7. Artefacts",
]


@pytest.mark.slow
def test_a_home_with_a_model_and_a_run_has_a_whole_dossier(company_place: Any, tmp_path: Any) -> None:
    """Every part, figures by group, every risk with its tests, and the hashes of the files that serve."""
    page = tmp_path / "dossier.html"
    ran = company_place.run("report", "dossier", "--html", page)
    assert ran.code == 0, ran.err
    text = ran.out
    assert [line[3:] for line in text.splitlines() if line.startswith("## ")] == HEADINGS
    home = Home(company_place.home)
    champion = champion_of(home, "attrition")
    assert champion is not None
    assert f"digest `{champion.digest}`" in text
    assert "| gender woman |" in text
    assert all(f"`{test}`" in text for risk in load_risks() for test in risk.tests)
    for file in (home.champion_file("attrition"), home.privacy_file, home.public_key_file):
        assert (
            f"| {file.relative_to(home.path)} | `{hashlib.sha256(file.read_bytes()).hexdigest()}` |" in text
        )
    written = page.read_text("utf-8")
    assert written.count("<h2>") == len(HEADINGS)
    assert "<script" not in written

    again = dossier_of(Settings(home=home.path))
    assert as_markdown(again) == text
    plain = json.loads(json.dumps(as_json(again)))
    assert plain["data"]["hash"] == again.data.hash
    assert len(plain["model"]["champion"]["inputs"]) == len(champion.scorecard.features)
    assert plain["oversight"]["runs"] == 1


def test_a_home_without_a_model_says_that_none_serves(asked_place: Any, tmp_path: Any) -> None:
    """Nothing is made up for what is not there."""
    place = asked_place.copy_to(tmp_path / "place")
    text = as_markdown(dossier_of(Settings(home=place.home)))
    assert "No personal model serves" in text
    assert "| runs | 0 |" in text
