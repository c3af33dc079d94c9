"""Errors in one shape, headers on every answer, limits, and what the service says about itself."""

import json
from typing import Any

import pytest
from fastapi import APIRouter
from pydantic import BaseModel, TypeAdapter
from sqlalchemy import text
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient

from data_contracts.errors import Unavailable
from serving.api import examples, insight_examples, outreach_examples, team_examples
from serving.api.app import create_app
from serving.api.body_limit import MAX_BODY_BYTES
from serving.api.commitments import Commitments
from serving.api.decisions import LineState
from serving.api.health import Readiness
from serving.api.insights import Units
from serving.api.outreach import Runs
from serving.api.relationship import PersonRecord, Timeline
from serving.api.rounds import RoundFloors, Rounds
from serving.api.score_request import ScoreRequest
from serving.api.scores import ScoreResponse
from serving.feedback.steps import Step
from serving.insight.unit_view import UnitInsight
from serving.outreach.preview import PolicyPreview
from serving.outreach.team import Team
from serving.outreach.views import OutreachItem, OutreachList
from serving.scores.model_facts import ModelFacts, ModelSchema
from serving.store.engine import writing

FIELDS = {"type", "title", "status", "detail", "remedy", "errors"}

WRONG: list[tuple[str, str, int]] = [
    ("GET", "/v1/nothing", 404),
    ("GET", "/nothing", 404),
    ("DELETE", "/v1/scores", 405),
    ("POST", "/healthz", 405),
    ("GET", "/v1/outreach", 401),
    ("POST", "/v1/scores", 401),
]


@pytest.mark.parametrize(("method", "path", "status"), WRONG)
def test_every_error_has_the_one_shape(api: Any, method: str, path: str, status: int) -> None:
    """problem+json with all fields, whatever part of the service refused."""
    answer = api.request(method, path)
    assert answer.status_code == answer.json()["status"] == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == FIELDS


def test_a_405_says_what_is_allowed(api: Any) -> None:
    """The Allow header survives the change of shape."""
    assert api.request("DELETE", "/v1/scores").headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/healthz", "/v1/scores", "/nothing", "/openapi.json", "/v1/outreach"])
def test_every_answer_carries_the_security_headers(api: Any, path: str) -> None:
    """Success or refusal: no sniffing, no framing, no scripts from elsewhere, nothing kept in caches."""
    headers = api.get(path).headers
    assert "script-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "strict-transport-security" not in headers


def test_a_bug_is_a_500_in_the_one_shape_that_says_nothing_about_it(parts: Any) -> None:
    """The text of the exception stays inside, and the headers are there as well."""
    router = APIRouter()

    def broken() -> None:
        raise ValueError("secret-canary")

    router.add_api_route("/broken", broken)
    client = TestClient(create_app(parts, routers=[router]), raise_server_exceptions=False)
    answer = client.get("/broken")
    assert answer.status_code == 500
    assert set(answer.json()) == FIELDS
    assert "secret-canary" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"


def test_over_tls_browsers_are_told_to_come_back_over_tls(parts: Any) -> None:
    """Only where cookies are secure too."""
    from dataclasses import replace

    client = TestClient(create_app(replace(parts, secure_cookies=True)))
    assert "max-age" in client.get("/healthz").headers["strict-transport-security"]


def test_errors_outside_the_api_are_pages_when_there_are_pages(parts: Any) -> None:
    """A person gets a page, a program a problem, at the same fault."""

    def page_error(_request: object, status: int, title: str, detail: str) -> PlainTextResponse:
        return PlainTextResponse(f"page: {title} {detail}", status)

    client = TestClient(create_app(parts, page_error=page_error))
    page = client.get("/nothing")
    assert (page.status_code, page.text[:5]) == (404, "page:")
    assert client.get("/v1/nothing").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("claimed", [True, False])
