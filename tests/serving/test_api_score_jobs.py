"""Score jobs: made once, scored part by part whoever dies meanwhile, read by their own key only."""

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from serving.api.app import create_app
from serving.api.score_worker import ScoreWorker
from serving.outreach.inputs import RunInputs
from serving.scores.arrow_guard import STREAM
from serving.store.audit_tables import audit_log
from serving.store.engine import reading
from serving.store.score_job_tables import score_job_parts

pytestmark = pytest.mark.db


def make(api: Any, headers: dict[str, str], number: int = 1, **body: Any) -> Any:
    """Send a job under an idempotency key of its own."""
    return api.post(
        "/v1/scores/jobs", headers={**headers, "Idempotency-Key": f"job-number-{number}"}, json=body
    )


def pages(api: Any, headers: dict[str, str], job_id: str) -> list[dict[str, Any]]:
    """All results, page after page."""
    found, cursor = [], {}
    while True:
        page = api.get(f"/v1/scores/jobs/{job_id}/results", headers=headers, params=cursor).json()
        found += page["results"]
        if page["next_cursor"] is None:
            return found
        cursor = {"cursor": page["next_cursor"]}


@pytest.fixture
def snapshot_rows(kit: Any, serving_model: Any, snapshot_champion: Any) -> list[dict[str, Any]]:
    """2,300 rows for the snapshot model that now serves, one of them bad."""
    serving_model.champion = snapshot_champion
    rows = [{"id": f"r{i}", "values": values} for i, values in enumerate(kit.features(2300, 9).to_pylist())]
    rows[1500]["values"]["tenure_months"] = "long"
    return rows


def test_a_job_answers_each_row_as_a_request_would(
    api: Any, keys: Any, kit: Any, parts: Any, snapshot_rows: list[dict[str, Any]]
) -> None:
    """In pages and as one stream; half-way a new worker takes over, as after a restart."""
    headers = keys.hr_system(unit_scope="plant")
    made = make(api, headers, rows=snapshot_rows)
    assert made.status_code == 202, made.text
    job_id = made.json()["job_id"]
    assert make(api, headers, rows=snapshot_rows).json()["job_id"] == job_id
    assert api.get(f"/v1/scores/jobs/{job_id}/results", headers=headers).status_code == 409
    first, second = ScoreWorker(parts), ScoreWorker(replace(parts, clock=lambda: kit.now.replace(hour=9)))
    assert first.work_once()
    assert api.get(f"/v1/scores/jobs/{job_id}", headers=headers).json()["rows_done"] == 1000
    while second.work_once():
        pass
    job = api.get(f"/v1/scores/jobs/{job_id}", headers=headers).json()
    assert (job["status"], job["rows_done"], job["scored"], job["unit_scope"]) == (
        "done",
        2300,
        2299,
        "plant",
    )
    expected = []
    for start in range(0, 2300, 1000):
        sent = {"rows": snapshot_rows[start : start + 1000]}
        expected += api.post("/v1/scores", headers=headers, json=sent).json()["results"]
    stream = api.get(f"/v1/scores/jobs/{job_id}/results", headers={**headers, "Accept": STREAM})
    for found in (pages(api, headers, job_id), pa.ipc.open_stream(stream.content).read_all().to_pylist()):
        assert [row["id"] for row in found] == [row["id"] for row in expected]
        assert [row["log_odds"] for row in found] == [row["log_odds"] for row in expected]
        assert found[1500]["problems"] == ["tenure_months: a number expected"]
        assert [r["feature"] for r in found[7]["reasons"]] == [r["feature"] for r in expected[7]["reasons"]]


def test_a_job_of_employees_is_recorded_part_by_part(
    api: Any, keys: Any, parts: Any, store: Any, inputs: RunInputs, engine: Any
) -> None:
    """Each part's people are in the audit in the transaction that keeps their answers; what was sent is gone."""
    store(inputs)
    headers = keys.hr_system()
    ids = [inputs.people[i % 60].employee_id for i in range(1200)]
    job_id = make(api, headers, employee_ids=ids).json()["job_id"]
    worker = ScoreWorker(parts)
    while worker.work_once():
        pass
    with reading(engine) as conn:
        actions = list(conn.execute(select(audit_log.c.action).order_by(audit_log.c.seq)).scalars())
        sent = conn.execute(select(score_job_parts.c.sent)).scalars().all()
    assert [one for one in actions if one.startswith("scores.")] == ["scores.job_made", *["scores.given"] * 2]
    assert sent == [None, None]
    assert [row["id"] for row in pages(api, headers, job_id)] == ids


