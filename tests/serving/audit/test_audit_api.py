"""`GET /v1/audit`: for the privacy officer only, in pages, newest first."""

from typing import Any

import pytest
from sqlalchemy import Engine, update
from starlette.testclient import TestClient

from serving.access.roles import Principal, Role
from serving.audit.trail import AuditTrail
from serving.store.audit_tables import audit_log
from serving.store.engine import writing

WHO = Principal("erm_1", Role.ER_MANAGER, "a test", "ER-1")


@pytest.fixture
def dpo(keys: Any, engine: Engine, audit: AuditTrail) -> dict[str, str]:
    """A privacy officer's key, and 25 entries to read."""
    with writing(engine) as conn:
        for number in range(25):
            audit.record(conn, WHO, "x.seen" if number % 2 else "y.seen", subject="E1", number=number)
    headers: dict[str, str] = keys.of(Role.DPO)
    return headers


def test_pages_cover_every_entry_once(api: TestClient, dpo: dict[str, str]) -> None:
    """Following `next` from page to page, with and without a filter."""
    for query, wanted in (("", list(range(24, -1, -1))), ("&action=x.seen", list(range(23, 0, -2)))):
        found, cursor = [], ""
        while True:
            answer = api.get(f"/v1/audit?limit=4{query}{cursor}", headers=dpo).json()
            found += [entry["detail"]["number"] for entry in answer["entries"]]
            if answer["next"] is None:
                break
            cursor = f"&cursor={answer['next']}"
        assert found == wanted


@pytest.mark.parametrize("query", ["cursor=bm8", "cursor=%21", "limit=201", "limit=0", "action=x'--"])
def test_a_strange_cursor_or_size_is_refused(api: TestClient, dpo: dict[str, str], query: str) -> None:
    """422, never a guess."""
    assert api.get(f"/v1/audit?{query}", headers=dpo).status_code == 422


def test_the_state_names_the_place_of_a_change(api: TestClient, dpo: dict[str, str], engine: Engine) -> None:
    """Whole before, broken at entry 7 afterwards."""
    assert api.get("/v1/audit/state", headers=dpo).json()["whole"] is True
    with writing(engine) as conn:
        conn.execute(update(audit_log).where(audit_log.c.seq == 7).values(role="dpo"))
    state = api.get("/v1/audit/state", headers=dpo).json()
    assert (state["whole"], state["broken_at"]) == (False, 7)


def test_nobody_else_reads_the_audit(api: TestClient, keys: Any, dpo: dict[str, str]) -> None:
    """Also not an ER manager, who would see who looked at whom."""
    for role in set(Role) - {Role.DPO}:
        for path in ("/v1/audit", "/v1/audit/state"):
            assert api.get(path, headers=keys.of(role)).status_code == 403