def test_a_body_over_the_limit_is_refused_whatever_its_header_claims(
    api: Any, keys: Any, claimed: bool
) -> None:
    """413 with a length header and without one (chunked); one byte less is read."""
    headers = {**keys.hr_system(), "Content-Type": "application/json"}

    def send(size: int) -> Any:
        body = b'{"employee_ids": ["E1"]}'.ljust(size)
        content = body if claimed else iter([body[: size // 2], body[size // 2 :]])
        return api.post("/v1/scores", headers=headers, content=content)

    refused = send(MAX_BODY_BYTES + 1)
    assert refused.status_code == refused.json()["status"] == 413
    assert set(refused.json()) == FIELDS
    assert send(MAX_BODY_BYTES).status_code == 404  # read and understood: there is no run yet


@pytest.mark.parametrize("body", ["[" * 200_000, "{", '{"employee_ids": ["E1"', "9" * 5000, "\xff"])
def test_hostile_json_is_refused_in_the_one_shape(api: Any, keys: Any, body: str) -> None:
    """Deep nesting, cut bodies, numbers too long to read and bytes that are no text: a problem, never a 500."""
    headers = {**keys.hr_system(), "Content-Type": "application/json"}
    answer = api.post("/v1/scores", headers=headers, content=body.encode("latin-1"))
    assert answer.status_code in (400, 422)
    assert set(answer.json()) == FIELDS


def test_another_content_type_is_not_read_as_json(api: Any, keys: Any) -> None:
    """A form in disguise is refused, not obeyed."""
    headers = {**keys.hr_system(), "Content-Type": "text/plain"}
    answer = api.post("/v1/scores", headers=headers, content=json.dumps({"employee_ids": ["E1"]}))
    assert answer.status_code == 415


def test_health_needs_nothing_and_readiness_tells_the_truth(
    api: Any, store: Any, inputs: Any, engine: Any, serving_model: Any
) -> None:
    """Ready with and without a model; degraded when the model is refused; not ready without its tables."""
    assert api.get("/healthz").json() == {"status": "ok", "version": "0.1.0"}
    assert api.get("/readyz").json() == {
        "status": "ready", "store": "ok", "model": "attrition version 3", "run": "none yet",
        "registry": "not watched", "feedback": "not served here",
    }  # fmt: skip
    run_id = store(inputs)
    serving_model.champion = None
    assert api.get("/readyz").json()["model"] == "none yet: cold start"
    assert api.get("/readyz").json()["run"] == run_id
    serving_model.error = Unavailable("the champion file is not signed")
    assert api.get("/readyz").json()["status"] == "degraded"
    assert "not signed" in api.get("/readyz").json()["model"]
    with writing(engine) as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    answer = api.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "not_ready")
    assert "9999" in answer.json()["store"]


def test_a_champion_that_is_refused_stops_scores_and_not_lists(
    api: Any, keys: Any, store: Any, inputs: Any, serving_model: Any
) -> None:
    """Scores are 503, the stored list is still read."""
    store(inputs)
    serving_model.error = Unavailable("the champion file is not signed", remedy="Promote again.")
    answer = api.post("/v1/scores", headers=keys.hr_system(), json={"employee_ids": ["E0001"]})
    assert (answer.status_code, answer.json()["remedy"]) == (503, "Promote again.")
    assert api.get("/v1/outreach", headers=keys.er_manager("ER-1")).status_code == 200


def test_a_broken_database_is_a_503_and_not_a_500(api: Any, keys: Any, engine: Any) -> None:
    """Whoever asks is told to try again later."""
    headers = keys.hr_system()
    with writing(engine) as conn:
        conn.execute(text("ALTER TABLE api_keys RENAME TO gone"))
    answer = api.get("/v1/models/current/schema", headers=headers)
    assert (answer.status_code, answer.json()["type"]) == (503, "urn:ermine:store-unavailable")


EXAMPLES: list[tuple[Any, Any]] = [
    (ScoreResponse, examples.SCORES),
    (ModelFacts, examples.MODEL_FACTS),
    (ModelSchema, examples.MODEL_SCHEMA),
    (Runs, examples.RUNS),
    (OutreachList, examples.OUTREACH),
    (OutreachItem, examples.ITEM),
    (Readiness, examples.READINESS),
    (LineState, outreach_examples.LINE_STATE),
    (Team, team_examples.TEAM),
    (PolicyPreview, team_examples.PREVIEW),
    (PersonRecord, outreach_examples.RECORD),
    (Timeline, outreach_examples.TIMELINE),
    (Units, insight_examples.UNITS),
    (UnitInsight, insight_examples.UNIT),
    (Commitments, insight_examples.COMMITMENTS),
    (Rounds, insight_examples.ROUNDS),
    (RoundFloors, insight_examples.ROUND_FLOORS),
    (Step, insight_examples.STEP),
    *((ScoreRequest, example["value"]) for example in examples.SCORE_REQUESTS.values()),
]


@pytest.mark.parametrize(("model", "example"), EXAMPLES, ids=lambda value: getattr(value, "__name__", ""))
def test_the_examples_of_the_document_are_true(model: Any, example: Any) -> None:
    """Each example is read by its type and written back as it was, so none can go out of date."""
    adapter = TypeAdapter(model)
    written = adapter.dump_python(adapter.validate_python(example), mode="json", exclude_unset=False)
    if model is ScoreRequest:
        written = {name: value for name, value in written.items() if value is not None}
    assert written == example


def test_every_body_in_json_has_an_example_that_its_model_reads(api: Any) -> None:
    """What is sent, and the one shape of errors; each example is one that would be taken."""
    document = api.get("/openapi.json").json()
    schemas = document["components"]["schemas"]
    models = {
        kind.__name__: kind
        for kind in BaseModel.__subclasses__()
        if kind.__module__.startswith("serving.api")
    }
    assert schemas["Problem"]["examples"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            if sent := operation.get("requestBody", {}).get("content", {}).get("application/json"):
                named = schemas.get(sent["schema"].get("$ref", "").rpartition("/")[2], {})
                assert {"example", "examples"} & {*sent, *sent["schema"], *named}, path
    for name, kind in models.items():
        for example in schemas.get(name, {}).get("examples", ()):
            kind.model_validate_json(json.dumps(example))


def test_the_document_describes_every_error_as_the_one_shape(api: Any) -> None:
    """Each /v1 operation lists its refusals as problem+json, and nothing else describes errors."""
    document = api.get("/openapi.json").json()
    assert set(document["components"]["schemas"]["Problem"]["properties"]) == FIELDS
    assert "HTTPValidationError" not in document["components"]["schemas"]
    for path, operations in document["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if path.startswith("/v1") and not status.startswith("2"):
                    assert list(answer["content"]) == ["application/problem+json"]
                elif path.startswith("/v1"):
                    assert answer["content"], (path, status)
                    assert any("example" in said for said in answer["content"].values()), (path, status)


def test_the_model_is_told_to_those_who_may_know(api: Any, keys: Any, champion: Any) -> None:
    """Facts for data scientists, the input schema for HR systems; without a model both are 404."""
    facts = api.get("/v1/models/current", headers=keys.data_scientist()).json()
    assert facts["model"]["digest"] == champion.digest
    assert [(band["name"], band["n"], band["left"]) for band in facts["bands"]] == [
        ("steady", 5000, 150), ("watch", 800, 90), ("talk_soon", 412, 90),
    ]  # fmt: skip
    schema = api.get("/v1/models/current/schema", headers=keys.hr_system()).json()
    assert schema["accepts"] == ["employee_ids"]
    columns = {column["name"]: column for column in schema["columns"]}
    assert columns["location"]["levels"] == ["Leeds", "Porto"]
    assert (columns["overtime_ratio"]["low"], columns["overtime_ratio"]["high"]) == (0.8, 1.5)


def test_a_snapshot_model_says_that_it_takes_rows(
    api: Any, keys: Any, serving_model: Any, snapshot_champion: Any
) -> None:
    """The schema's column names are all that a row needs."""
    serving_model.champion = snapshot_champion
    schema = api.get("/v1/models/current/schema", headers=keys.hr_system()).json()
    assert schema["accepts"] == ["employee_ids", "rows"]
    row = {"id": "1", "values": dict.fromkeys(column["name"] for column in schema["columns"])}
    (result,) = api.post("/v1/scores", headers=keys.hr_system(), json={"rows": [row]}).json()["results"]
    assert result["status"] == "scored"
    assert len(result["reasons"]) == len(schema["columns"])
