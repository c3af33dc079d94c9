"""A home whose databases are on PostgreSQL: the commands and the server work there as they do on files."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest


@pytest.fixture
def on_postgresql(tmp_path: Path, demo_place: Any, cluster: Any) -> Any:
    """A copy of the demo's home without database files, with both databases on PostgreSQL."""
    place = demo_place.copy_to(tmp_path / "place")
    for file in place.home.glob("*.db*"):
        file.unlink()
    return place.setting(
        ERMINE_DATABASE_URL=cluster.new_database(), ERMINE_FEEDBACK_DATABASE_URL=cluster.new_database()
    )


@pytest.mark.slow
def test_a_run_is_made_stored_and_served_from_postgresql(
    on_postgresql: Any, serve: Callable[..., str]
) -> None:
    """The list that the API gives is the one that the run stored; of database files only the persons' keys are made."""
    place = on_postgresql
    ran = place.run("run", "--json")
    assert ran.code == 0, ran.err
    key = {"Authorization": f"Bearer {place.key('er_manager', '--er-manager', 'ER01')}"}
    address = serve(place)
    assert httpx.get(f"{address}/readyz").json()["run"] == ran.json["run_id"]
    assert httpx.get(f"{address}/v1/outreach", headers=key).json()["items"]
    assert [file.name for file in place.home.glob("*.db")] == ["subjects.db"]


@pytest.mark.slow
def test_a_round_is_opened_and_closed_on_postgresql(on_postgresql: Any) -> None:
    """Open, hand out links, close: the states are those of a home with files."""
    place = on_postgresql
    links = place.folder / "links.csv"
    for step in (("open", "spring"), ("tokens", "spring", "--out", links), ("close", "spring")):
        ran = place.run("round", *step, "--json")
        assert ran.code == 0, f"{step}: {ran.err}{ran.out}"
    listed = place.run("round", "show", "--json").json["rounds"]
    assert [found["state"] for found in listed if found["round"] == "spring"] == ["closed"]
