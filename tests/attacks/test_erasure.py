"""Erasure: whoever gets every file of the home afterwards finds nothing of the person, and everything of the others."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from sqlalchemy import Engine, insert, select

from data_contracts.lake import Lake
from data_contracts.lake_writer import writing as lake_writing
from data_contracts.policy.privacy import DEFAULT_PRIVACY
from ermine.erasures import erasures_of
from ermine.home import COMPANY, Home, HomeRecord
from ermine.jobs.auditing import COMMAND_LINE, audit_of
from ermine.jobs.erasing import erase_person
from ermine.settings import Settings
from ermine.store import open_store
from serving.audit.heads import check
from serving.store.audit_tables import idempotency
from serving.store.engine import reading, writing
from serving.store.impact_tables import trial_people, trials
from serving.store.relationship_tables import contacts
from serving.store.tables import run_er_managers, run_items, run_people, run_units, runs
from serving.subjects.answer import NobodyByThatId
from serving.subjects.links import issue_link
from serving.subjects.objections import object_to_scores

pytestmark = pytest.mark.db
ID, NAME, MAIL = "9f3a" * 8, "Zäzilia Quaxenbrink-Übermorgen-42", "zaezilia.quaxenbrink@example.test"
OTHER, OTHER_NAME = "b2c4" * 8, "Somebody Who Stays Where They Are"
NOW = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
DAY = date(2026, 7, 1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home whose lake (two snapshots), quarantine and database hold the person wherever a person can be."""
    home = Home(tmp_path / "home")
    home.create()
    home.write(HomeRecord(COMPANY, "attrition"))
    for salary in (1, 2):
        with lake_writing(home.path) as writer:
            people = {"employee_id": [ID, OTHER], "name": [NAME, OTHER_NAME], "email": [MAIL, None]}
            writer.write("employees", pl.DataFrame({**people, "hire_date": [DAY, DAY]}))
            writer.write("assignments", pl.DataFrame({"employee_id": [OTHER, ID], "manager_id": [ID, None]}))
            writer.write("compensation", pl.DataFrame({"employee_id": [OTHER, ID], "salary": [salary, 9]}))
            writer.write("recognition", pl.DataFrame({"to_employee_id": [ID, OTHER]}))
            rejects = {"employee_id": [ID, OTHER], "why": ["unit", f"manager {NAME} is unknown"]}
            writer.set_aside("exits", pl.DataFrame({**rejects, "line": [1, 2]}))
            writer.set_aside("reviews", pl.DataFrame({"employee_id": [OTHER], "line": [3]}))
            writer.publish("company", (DAY, DAY), DAY)
    return home


@pytest.fixture
def settings(home: Home, database: Callable[[str], str]) -> Settings:
    """The settings that point at the home; its database is in it, or on PostgreSQL."""
    url = database("main")
    return Settings(home=home.path, database_url=None if url.startswith("sqlite") else url)


def person(employee_id: str, name: str, manager: str) -> dict[str, object]:
    """A row of `run_people`."""
    return {
        "run_id": "r1", "employee_id": employee_id, "name": name, "unit_id": "u", "er_manager_id": "ER-1", "job": "",
        "facts": [["Line manager", manager]], "status": "scored", "not_listed": "", "band": "watch", "log_odds": 0.1,
        "probability": 0.5, "features": {}, "contributions": {},
    }  # fmt: skip


@pytest.fixture
def store(settings: Settings, home: Home) -> Iterator[Engine]:
    """The filled database."""
    engine = filled_store(settings, home)
    yield engine
    engine.dispose()


def filled_store(settings: Settings, home: Home) -> Engine:
    """The database, with rows, notes, lists, a trial, links, replies and audit entries about both people."""
    engine, audit = open_store(settings, home), audit_of(settings, home)
    run = {c.name: "" for c in runs.c} | {
        "run_id": "r1", "number": 1, "kind": "risk", "as_of": DAY, "made_at": NOW, "valid_until": DAY,
        "model_version": 1, "horizon_days": 1, "base": 0.0, "base_rate": 0.1, "people": 2, "scored": 2, "listed": 2,
        "features": [], "bands": [], "playbooks": [],
    }  # fmt: skip
    with writing(engine) as conn:
        conn.execute(insert(runs).values(run))
        conn.execute(insert(run_units).values(run_id="r1", unit_id="u", name="U"))
        conn.execute(
            insert(run_er_managers).values(run_id="r1", er_manager_id="ER-1", name="Jo", weekly_hours=1)
        )
        conn.execute(insert(run_people), [person(ID, NAME, OTHER_NAME), person(OTHER, OTHER_NAME, NAME)])
        for place, who in enumerate((ID, OTHER), 1):
            item = {"item_id": f"i{place}", "run_id": "r1", "er_manager_id": "ER-1", "employee_id": who}
            more = {"kind": "risk", "playbook_id": "p", "hours": 1, "valid_until": DAY, "why": "w"}
            conn.execute(insert(run_items).values(**item, **more, position=place))
            note = {"note": f"Talked about {NAME} and the plan.", "shared": False, "tags": [], "changed": []}
            made = {"kind": "call", "playbook_id": "p", "asked_for": False, "day": DAY, "at": NOW}
            conn.execute(
                insert(contacts).values(contact_id=who, employee_id=who, er_manager_id="E", **made, **note)
            )
        lot = {c.name: 0 for c in trials.c} | {
            "trial_id": "t1",
            "source": "ermine",
            "started_on": DAY,
            "key": "k",
        }
        conn.execute(insert(trials).values(**(lot | {"stopped_on": None})))
        drawn = {c.name: 0 for c in trial_people.c} | {
            "assignment_id": "a1",
            "trial_id": "t1",
            "employee_id": ID,
        }
        drawn |= {"arm": "later", "stratum": "2026-07", "assigned_on": DAY, "wait_until": DAY}
        conn.execute(
            insert(trial_people).values(**{**drawn, "noticed": None} if "noticed" in drawn else drawn)
        )
        issue_link(conn, ID, NOW, NOW + timedelta(days=1))
        object_to_scores(conn, ID, NOW)
        reply = {"key_id": "k", "key": "k", "body_hash": "", "status": 200, "created_at": NOW}
        conn.execute(insert(idempotency).values(**reply, reply=json.dumps({"employee_id": ID})))
        audit.record(conn, COMMAND_LINE, "person.viewed", subjects=[ID, OTHER])
    return engine


