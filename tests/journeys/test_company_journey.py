"""From HR tables to a ranked list on a page, with the real commands, server and browser."""

from collections.abc import Callable
from math import exp
from pathlib import Path
from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.slow


def sign_in(browser: Any, url: str, key: str) -> Any:
    """A fresh browser page after signing in; console errors and foreign requests are collected on it."""
    page = browser.new_context(viewport={"width": 1200, "height": 900}).new_page()
    page.complaints = []
    page.on(
        "console", lambda message: page.complaints.append(message.text) if message.type == "error" else None
    )
    page.on("request", lambda asked: None if asked.url.startswith(url) else page.complaints.append(asked.url))
    page.goto(url)
    page.fill("input[name=key]", key)
    page.keyboard.press("Enter")
    page.wait_for_url("**/week")
    return page


def test_every_row_that_came_in_was_admitted_or_refused(company_place: Any) -> None:
    """Rows in = admitted + refused for every table, and the clean sample has none refused."""
    for table in company_place.told("import")["tables"]:
        assert table["rows_in"] == table["admitted"] + table["refused"]
        assert table["refused"] == 0


def test_the_training_promotes_a_model_that_beats_chance(company_place: Any) -> None:
    """The sample company has planted drivers, so the gate lets the model pass."""
    told = company_place.told("train")
    assert told["promoted"] is True
    assert told["metrics"]["auc"]["low"] > 0.5


def test_the_card_tells_of_the_other_horizon_and_of_rows_that_outreach_touched(
    company_place: Any, tmp_path: Path
) -> None:
    """Trained for 180 days and asked about 90 too; the sample company had talked to people before."""
    ran = company_place.run("models", "card", "--out", tmp_path / "card.html")
    assert ran.code == 0, ran.err
    card = " ".join((tmp_path / "card.html").read_text("utf-8").split())
    assert "<h3>Other horizons</h3>" in card
    assert "<tr><td>90</td>" in card
    assert "rows: contacted shortly before" in card
    assert "rows: contacted inside the horizon" in card


def test_the_page_shows_the_list_that_the_api_gives(
    company_place: Any, serve: Callable[[Any], str], browser: Any
) -> None:
    """An ER manager signs in and sees the same people in the same order as over the API, in their hours."""
    url = serve(company_place)
    bearer = company_place.key("er_manager", "--er-manager", "ER01")
    answer = httpx.get(f"{url}/v1/outreach?run=latest", headers={"Authorization": f"Bearer {bearer}"}).json()
    assert answer["hours_used"] <= answer["hours_available"]

    page = sign_in(browser, url, company_place.key("er_manager", "--er-manager", "ER01", "--sign-in"))
    names = [link.inner_text() for link in page.locator("article h2 a").all()]
    assert names == [item["name"] for item in answer["items"]]
    assert len(names) > 0
    assert page.complaints == []


def test_every_reason_on_a_persons_page_sums_to_the_score(
    company_place: Any, serve: Callable[[Any], str], browser: Any
) -> None:
    """Starting point plus every signed reason is the score, to the last decimal that is served."""
    url = serve(company_place)
    page = sign_in(browser, url, company_place.key("er_manager", "--er-manager", "ER01", "--sign-in"))
    page.locator("article h2 a").first.click()
    page.wait_for_url("**/people/*")
    values = [float(mark.get_attribute("value")) for mark in page.locator("td data:not(.score)").all()]
    score = float(page.locator("data.score").get_attribute("value"))
    assert len(values) > 10
    assert sum(values) == pytest.approx(score, abs=1e-9)
    assert "€" not in page.content()
    assert page.complaints == []


def test_an_hr_system_gets_scores_whose_reasons_sum(company_place: Any, serve: Callable[[Any], str]) -> None:
    """POST /v1/scores answers with calibrated probability, reasons that sum, model version and as-of day."""
    url = serve(company_place)
    bearer = company_place.key("er_manager", "--er-manager", "ER01")
    listed = httpx.get(f"{url}/v1/outreach?run=latest", headers={"Authorization": f"Bearer {bearer}"}).json()
    ids = [item["employee_id"] for item in listed["items"]]
    answer = httpx.post(
        f"{url}/v1/scores",
        headers={"Authorization": f"Bearer {company_place.key('hr_system')}"},
        json={"employee_ids": [*ids, "nobody"]},
    ).json()
    assert answer["model"]["version"] == company_place.told("train")["version"]
    assert answer["as_of"] == company_place.told("run")["as_of"]
    *scored, unknown = answer["results"]
    assert [row["id"] for row in scored] == ids
    for row in scored:
        total = row["base"] + sum(reason["contribution"] for reason in row["reasons"])
        assert total == pytest.approx(row["log_odds"], abs=1e-9)
        assert row["probability"] == pytest.approx(1 / (1 + exp(-row["log_odds"])), abs=1e-12)
    assert (unknown["status"], unknown["reason"]) == ("refused", "unknown_id")


def test_a_file_of_people_is_scored_in_its_order(company_place: Any, tmp_path: Any) -> None:
    """`ermine score` keeps the order of the rows, and says who was not scored and why."""
    import polars as pl

    people = pl.read_csv(company_place.folder / "tables" / "employees.csv", infer_schema=False)["employee_id"]
    asked = [people[-1], "nobody", people[-2]]
    file, out = tmp_path / "asked.csv", tmp_path / "scores.parquet"
    file.write_text("employee_id\n" + "\n".join(asked) + "\n")
    ran = company_place.run("score", file, "--out", out)
    assert ran.code == 3
    assert "nobody by this id" in ran.out
    assert "line 3" in ran.out
    scores = pl.read_parquet(out)
    assert scores["id"].to_list() == [people[-1], people[-2]]
    assert scores.columns == ["id", "as_of", "probability", "log_odds", "band", "reasons", "base"]
    sums = [
        sum(r["contribution"] for r in row["reasons"]) + row["base"] for row in scores.iter_rows(named=True)
    ]
    assert sums == pytest.approx(scores["log_odds"].to_list(), abs=1e-9)
