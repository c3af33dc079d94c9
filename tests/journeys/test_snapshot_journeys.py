"""Flat public teaching tables (fictional people) from file to page: what passes, and what the gate stops."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import polars as pl
import pytest

pytestmark = pytest.mark.slow

MAPS = Path(__file__).resolve().parents[2] / "maps"


def train(place: Any, name: str, file: Path) -> Any:
    """Train on a public table through its shipped mapping."""
    ran = place.run("train", "--map", MAPS / f"{name}.toml", "--data", file, "--json")
    assert ran.code == 0, ran.err
    return ran.json


def papers(place: Any, name: str) -> tuple[Any, str]:
    """What the home keeps of version 1: its report, and its card as a page."""
    folder = place.home / "models" / name / "papers" / "1"
    return json.loads((folder / "report.json").read_text("utf-8")), (folder / "card.html").read_text("utf-8")


def first_list(place: Any, url: str) -> Any:
    """The default ER manager's list over the API."""
    key = place.key("er_manager", "--er-manager", "default")
    return httpx.get(f"{url}/v1/outreach?run=latest", headers={"Authorization": f"Bearer {key}"}).json()


@pytest.mark.parametrize(
    ("name", "file", "evidence", "least", "most"),
    [
        ("ibm", "ibm_attrition.csv", "cross_validated", 0.79, 0.84),
        ("mfg10", "mfg10_snapshots_2006_2012.parquet", "out_of_time", 0.7, 0.9),
    ],
)
def test_a_snapshot_goes_from_file_to_list_and_scores(
    name: str,
    file: str,
    evidence: str,
    least: float,
    most: float,
    place: Any,
    public_data: Path,
    serve: Callable[[Any], str],
) -> None:
    """Train with the skill that is known of the table, run, score the file, and read the list over the API; nobody
    known to have left is on it."""
    trained = train(place, name, public_data / file)
    assert (trained["promoted"], trained["evidence"]) == (True, evidence)
    assert least < trained["metrics"]["auc"]["value"] < most
    report, card = papers(place, name)
    assert ("probabilities were too low" in card) is (name == "mfg10")
    if name == "ibm":  # beats logistic regression without protected and survey columns
        auc = {line["name"]: line["metrics"]["auc"]["value"] for line in report["candidates"]}
        assert auc["additive boosting"] > auc["logistic regression"]
    run = place.run("run", "--map", MAPS / f"{name}.toml", "--json").json
    assert run["kind"] == "risk"

    out = place.folder / "scores.parquet"
    scored = place.run("score", public_data / file, "--model", f"{name}@champion", "--out", out, "--json")
    assert scored.code == 0, scored.out
    scores = pl.read_parquet(out)
    assert scores.height == scored.json["rows"]
    sums = scores["base"] + scores["reasons"].list.eval(pl.element().struct.field("contribution")).list.sum()
    assert (sums - scores["log_odds"]).abs().max() < 1e-9

    listed = first_list(place, serve(place))
    assert listed["items"]
    assert listed["hours_used"] <= listed["hours_available"]
    lake = next((place.home / "lake").glob("*/snapshot.parquet"))
    rows = pl.read_parquet(lake)
    latest = rows if rows["as_of"].is_null().all() else rows.filter(pl.col("as_of") == pl.col("as_of").max())
    left = set(latest.filter(pl.col("target") == 1)["employee_id"])
    assert not left & {item["employee_id"] for item in listed["items"]}


def test_a_table_too_good_to_be_true_waits_for_a_person(
    place: Any, public_data: Path, serve: Callable[[Any], str]
) -> None:
    """techco stops as a suspected leak; a confirmation with a reason promotes it, and its list is then by risk."""
    trained = train(place, "techco", public_data / "techco_employee_train.csv")
    assert trained["promoted"] is False
    assert {reason["code"] for reason in trained["stopped_by"]} == {"suspected_leak"}
    assert trained["stopped_by"][-1]["columns"]
    assert trained["metrics"]["auc"]["value"] > 0.95
    assert place.run("run", "--json").json["kind"] == "cold_start"

    refused = place.run("models", "promote")
    assert refused.code == 5
    assert "--confirm-leak" in refused.err
    confirmed = place.run(
        "models", "promote", "--confirm-leak", "teaching data with planted effects", "--json"
    )
    assert confirmed.json["leak_confirmed"] is True
    versions = place.run("models", "list", "--json").json["versions"]
    assert versions[0]["notes"]["confirm_leak"] == "teaching data with planted effects"
    assert place.run("run", "--json").json["kind"] == "risk"
    assert first_list(place, serve(place))["items"][0]["reasons"]


def test_a_table_without_skill_gets_the_cold_start_list(
    place: Any, public_data: Path, serve: Callable[[Any], str]
) -> None:
    """job_retention without its survey answers has no skill, cannot be promoted, and gets a list that says so."""
    trained = train(place, "job_retention", public_data / "job_retention_train.csv")
    assert trained["promoted"] is False
    assert {reason["code"] for reason in trained["stopped_by"]} == {"no_skill"}
    assert trained["metrics"]["auc"]["value"] < 0.55
    forced = place.run("models", "promote", "--confirm-leak", "because I want to")
    assert forced.code == 5

    run = place.run("run", "--json").json
    assert (run["kind"], run["scored"]) == ("cold_start", 0)
    url = serve(place)
    listed = first_list(place, url)
    assert listed["items"]
    assert {item["band"] for item in listed["items"]} == {"unknown"}
    answer = httpx.post(
        f"{url}/v1/scores",
        headers={"Authorization": f"Bearer {place.key('hr_system')}"},
        json={"employee_ids": [listed["items"][0]["employee_id"]]},
    ).json()
    assert (answer["results"][0]["status"], answer["results"][0]["reason"]) == ("not_scored", "cold_start")
