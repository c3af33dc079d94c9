"""What the API records: every look at a person before it is answered, or no answer."""

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from serving.audit.chain import Entry, first_break
from serving.audit.reading import links
from serving.audit.trail import AuditTrail
from serving.store.engine import reading


def entries(engine: Engine) -> list[Entry]:
    """Everything recorded so far, in a chain that holds."""
    with reading(engine) as conn:
        found = list(links(conn))
    assert first_break(found) is None
    return [link.entry for link in found]


@pytest.fixture
def locked(engine: Engine) -> Iterator[None]:
    """Somebody else holds the store's write lock for the whole test, and waiting for it is cut short."""
    path = str(engine.url.database)
    engine.dispose()
    holder = sqlite3.connect(path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    event.listen(engine, "connect", lambda raw, _: raw.execute("pragma busy_timeout = 50"))
    yield
    holder.execute("ROLLBACK")
    holder.close()


def test_a_score_request_is_recorded_with_purpose_scope_input_and_model(
    api: TestClient, keys: Any, store: Any, inputs: Any, engine: Engine, audit: AuditTrail
) -> None:
    """People whom the key may see are named by pseudonym; an unknown or foreign id is not made a person by asking."""
    run = store(inputs)
    headers = keys.hr_system(unit_scope="sales")
    ids = ["E0000", "E0001", "nobody"]  # E0001 works on line 1
    answer = api.post("/v1/scores", headers=headers, json={"employee_ids": ids})
    assert answer.status_code == 200
    (entry,) = entries(engine)
    assert (entry.action, entry.role) == ("scores.given", "hr_system")
    detail = dict(entry.detail)
    assert len(str(detail.pop("input_sha256"))) == 64
    assert detail == {
        "purpose": "weekly planning", "unit_scope": "sales", "rows": 3, "scored": 1,
        "run": run, "model": "attrition", "version": 3,
    }  # fmt: skip
    assert entry.subjects == (audit.keys.existing("E0000"),)
    assert audit.keys.existing("E0001") is None
    assert audit.keys.existing("nobody") is None


def test_a_list_and_a_line_are_recorded_with_everybody_on_them(
    api: TestClient, keys: Any, store: Any, inputs: Any, engine: Engine, audit: AuditTrail
) -> None:
    """Looking at a list is looking at each person on it."""
    store(inputs)
    headers = keys.er_manager("ER-1")
    shown = api.get("/v1/outreach", headers=headers).json()["items"]
    api.get(f"/v1/outreach/{shown[0]['item_id']}", headers=headers)
    seen_list, seen_item = entries(engine)
    assert (seen_list.action, seen_item.action) == ("list.viewed", "item.viewed")
    assert set(seen_list.subjects) == {audit.keys.existing(item["employee_id"]) for item in shown}
    assert seen_item.subjects == (audit.keys.existing(shown[0]["employee_id"]),)


@pytest.fixture
def people_routes(api: TestClient, keys: Any, store: Any, inputs: Any) -> list[Any]:
    """One request for each route that shows a person."""
    store(inputs)
    manager, system = keys.er_manager("ER-1"), keys.hr_system()
    item = api.get("/v1/outreach", headers=manager).json()["items"][0]["item_id"]
    return [
        lambda: api.get("/v1/outreach", headers=manager),
        lambda: api.get(f"/v1/outreach/{item}", headers=manager),
        lambda: api.post("/v1/scores", headers=system, json={"employee_ids": ["E0000"]}),
    ]


def test_no_person_is_shown_unrecorded(
    api: TestClient, keys: Any, people_routes: list[Any], request: pytest.FixtureRequest
) -> None:
    """While the store takes no writes every look at a person is 503; health and the model's facts go on."""
    scientist = keys.data_scientist()
    request.getfixturevalue("locked")
    for ask in people_routes:
        answer = ask()
        assert answer.status_code == 503, answer.text
        assert "E0000" not in answer.text
        assert json.loads(answer.text)["remedy"]
    assert api.get("/healthz").status_code == 200
    assert api.get("/readyz").status_code == 200
    assert api.get("/v1/models/current", headers=scientist).status_code == 200
