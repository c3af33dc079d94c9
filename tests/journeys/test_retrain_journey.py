"""A model grows older: retrain with three more months, watch for drift, and plant what a watch must see."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

pytestmark = pytest.mark.slow

CUT = "2026-03-31"
DAY_OF = {
    "absences": "start_date", "assignments": "valid_from", "compensation": "valid_from", "employees": "hire_date",
    "engagement_events": "event_date", "exits": "notice_date", "journey_events": "date", "one_on_ones": "event_date",
    "open_cases": "opened", "outreach_history": "date", "recognition": "event_date", "requests": "date",
    "reviews": "known_at", "units": "valid_from", "worked_hours": "month",
}  # fmt: skip


def until(folder: Path, out: Path, cut: str) -> Path:
    """The tables as an export on the day `cut` would have had them."""
    out.mkdir()
    known = pl.read_csv(folder / "employees.csv", infer_schema=False).filter(pl.col("hire_date") <= cut)
    for file in sorted(folder.glob("*.csv")):
        rows = pl.read_csv(file, infer_schema=False)
        day = DAY_OF.get(file.stem)
        if file.stem == "exits":
            rows = rows.filter(pl.coalesce("notice_date", "last_day") <= cut)
        elif day is not None:
            rows = rows.filter(pl.col(day) <= cut)
        if (who := {"employee_id", "to_employee_id"} & set(rows.columns)) and file.stem != "populations":
            rows = rows.filter(pl.col(who.pop()).is_in(known["employee_id"].to_list()))
        rows.write_csv(out / file.name)
    return out


def change(folder: Path, table: str, edit: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Rewrite one table of an export."""
    file = folder / f"{table}.csv"
    edit(pl.read_csv(file, infer_schema=False)).write_csv(file)


def planted(tables: Path, out: Path) -> Path:
    """An export with a pay freeze of a year, no hours, a job family that nobody had, and units under new ids."""
    shutil.copytree(tables, out)
    change(out, "compensation", lambda rows: rows.filter(pl.col("valid_from") < "2025-07-01"))
    (out / "worked_hours.csv").unlink()

    def reorganised(rows: pl.DataFrame) -> pl.DataFrame:
        people = sorted(rows["employee_id"].unique())
        mine = pl.col("employee_id").is_in(people[::6])
        rows = rows.with_columns(job_family=pl.when(mine).then(pl.lit("ai_studio")).otherwise("job_family"))
        last = (
            rows.group_by("employee_id", maintain_order=True)
            .last()
            .filter(pl.col("valid_from") < "2026-05-01")
        )
        left = pl.read_csv(out / "exits.csv", infer_schema=False).filter(pl.col("last_day") < "2026-05-01")
        moved = last.filter(~pl.col("employee_id").is_in(left["employee_id"].to_list()))
        new = moved.with_columns(unit_id=pl.lit("N") + pl.col("unit_id"), valid_from=pl.lit("2026-05-01"))
        return pl.concat([rows, new.select(rows.columns)])

    change(out, "assignments", reorganised)

    def renamed(rows: pl.DataFrame) -> pl.DataFrame:
        again = rows.with_columns(
            unit_id=pl.lit("N") + pl.col("unit_id"), parent_id=pl.lit("N") + pl.col("parent_id"),
            valid_from=pl.lit("2026-05-01"),
        )  # fmt: skip
        return pl.concat([rows, again.unique("unit_id", maintain_order=True)])

    change(out, "units", renamed)
    return out


@pytest.fixture(scope="module")
def on_other_data(company_place: Any, tmp_path_factory: pytest.TempPathFactory) -> Callable[[Path], Any]:
    """The company's home with its champion, but with other tables in the lake."""

    def imported(tables: Path) -> Any:
        place = company_place.copy_to(tmp_path_factory.mktemp("other") / "place")
        shutil.rmtree(place.home / "lake")
        ran = place.run("import", tables, "--json")
        assert ran.code == 0, ran.err
        return place

    return imported


def test_nothing_has_drifted_on_the_day_after_training(company_place: Any, tmp_path: Path) -> None:
    """The company's own next day is quiet: exit code 0, and the page says so."""
    page = tmp_path / "drift.html"
    ran = company_place.run("report", "drift", "--html", page, "--json")
    assert ran.code == 0, ran.err
    assert ran.json["found"] is False
    assert "Nothing stands out" in page.read_text("utf-8")


