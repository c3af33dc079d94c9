"""Impact, trial and KPIs by the real commands, in a home that the demo made."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow

APPROVED = 'approved_by = "P. Officer"\napproved_on = 2026-06-01\n'


@pytest.fixture(scope="module")
def place(demo_place: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A copy of the demo's home, which these tests change."""
    return demo_place.copy_to(tmp_path_factory.mktemp("trial") / "place")


def approve(place: Any) -> None:
    """Let the privacy officer approve a trial."""
    file = Path(place.home) / "policy" / "privacy.toml"
    text = file.read_text("utf-8").replace("trial = false", "trial = true")
    file.write_text(APPROVED + text, "utf-8")


def test_the_impact_of_the_past_waiting_list_is_told_and_recomputed(place: Any, tmp_path: Path) -> None:
    """The report names both arms and a verdict; made twice, the business case is the same to the byte."""
    first, second = (
        place.run("report", "impact", "--json", "--html", tmp_path / f"{n}.html") for n in range(2)
    )
    assert first.code == 0, first.err
    assert first.json["from_history"] > 100
    assert first.json["report"]["verdict"] in ("cannot_tell", "helped", "too_few")
    assert first.json["case_sha256"] == second.json["case_sha256"]
    assert json.dumps(first.json["business_case"]) == json.dumps(second.json["business_case"])
    page = (tmp_path / "0.html").read_text("utf-8")
    assert "<svg" in page
    assert "Share without notice" in page


def test_a_trial_needs_approval_and_enough_people(place: Any) -> None:
    """Not approved: refused with that reason. Approved: the planner refuses a company of 600, and says so."""
    refused = place.run("trial", "start", "--json")
    assert refused.code != 0
    assert "has not approved a trial" in refused.json["detail"]
    approve(place)
    plan = place.run("trial", "plan", "--json")
    assert plan.code == 0, plan.err
    assert not plan.json["can_start"]
    assert "Not measured: too few people" in plan.json["why_not"]
    refused = place.run("trial", "start", "--json")
    assert refused.code != 0
    assert "Not measured: too few people" in refused.json["detail"]
    assert "too few people" in place.run("trial", "show").out
    assert place.run("trial", "stop").code != 0


def test_a_trial_that_can_teach_something_starts_and_its_lots_are_kept(place: Any) -> None:
    """With as many notices as a larger company has, the planner says yes and the approved trial starts; the runs of two
    weeks draw lots, and the second leaves those of the first as they are."""
    with closing(sqlite3.connect(Path(place.home) / "ermine.db")) as store, store:
        store.execute("UPDATE run_people SET probability = 0.7 WHERE probability IS NOT NULL")
    begun = place.run("trial", "start", "--json")
    assert begun.code == 0, begun.err
    assert begun.json["trial_id"] == "trial-1"
    day, drawn = date.fromisoformat(begun.json["started_on"]), []
    for as_of in (day - timedelta(days=7), day):
        assert place.run("run", "--as-of", as_of).code == 0
        with closing(sqlite3.connect(Path(place.home) / "ermine.db")) as store:
            lots = store.execute("SELECT employee_id, arm FROM trial_people WHERE trial_id = 'trial-1'")
            drawn.append(dict(lots.fetchall()))
    assert drawn[0]
    assert {who: drawn[1][who] for who in drawn[0]} == drawn[0]
    assert place.run("trial", "stop").code == 0


def test_kpis_of_the_whole_company_are_told(place: Any, tmp_path: Path) -> None:
    """The demo's run has counted them: turnover with an interval, on the terminal, as JSON and as a page."""
    told = place.run("report", "kpis", "--json", "--html", tmp_path / "kpis.html")
    assert told.code == 0, told.err
    turnover = next(one for one in told.json["kpis"] if one["kpi"] == "voluntary_turnover")
    assert turnover["now"]["low"] < turnover["now"]["value"] < turnover["now"]["high"]
    assert "Voluntary turnover" in (tmp_path / "kpis.html").read_text("utf-8")
    assert place.run("report", "kpis", "--unit", "nowhere").code != 0
