""" "You said, we did": promised about what was published, within one's own population, once, and shown to employees."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from serving.access.roles import Role
from serving.api.app import create_app
from serving.insight.commitments import all_commitments
from serving.insight.response_time import response_times
from serving.store.audit_tables import audit_log
from serving.store.engine import reading

PROMISE = {
    "unit_id": "plant",
    "measure": "sentiment",
    "what": "A second break room.",
    "owner": "Head of plant",
    "due": "2026-09-01",
}


@pytest.fixture
def told():
    """How often the feedback pages were told."""
    return []


@pytest.fixture
def api(parts, store, inputs, plant_round, told):
    """The API with one released round."""
    store(inputs)
    parts = replace(parts, releases=lambda: (plant_round,), commitments_changed=lambda: told.append(1))
    return TestClient(create_app(parts))


def post(api, headers, body, key="commitment-1", path="/v1/commitments"):
    """A request that changes something."""
    return api.post(path, json=body, headers={**headers, "Idempotency-Key": key})


def test_a_promise_is_recorded_once_audited_and_shown(api, keys, engine, told):
    """The same request again gives the same reply and no second promise."""
    mine = keys.er_manager("ER-2")
    first, again = post(api, mine, PROMISE), post(api, mine, PROMISE)
    assert first.status_code == again.status_code == 201, first.text
    assert first.json() == again.json()
    assert first.json()["subject"] == "Mood of comments"
    with reading(engine) as conn:
        assert len(all_commitments(conn)) == 1
        assert conn.execute(select(audit_log.c.action)).scalars().all() == ["commitment.recorded"]
    assert told
    listed = api.get("/v1/commitments?unit=plant", headers=mine).json()["commitments"]
    assert [one["what"] for one in listed] == ["A second break room."]


def test_only_what_was_published_of_the_unit_can_be_answered(api, keys):
    """The mood of a line that is not shown: 409, with where to look."""
    answer = post(api, keys.er_manager("ER-2"), {**PROMISE, "unit_id": "line-1"})
    assert answer.status_code == 409
    assert "larger unit" in answer.json()["remedy"]


def test_a_day_that_has_passed_is_refused(api, keys):
    """A promise is due today or later."""
    assert post(api, keys.er_manager("ER-2"), {**PROMISE, "due": "2020-01-01"}).status_code == 422


def test_a_foreign_unit_and_a_foreign_promise_are_not_found(api, keys):
    """ER-1 can neither promise about the plant, nor see or keep what ER-2 promised."""
    made = post(api, keys.er_manager("ER-2"), PROMISE).json()
    other = keys.er_manager("ER-1")
    assert post(api, other, PROMISE, "commitment-2").status_code == 404
    done = f"/v1/commitments/{made['commitment_id']}/done"
    foreign = post(api, other, {"version": 1}, "commitment-3", done)
    unknown = post(api, other, {"version": 1}, "commitment-4", "/v1/commitments/0/done")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.json()["detail"] == unknown.json()["detail"]
    assert api.get("/v1/commitments", headers=other).json() == {"commitments": []}


def test_a_promise_is_kept_once(api, keys, clock):
    """Marked as done with the version that was seen; a second time is 409."""
    lead = keys.of(Role.ER_LEAD)
    made = post(api, lead, PROMISE).json()
    done = f"/v1/commitments/{made['commitment_id']}/done"
    kept = post(api, lead, {"version": 1}, "commitment-2", done)
    assert (kept.status_code, kept.json()["done_on"]) == (200, clock.today.isoformat())
    assert post(api, lead, {"version": 1}, "commitment-3", done).status_code == 409


def test_response_time_counts_from_the_release(plant_round, api, keys, engine, clock):
    """Two days until something was promised, nothing done yet; a round without a promise waits."""
    clock.today = plant_round.released_on + timedelta(days=2)
    post(api, keys.er_manager("ER-2"), PROMISE)
    with reading(engine) as conn:
        (time,) = response_times([plant_round], all_commitments(conn), clock.today)
    assert (time.days_to_promise, time.days_to_done, time.promised, time.waiting_days) == (2, None, 1, None)
    for headers, promised in ((keys.er_manager("ER-2"), 1), (keys.er_manager("ER-1"), 0)):
        told = api.get("/v1/kpis", headers=headers).json()["company"]["responses"]
        assert [(one["round_id"], one["promised"]) for one in told] == [(plant_round.round_id, promised)]
    (silence,) = response_times([plant_round], [], date(2026, 7, 10))
    assert (silence.days_to_promise, silence.waiting_days) == (None, 10)
