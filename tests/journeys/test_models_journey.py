"""Retrain, compare, promote, roll back, verify, with the real registry."""

from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_a_second_version_serves_and_the_first_comes_back(place: Any, company_place: Any) -> None:
    """An identical retrain is an identical scorecard; after promote and rollback the first version serves again."""
    assert place.run("import", company_place.folder / "tables").code == 0
    first = place.run("train", "--json").json
    assert first["promoted"] is True
    second = place.run("train", "--no-promote", "--json").json
    assert (first["version"], second["version"], second["promoted"]) == (1, 2, False)

    versions = place.run("models", "list", "--json").json["versions"]
    assert [version["aliases"] for version in versions] == [["challenger"], ["champion"]]
    assert versions[0]["digest"] == versions[1]["digest"]
    compared = place.run("models", "compare", "--json").json
    assert compared["same_data"] is True
    assert {row["change"] for row in compared["metrics"]} == {0.0}

    assert place.run("models", "promote", "--reason", "same thing again").code == 0
    assert place.run("models", "verify", "--json").json["version"] == 2
    back = place.run("models", "rollback", "--reason", "trying the way back", "--json").json
    assert (back["version"], back["replaced"]) == (1, 2)
    assert place.run("models", "verify", "--json").json["version"] == 1

    card = place.folder / "card.html"
    assert place.run("models", "card", "--out", card).code == 0
    assert "<html" in card.read_text("utf-8")


def test_a_tampered_champion_is_refused(company_place: Any, tmp_path: Any) -> None:
    """One changed number in the served file is a typed refusal, by `verify`, by `run` and by `serve`."""
    place = company_place.copy_to(tmp_path / "copy")
    file = place.home / "models" / "attrition" / "champion.json"
    file.write_text(file.read_text().replace('"base":-', '"base":-1', 1))
    (place.home / "home.toml").write_text('source = "company"\nmodel = "attrition"\n')
    for command in (("models", "verify"), ("run",), ("serve", "--port", "0")):
        ran = place.run(*command)
        assert ran.code == 7, command
        assert "Refused" in ran.err
        assert "Traceback" not in ran.err
