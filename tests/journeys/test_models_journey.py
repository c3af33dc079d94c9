"""Retrain, compare, promote, roll back, verify, with the real registry."""

import json
import shutil
from typing import Any

import httpx
import polars as pl
import pytest

pytestmark = pytest.mark.slow


def asked(url: str, place: Any, **what: Any) -> str:
    """A data scientist files a request over the API; its id."""
    headers = {
        "Authorization": f"Bearer {place.key('data_scientist')}",
        "Idempotency-Key": f"journey-{what['kind']}",
    }
    answer = httpx.post(f"{url}/v1/models/promotion-requests", json=what, headers=headers)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["request_id"])


def test_a_second_version_serves_and_the_first_comes_back(demo_place: Any, tmp_path: Any, serve: Any) -> None:
    """Another registry is refused before anything is fitted; an identical retrain is no new version; another one is
    compared, requested, promoted and rolled back."""
    place = demo_place.copy_to(tmp_path / "ä place")
    other = place.run("train", env={"MLFLOW_TRACKING_URI": f"sqlite:///{tmp_path}/other.db"})
    assert (other.code, "home.toml" in other.err, "fit" in other.err) == (5, True, False)
    again = place.run("train", "--json").json
    assert (again["version"], again["is_new"], again["serves"], again["promoted"]) == (1, False, True, False)
    second = place.run("train", "--no-promote", "--horizon", 120, "--json").json
    assert (second["version"], second["is_new"], second["promoted"]) == (2, True, False)

    versions = place.run("models", "list", "--json").json["versions"]
    assert [version["aliases"] for version in versions] == [["challenger"], ["champion"]]
    compared = place.run("models", "compare", "--json").json
    assert (compared["same_data"], compared["paired_on"], compared["added"]) == (True, "", [])
    assert compared["shapes"][0]["mean"] >= compared["shapes"][-1]["mean"] > 0

    papers = place.home / "models" / "attrition" / "papers" / "2"
    shutil.rmtree(papers)  # as where version 2 was trained on another machine: `models sync` fetches them
    assert place.run("models", "sync").code == 0
    assert {"report.json", "version.json"} <= {file.name for file in papers.iterdir()}

    url = serve(place)
    request = asked(url, place, kind="promotion", version=2, reason="120 days suit us")
    assert place.run("models", "requests", "--json").json["requests"][0]["reason"] == "120 days suit us"
    assert place.run("models", "rollback", "--request", request).code != 0
    promote = ("models", "promote", "--request", request, "--override", "trying [120] days", "--json")
    promoted = place.run(*promote).json
    again = place.run(*promote)
    assert (again.code, again.json["error"]) == (5, "RequestClosed")
    assert promoted["overridden"] is (second["stopped_by"] != [])
    assert place.run("models", "verify", "--json").json["version"] == 2
    request = asked(url, place, kind="rollback", reason="trying the way back")
    back = place.run("models", "rollback", "--request", request, "--json").json
    assert (back["version"], back["replaced"]) == (1, 2)
    assert place.run("models", "requests", "--json").json["requests"] == []
    assert place.run("models", "verify", "--json").json["version"] == 1

    card = place.folder / "card.html"
    assert place.run("models", "card", "--out", card).code == 0
    page = card.read_text("utf-8")
    assert "trying the way back" in page
    for heading in ("Is it of use?", "How much of the list stays", "What two decisions cost", "Not mature"):
        assert heading in page
    narrow = {"COLUMNS": "80"}
    for command in (("models", "list"), ("models", "compare", "1", "2")):
        assert max(map(len, place.run(*command, env=narrow).out.splitlines())) <= 80, command


def test_the_model_says_what_it_would_say_if(company_place: Any, tmp_path: Any) -> None:
    """One person as they are and as asked: two scores, the inputs between them, and no promise."""
    place = company_place.copy_to(tmp_path / "copy")
    champion = json.loads((place.home / "models" / "attrition" / "champion.json").read_text())
    numbers = [f for f in champion["scorecard"]["features"] if f["kind"] == "number"]
    people = place.folder / "people.csv"
    ids = [
        line.split(",")[0]
        for line in (place.folder / "tables" / "employees.csv").read_text().splitlines()[-20:]
    ]
    people.write_text("employee_id\n" + "\n".join(ids) + "\n")
    place.run("score", people, "--out", tmp_path / "scores.parquet")
    known = pl.read_parquet(tmp_path / "scores.parquet")
    asked = place.run("models", "what-if", known["id"][0], "--set", f"{numbers[0]['name']}=", "--json")
    assert asked.code == 0, asked.err
    assert asked.json["was"]["log_odds"] == known["log_odds"][0]
    assert "not an effect" in asked.json["label"]
    assert place.run("models", "what-if", known["id"][0], "--set", "age=40").code != 0
    assert place.run("models", "what-if", "nobody", "--set", f"{numbers[0]['name']}=1").code != 0


def test_a_tampered_champion_is_refused(company_place: Any, tmp_path: Any) -> None:
    """One changed number in the served file is a typed refusal, by `verify`, by `run` and by `serve`."""
    place = company_place.copy_to(tmp_path / "copy")
    file = place.home / "models" / "attrition" / "champion.json"
    file.write_text(file.read_text().replace('"base":-', '"base":-1', 1))
    for command in (("models", "verify"), ("run",), ("serve", "--port", "0", "--no-feedback")):
        ran = place.run(*command)
        assert ran.code == 7, command
        assert "Refused" in ran.err
        assert "Traceback" not in ran.err
