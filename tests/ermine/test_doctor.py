"""What an administrator learns from `ermine doctor`: what is well, what is due, and what needs mending."""

import json
import sqlite3
from contextlib import closing
from datetime import date
from typing import Any

import pytest

from ermine.home import Home
from ermine.jobs.auditing import COMMAND_LINE, audit_of
from ermine.jobs.due import last_sweep
from ermine.jobs.home_findings import findings_in
from ermine.settings import Settings
from ermine.store import open_store
from serving.store.engine import writing

DAY, YESTERDAY, EARLIER = date(2026, 7, 2), date(2026, 7, 1), date(2026, 6, 30)


@pytest.fixture
def settings(asked_place: Any, tmp_path: Any) -> Settings:
    """A home with an open round, nothing wrong with it and no model yet."""
    place = asked_place.copy_to(tmp_path / "place")
    place.home.chmod(0o700)
    settings = Settings(home=place.home, tracking_uri=f"sqlite:///{tmp_path}/none.db")
    open_store(settings, Home(place.home)).dispose()
    return settings


def states(settings: Settings) -> dict[str, str]:
    """The state of each finding by what was looked at."""
    return {one.what: one.state for one in findings_in(settings, Home(settings.home))}


def test_a_home_that_is_well_has_nothing_bad_and_says_what_is_due(settings: Settings) -> None:
    """Databases at this version's revision, the audit whole; lists, retention, export and sweep have never run."""
    home = Home(settings.home)
    found = states(settings)
    assert "bad" not in found.values(), found
    due = {"Lists", "Retention", "Audit export", "Concern sweep"}
    assert {what for what, state in found.items() if state == "note"} == due
    engine, audit = open_store(settings, home), audit_of(settings, home)
    with writing(engine) as conn:
        audit.record(conn, COMMAND_LINE, "retention.run")
    assert states(settings)["Retention"] == "ok"


def test_what_needs_mending_is_named(settings: Settings) -> None:
    """A readable home, a readable file of keys, a changed audit, a store of another revision, a lake that is gone."""
    home = Home(settings.home)
    home.path.chmod(0o755)
    home.subject_keys.touch()
    home.subject_keys.chmod(0o644)
    with closing(sqlite3.connect(home.database)) as conn:
        conn.execute("UPDATE audit_log SET role = 'dpo' WHERE seq = 1")
        conn.commit()
    (home.path / "lake" / "CURRENT").unlink()
    found = states(settings)
    for what in ("Private: home", "Private: subjects.db", "Audit", "Lake"):
        assert found[what] == "bad", what
    with closing(sqlite3.connect(home.database)) as conn:
        conn.execute("UPDATE alembic_version SET version_num = '0001'")
        conn.commit()
    assert states(settings)["Database"] == "bad"
    with closing(sqlite3.connect(home.database)) as conn:
        assert conn.execute("SELECT version_num FROM alembic_version").fetchone() == (
            "0001",
        )  # only looked at


def test_a_home_that_needs_mending_ends_the_command_with_1(asked_place: Any, tmp_path: Any) -> None:
    """The exit code is for a monitor, the JSON for whoever reads on."""
    place = asked_place.copy_to(tmp_path / "place")
    place.home.chmod(0o755)
    place = place.setting(MLFLOW_TRACKING_URI=f"sqlite:///{tmp_path}/none.db")
    ran = place.run("doctor", "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["healthy"] is False


@pytest.mark.parametrize(
    ("open_rounds", "last", "state"),
    [(0, None, "ok"), (1, None, "note"), (1, YESTERDAY, "ok"), (2, EARLIER, "note")],
)
def test_a_sweep_is_due_where_a_round_is_open(open_rounds: int, last: date | None, state: str) -> None:
    """Daily: yesterday's is still well."""
    assert last_sweep(open_rounds, last, DAY).state == state
