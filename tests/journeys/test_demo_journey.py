"""`ermine demo`: everything once, and quick the second time because it reuses what is there."""

import re
import sqlite3
from contextlib import closing
from typing import Any

import pytest

pytestmark = pytest.mark.slow


def test_the_demo_gives_a_key_for_each_role_with_a_page_and_one_for_the_hr_system(demo_place: Any) -> None:
    """The keys it prints have different secrets and name their roles."""
    told = demo_place.told("demo")
    assert set(told["sign_in_keys"]) >= {"er_manager", "er_lead", "data_scientist", "dpo", "concern_handler"}
    assert len({*told["sign_in_keys"].values(), told["hr_system_key"]}) == len(told["sign_in_keys"]) + 1


def test_the_demo_has_a_round_open_with_things_that_a_person_must_read(demo_place: Any) -> None:
    """One concern by its author, what the text model found, and the comment in another language."""
    rounds = demo_place.run("round", "show", "--json").json["rounds"]
    assert [one["state"] for one in rounds if one["round"] == "open-now"] == ["open"]
    with closing(sqlite3.connect(demo_place.home / "feedback.db")) as conn:
        found = conn.execute(
            "select source, count(*) from concerns group by source order by source"
        ).fetchall()
    assert found == [("author", 1), ("program", 1), ("unread", 1)]


def test_a_second_start_reuses_what_is_there(demo_place: Any, tmp_path: Any) -> None:
    """Nothing is imported or trained again, the run is the same one, and the keys are new."""
    ran = demo_place.run("demo", "--no-serve", "--employees", 600, "--months", 24, "--json")
    assert ran.code == 0, ran.err
    assert "already in the lake" in ran.err
    assert "already serves" in ran.err
    assert ran.json["run_id"] == demo_place.told("demo")["run_id"]
    assert ran.json["sign_in_keys"] != demo_place.told("demo")["sign_in_keys"]


def test_a_demo_never_mixes_with_other_data(demo_place: Any, company_place: Any) -> None:
    """A demo with other parameters, or in a home with data of its own, is refused by name."""
    other = demo_place.run("demo", "--no-serve", "--employees", 700)
    assert other.code == 5
    assert re.search(r"holds a demo with employees=600 .* not a demo with employees=700", other.err)
    own = company_place.run("demo", "--no-serve")
    assert own.code == 5
    assert "holds data of its own" in own.err


def test_doctor_finds_a_demo_home_well(demo_place: Any) -> None:
    """Every finding is well after a demo."""
    ran = demo_place.run("doctor", "--json")
    assert ran.code == 0, ran.out
    assert ran.json["healthy"] is True
    assert "INSIDE" not in ran.out
