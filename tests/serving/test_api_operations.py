"""What operators see: measures and log lines with routes, times and key ids, and no word about a person."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from ermine.jobs.logs import _JsonLine
from serving.api.access_log import LOG
from serving.api.app import create_app
from serving.api.parts import Beside
from serving.outreach.inputs import RunInputs

ALERTS = Path(__file__).resolve().parents[2] / "deploy" / "alerts.yml"


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """The access log of the test."""
    caplog.set_level(logging.INFO, LOG.name)
    return caplog


def test_each_request_is_one_line_without_what_was_sent(
    api: Any, keys: Any, store: Any, inputs: RunInputs, lines: pytest.LogCaptureFixture
) -> None:
    """Ids in addresses, queries, bodies and keys leave no trace in the log or in the measures; the route does."""
    store(inputs)
    headers, manager = keys.hr_system(), keys.er_manager("ER-1")
    api.post("/v1/scores", headers=headers, json={"employee_ids": ["E0001", "canary-body"]})
    api.get("/v1/outreach/canary-path?x=canary-query", headers=manager)
    api.get("/canary-nowhere", headers={"Authorization": "Bearer canary-key.secret"})
    found = [json.loads(record.message) for record in lines.records if record.name == LOG.name]
    assert [(line["method"], line["route"], line["status"]) for line in found] == [
        ("POST", "/v1/scores", 200), ("GET", "/v1/outreach/{item_id}", 404), ("GET", "unmatched", 404),
    ]  # fmt: skip
    assert found[0]["key"] == headers["Authorization"].removeprefix("Bearer ").partition(".")[0]
    assert {*found[0]} == {"at", "method", "route", "status", "ms", "key"}
    said = "\n".join(record.message for record in lines.records) + api.get("/metrics").text
    secret = headers["Authorization"].partition(".")[2]
    assert not [word for word in ("canary", "E0001", "Person", secret) if word in said]


def test_metrics_count_answers_and_tell_the_state(api: Any, keys: Any, store: Any, inputs: RunInputs) -> None:
    """Requests by route and status, durations, and what serves."""
    store(inputs)
    for _ in range(3):
        api.post("/v1/scores", headers=keys.hr_system(), json={"employee_ids": ["E0001"]})
    text = api.get("/metrics").text
    assert 'ermine_requests_total{method="POST",route="/v1/scores",status="200"} 3.0' in text
    assert 'ermine_request_seconds_count{route="/v1/scores"} 3.0' in text
    for line in ("ermine_store_up 1.0", "ermine_champion_version 3.0", "ermine_run_age_days 0.0"):
        assert line in text
    assert "ermine_jobs_unfinished 0.0" in text


def test_readyz_names_the_part_that_is_not_well(parts: Any) -> None:
    """The registry too old, the feedback pages gone: degraded, in words; scores are not touched by it."""
    for changed in (
        {"registry": lambda: Beside(False, "reached 95 minutes ago")},
        {"feedback": lambda: Beside(False, "the feedback pages do not answer")},
    ):
        ready = TestClient(create_app(replace(parts, **changed))).get("/readyz").json()
        assert ready["status"] == "degraded"
        assert ready[next(iter(changed))] == next(iter(changed.values()))().said


def test_a_bug_is_logged_by_type_and_place_and_not_by_value() -> None:
    """The message of an exception may hold a person; its type and line do not."""
    try:
        raise ValueError("canary")
    except ValueError as error:
        record = logging.LogRecord("uvicorn.error", logging.ERROR, "", 0, "Exception in app\n", (), None)
        record.exc_info = (type(error), error, error.__traceback__)
    line = json.loads(_JsonLine().format(record))
    assert (line["error"], "canary" in json.dumps(line)) == ("ValueError", False)
    assert line["where"].startswith("test_api_operations.py:")


def test_each_alert_watches_a_measure_that_exists(api: Any) -> None:
    """Every name in the shipped rules is one that /metrics gives."""
    import re

    api.get("/healthz")
    given = api.get("/metrics").text
    wanted = set(re.findall(r"ermine_[a-z_]+", ALERTS.read_text("utf-8")))
    assert wanted
    assert [name for name in wanted if name not in given] == []