def found_in(home: Home) -> set[str]:
    """The files of the home whose bytes, or whose table's values, hold the person's id, name or address."""
    hits = set()
    for file in (path for path in home.path.rglob("*") if path.is_file()):
        raw = file.read_bytes()
        if file.suffix == ".parquet":
            raw += str(pl.read_parquet(file).to_dicts()).encode()
        words = (ID, NAME, MAIL, json.dumps(NAME)[1:-1])
        if any(word.encode() in raw for word in words):
            hits.add(file.name)
    return hits


def test_nothing_is_left_of_the_person_in_any_file(settings: Settings, home: Home, store: Engine) -> None:
    """0 hits in lake, quarantine, database, its log and the key file; the command's own proof says the same."""
    before = found_in(home)
    assert before >= {"employees.parquet", "assignments.parquet", "exits.csv", "subjects.db"}
    assert settings.database_url or any(name.startswith("ermine.db") for name in before)
    erased = erase_person(settings, ID)
    assert found_in(home) == set()
    assert erased.left_in == ()
    assert erased.key_deleted
    assert erased.lake.snapshots == 1
    assert ID in erasures_of(home)
    assert OTHER not in erasures_of(home)


def test_everybody_else_is_still_there_and_the_audit_is_whole(
    settings: Settings, home: Home, store: Engine
) -> None:
    """Their rows, minus the name of their former manager; a trial's row without a person; an unbroken chain."""
    erase_person(settings, ID)
    lake = Lake(home.path).current()
    assert lake.read_versions("employees")["employee_id"].to_list() == [OTHER]
    assert lake.read_versions("assignments").rows() == [(OTHER, None)]
    assert lake.manifest.tables["recognition"] == 1
    with reading(store) as conn:
        (row,) = conn.execute(select(run_people)).all()
        assert (row.employee_id, row.facts) == (OTHER, [["Line manager", "[erased]"]])
        assert conn.execute(select(contacts.c.note)).scalars().all() == [
            "Talked about [erased] and the plan."
        ]
        assert conn.execute(select(trial_people.c.employee_id, trial_people.c.arm)).all() == [(None, "later")]
        assert conn.execute(select(run_items.c.employee_id)).scalars().all() == [OTHER]
        assert check(conn).whole
    assert DEFAULT_PRIVACY.read_bytes() == home.privacy_file.read_bytes()


def test_erasing_again_ends_what_a_crash_left_and_an_unknown_person_is_refused(
    settings: Settings, home: Home, store: Engine
) -> None:
    """The same command may be repeated; an id of nobody changes nothing."""
    erase_person(settings, ID)
    assert erase_person(settings, ID).left_in == ()
    with pytest.raises(NobodyByThatId):
        erase_person(settings, "nobody-by-that-id")
    assert "nobody-by-that-id" not in erasures_of(home)


def test_nothing_is_left_in_the_files_of_postgresql(home: Home, cluster: Any) -> None:
    """Neither in a table, nor an index, nor the statistics of values; the server's write-ahead log is not searched."""
    settings = Settings(home=home.path, database_url=cluster.new_database())
    filled = filled_store(settings, home)
    with filled.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.exec_driver_sql("ANALYZE run_people")
        conn.exec_driver_sql("CHECKPOINT")
        assert on_disk(cluster.folder)
        erase_person(settings, ID)
        conn.exec_driver_sql("CHECKPOINT")
    assert on_disk(cluster.folder) == []
    filled.dispose()


def on_disk(folder: Path) -> list[str]:
    """The server's files of tables and indexes that hold the person's id or name."""
    files = [path for path in (folder / "data" / "base").rglob("*") if path.is_file()]
    return [path.name for path in files if any(word.encode() in path.read_bytes() for word in (ID, NAME))]