def test_a_job_is_nobody_elses(api: Any, keys: Any, snapshot_rows: list[dict[str, Any]]) -> None:
    """Another key gets the same 404 as for a job that never was."""
    job_id = make(api, keys.hr_system(), rows=snapshot_rows[:5]).json()["job_id"]
    other = keys.hr_system()
    for path in ("", "/results"):
        foreign, unknown = (api.get(f"/v1/scores/jobs/{j}{path}", headers=other) for j in (job_id, "0" * 24))
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.content == unknown.content


def test_a_new_model_starts_the_job_again(
    api: Any, keys: Any, kit: Any, parts: Any, serving_model: Any, snapshot_rows: list[dict[str, Any]]
) -> None:
    """All results come from one model, the one that served last."""
    headers = keys.hr_system()
    job_id = make(api, headers, rows=snapshot_rows).json()["job_id"]
    worker = ScoreWorker(parts)
    worker.work_once()
    changed = serving_model.champion.scorecard.model_copy(update={"base": -1.0})
    serving_model.champion = kit.sign(changed, 7)
    while worker.work_once():
        pass
    job = api.get(f"/v1/scores/jobs/{job_id}", headers=headers).json()
    assert (job["model_version"], job["rows_done"], job["status"]) == (7, 2300, "done")
    assert {row["base"] for row in pages(api, headers, job_id) if row["base"] is not None} == {
        changed.served_base
    }


def test_what_makes_a_job_impossible_is_said_in_it(
    api: Any,
    keys: Any,
    parts: Any,
    kit: Any,
    serving_model: Any,
    champion: Any,
    snapshot_rows: list[dict[str, Any]],
) -> None:
    """Rows for a model that takes none, and a key revoked meanwhile: failed, with the reason."""
    headers, other = keys.hr_system(), keys.hr_system()
    jobs = [make(api, one, rows=snapshot_rows[:5]).json()["job_id"] for one in (headers, other)]
    serving_model.champion = champion
    keys.revoke(other)
    worker = ScoreWorker(parts)
    while worker.work_once():
        pass
    job = api.get(f"/v1/scores/jobs/{jobs[0]}", headers=headers).json()
    assert job["status"] == "failed"
    assert "employee_ids" in job["problem"]


def test_limits_of_jobs(api: Any, keys: Any, parts: Any, snapshot_rows: list[dict[str, Any]]) -> None:
    """The fourth unfinished job, a missing idempotency key, too many rows and an invented cursor are refused."""
    headers, one = keys.hr_system(), snapshot_rows[:1]
    jobs = [make(api, headers, number, rows=one) for number in range(4)]
    assert [job.status_code for job in jobs] == [202, 202, 202, 409]
    assert api.post("/v1/scores/jobs", headers=headers, json={"rows": one}).status_code == 400
    many = ["E1"] * 200_001
    assert make(api, headers, 9, employee_ids=many).status_code == 422
    path = f"/v1/scores/jobs/{jobs[0].json()['job_id']}/results"
    worker = ScoreWorker(parts)
    while worker.work_once():
        pass
    for cursor in ("x", "ä", "cjk5OTk5OTk5", "-1", "cg"):
        assert api.get(path, headers=headers, params={"cursor": cursor}).status_code == 422
    assert api.get(path, headers=headers, params={"limit": 201}).status_code == 422


def test_the_worker_of_a_service_works_by_itself(
    parts: Any, keys: Any, snapshot_rows: list[dict[str, Any]]
) -> None:
    """Started with the service, it scores what comes."""
    api, headers = TestClient(create_app(parts)), keys.hr_system()
    with ScoreWorker(parts):
        job_id = make(api, headers, rows=snapshot_rows).json()["job_id"]
        for _ in range(600):
            if api.get(f"/v1/scores/jobs/{job_id}", headers=headers).json()["status"] == "done":
                break
    assert len(pages(api, headers, job_id)) == 2300