def test_planted_changes_are_loud(
    company_place: Any, on_other_data: Callable[[Path], Any], tmp_path: Path
) -> None:
    """A pay freeze, a missing table, a new job family and renamed units are each told, with code 3."""
    place = on_other_data(planted(company_place.folder / "tables", tmp_path / "planted"))
    ran = place.run("report", "drift", "--json")
    assert ran.code == 3, ran.err
    found = {one["name"]: one for one in ran.json["inputs"] if one["found"]}
    assert "shape" in found["months_since_raise"]["found"]
    assert "missing" in found["overtime_ratio_3m"]["found"]
    assert "worked_hours" in found["overtime_ratio_3m"]["todo"][0]
    assert found["job_family"]["new_categories"] == ["ai_studio"]
    assert "shape" in found["months_in_unit"]["found"]
    said = place.run("report", "drift")
    assert "ai_studio" in said.out
    assert "Import it again" in said.out


def test_a_retrain_takes_what_is_new_and_lets_the_gate_decide(place: Any, tmp_path: Path) -> None:
    """With the same files nothing happens; with three more months there is one more version, and the champion is
    replaced exactly when the gate passes."""
    whole = tmp_path / "whole"
    made = place.run("sample", "--out", whole, "--employees", 500, "--months", 24, "--seed", 5)
    assert made.code == 0
    for said in ("surveys.csv", "comments.csv"):  # they take long to read and train nothing
        (whole / said).unlink()
    assert place.run("import", until(whole, tmp_path / "march", CUT)).code == 0
    first = place.run("train", "--json").json

    same = place.run("retrain", "--json")
    assert same.code == 0, same.err
    assert (same.json["new"], same.json["version"]) == (False, None)
    assert len(place.run("models", "list", "--json").json["versions"]) == 1

    grown = place.run("retrain", "--data", whole, "--json")
    told = grown.json
    assert (told["new"], told["version"]) == (True, 2)
    assert told["data_until"] >= "2026-06-30"
    assert told["days_until"]["now"] > (told["days_until"]["before"] or "")
    assert grown.code == (3 if told["stopped_by"] else 0)
    assert told["promoted"] is (not told["stopped_by"])
    aliases = {v["version"]: v["aliases"] for v in place.run("models", "list", "--json").json["versions"]}
    if told["promoted"]:
        assert "champion" in aliases[2]
    elif first["promoted"]:
        assert "champion" in aliases[1]

    remembered = place.run("retrain")
    assert remembered.code == 0
    assert "Nothing new" in remembered.out
    assert "version 2" in remembered.out


def test_a_home_that_remembers_no_folder_says_what_to_give(company_place: Any, tmp_path: Path) -> None:
    """An older home's record names no folder: the refusal names the option."""
    place = company_place.copy_to(tmp_path / "old")
    (place.home / "home.toml").write_text('source = "company"\nmodel = "attrition"\n')
    ran = place.run("retrain")
    assert ran.code == 2
    assert "--data" in ran.err


def test_the_fairness_of_the_last_run_and_of_the_back_test(company_place: Any, tmp_path: Path) -> None:
    """The last run says who was listed, the back-test also who was found; neither names a person, code 0 or 3."""
    people = pl.read_csv(company_place.folder / "tables" / "employees.csv", infer_schema=False)
    page = tmp_path / "fairness.html"
    for lists in ("last", "back-test"):
        ran = company_place.run("report", "fairness", "--lists", lists, "--html", page, "--json")
        assert ran.code == (3 if ran.json["fails"] else 0), ran.err
        assert not [who for who in people["employee_id"] if who in ran.out or who in page.read_text("utf-8")]
        judged = {one["measure"] for one in ran.json["comparisons"] if one["ratio"]}
        assert judged == ({"selection"} if lists == "last" else {"recall", "selection", "calibration"})
        assert all(one["people"] is None or one["people"] >= 30 for one in ran.json["comparisons"])


def test_matured_runs_are_judged_with_what_followed(company_place: Any, tmp_path: Path) -> None:
    """Runs of last year have outcomes: recall and calibration are counted over all of them together."""
    place = company_place.copy_to(tmp_path / "runs")
    for day in ("2025-10-01", "2025-11-01"):
        assert place.run("run", "--as-of", day).code == 0
    ran = place.run("report", "fairness", "--json")
    assert ran.code in (0, 3), ran.err
    assert "2 runs" in ran.json["lists"]
    assert ran.json["matured"] > 0.8 * ran.json["considered"]
    card = company_place.run("models", "card", "--out", tmp_path / "card.html")
    assert card.code == 0
    assert "Are its lists fair?" in (tmp_path / "card.html").read_text("utf-8")
