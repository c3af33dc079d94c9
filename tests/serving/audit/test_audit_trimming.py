"""Retention: what is too old goes, the latest run and half a year of audit stay, and the chain says what it lost."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError
from sqlalchemy import Engine, func, select
from starlette.testclient import TestClient

from data_contracts.policy.privacy import Retention
from ermine.jobs.retention import remove_old
from serving.access.roles import Principal, Role
from serving.audit.heads import check, head_of
from serving.audit.subject_keys import SubjectKeys
from serving.audit.trail import AuditTrail
from serving.audit.trimming import trim
from serving.store.audit_tables import audit_log, audit_subjects
from serving.store.engine import reading, writing
from serving.store.tables import run_people, runs

pytestmark = pytest.mark.db
NOW = datetime(2026, 7, 1, 6, 0, tzinfo=UTC)
WHO = Principal("erm_1", Role.ADMIN, "a test")


def fill(engine: Engine, tmp_path: Any) -> AuditTrail:
    """One entry a day for twenty days, each about a person; the trail's clock then stands at NOW."""
    keys, day = SubjectKeys(tmp_path / "subjects.db"), [NOW]
    trail = AuditTrail(keys, lambda: day[0])
    with writing(engine) as conn:
        for number in range(20):
            day[0] = NOW - timedelta(days=20 - number)
            trail.record(conn, WHO, "person.viewed", subject="E1", number=number)
    day[0] = NOW
    return trail


def test_old_entries_go_and_the_chain_is_whole_from_where_it_begins(engine: Engine, tmp_path: Any) -> None:
    """Twice in a row, against a head exported in between; pseudonyms of removed entries go too."""
    trail = fill(engine, tmp_path)
    with writing(engine) as conn:
        assert trim(conn, trail, WHO, NOW - timedelta(days=15)) == 5
        assert check(conn).whole
        head = head_of(conn)
        assert trim(conn, trail, WHO, NOW - timedelta(days=10)) == 5
        verdict = check(conn, head)
        assert (verdict.whole, verdict.first) == (True, 11)
        assert conn.execute(select(func.min(audit_subjects.c.seq))).scalar_one() == 11
        assert trim(conn, trail, WHO, NOW - timedelta(days=10)) == 0


def test_the_last_entry_stays_whatever_its_age(engine: Engine, tmp_path: Any) -> None:
    """A chain without an end could not be continued."""
    trail = fill(engine, tmp_path)
    with writing(engine) as conn:
        assert trim(conn, trail, WHO, NOW + timedelta(days=1)) == 19
        assert check(conn).whole
        assert conn.execute(select(func.count()).select_from(audit_log)).scalar_one() == 2


def test_old_runs_go_with_their_people_and_the_latest_stays(
    engine: Engine, audit: AuditTrail, store: Any, inputs: Any, kit: Any, api: TestClient, keys: Any
) -> None:
    """Of two runs a year apart the older goes; of one run alone nothing, and it is still read."""
    from dataclasses import replace

    store(replace(inputs, as_of=inputs.as_of - timedelta(days=400)))
    store(inputs)
    policy = Retention(run_days=365)
    with writing(engine) as conn:
        gone = remove_old(conn, audit, policy, inputs.as_of, kit.now)
        assert gone["runs"] == 1
        later = remove_old(conn, audit, policy, inputs.as_of + timedelta(days=4000), kit.now)
        assert later["runs"] == 0
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(runs)).scalar_one() == 1
        assert conn.execute(select(func.count()).select_from(run_people)).scalar_one() == 60
    assert api.get("/v1/outreach", headers=keys.er_manager("ER-1")).status_code == 200


def test_the_audit_is_kept_for_at_least_half_a_year() -> None:
    """A policy that says less is refused."""
    with pytest.raises(ValidationError):
        Retention(audit_days=179)
