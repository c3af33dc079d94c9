"""Idempotency: one request, one effect, however often and from wherever it arrives."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Annotated, Any

import pytest
from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel
from sqlalchemy import Engine, func, select
from starlette.responses import Response
from starlette.testclient import TestClient

from data_contracts.errors import Conflict
from serving.access.roles import Principal, Role
from serving.api.app import create_app
from serving.api.guard import Requires, parts_of
from serving.api.idempotency import once, once_only
from serving.api.parts import AppParts
from serving.store.audit_tables import audit_log, idempotency
from serving.store.engine import reading

pytestmark = pytest.mark.db
Dpo = Annotated[Principal, Depends(Requires(Role.DPO))]


class Note(BaseModel):
    """What the test's route is sent."""

    text: str


class Noted(BaseModel):
    """What the test's route answers."""

    number: int


def notes() -> APIRouter:
    """A route that writes one audit entry for each note; a note "refuse" is refused half-way."""
    router = APIRouter(prefix="/v1/notes")

    @router.post("", status_code=201, response_model=Noted, **once_only)
    def add(request: Request, caller: Dpo, note: Note) -> Response:
        parts = parts_of(request)

        def act(conn: Any) -> Noted:
            parts.audit.record(conn, caller, "note.added")
            if note.text == "refuse":
                raise Conflict("Not that.")
            return Noted(number=conn.execute(select(func.count()).select_from(audit_log)).scalar_one())

        return once(request, caller, parts, 201, act)

    return router


@pytest.fixture
def client(parts: AppParts) -> TestClient:
    """The API with the test's route."""
    return TestClient(create_app(parts, [notes()]))


def effects(engine: Engine) -> int:
    """How many notes had an effect."""
    with reading(engine) as conn:
        return conn.execute(select(func.count()).select_from(audit_log)).scalar_one()


def test_fifty_threads_with_one_key_have_one_effect(client: TestClient, keys: Any, engine: Engine) -> None:
    """All get the same reply, one of them first-hand."""
    headers = {**keys.of(Role.DPO), "Idempotency-Key": "same-key-1"}
    with ThreadPoolExecutor(50) as threads:
        found = list(
            threads.map(lambda _: client.post("/v1/notes", headers=headers, json={"text": "a"}), range(50))
        )
    assert {(answer.status_code, answer.json()["number"]) for answer in found} == {(201, 1)}
    assert sum("Idempotency-Replayed" not in answer.headers for answer in found) == 1
    assert effects(engine) == 1


def test_another_body_under_the_same_key_is_a_conflict(client: TestClient, keys: Any, engine: Engine) -> None:
    """409 that says to send a new key; nothing happens."""
    headers = {**keys.of(Role.DPO), "Idempotency-Key": "same-key-1"}
    assert client.post("/v1/notes", headers=headers, json={"text": "a"}).status_code == 201
    answer = client.post("/v1/notes", headers=headers, json={"text": "b"})
    assert (answer.status_code, answer.json()["type"]) == (409, "urn:ermine:idempotency-key-reused")
    assert "new key" in answer.json()["remedy"]
    assert effects(engine) == 1


@pytest.mark.parametrize("sent", [None, "", "short", "x" * 129, "white space in it", "ünï-code-key"])
def test_a_missing_or_malformed_key_is_refused_with_a_remedy(
    client: TestClient, keys: Any, engine: Engine, sent: str | None
) -> None:
    """400 before anything is done."""
    headers = {**keys.of(Role.DPO), **({} if sent is None else {"Idempotency-Key": sent.encode()})}
    answer = client.post("/v1/notes", headers=headers, json={"text": "a"})
    assert answer.status_code == 400
    assert "UUID" in answer.json()["remedy"]
    assert effects(engine) == 0


def test_keys_of_different_callers_are_different_keys(client: TestClient, keys: Any, engine: Engine) -> None:
    """Nobody can replay, or block, what somebody else asked for."""
    for _ in range(2):
        headers = {**keys.of(Role.DPO), "Idempotency-Key": "same-key-1"}
        assert client.post("/v1/notes", headers=headers, json={"text": "a"}).status_code == 201
    assert effects(engine) == 2


def test_a_refused_act_leaves_the_key_free(client: TestClient, keys: Any, engine: Engine) -> None:
    """The refusal is not kept: it changed nothing."""
    headers = {**keys.of(Role.DPO), "Idempotency-Key": "same-key-1"}
    for _ in range(2):
        assert client.post("/v1/notes", headers=headers, json={"text": "refuse"}).status_code == 409
    assert effects(engine) == 0
    assert client.post("/v1/notes", headers=headers, json={"text": "a"}).status_code == 201


def test_kept_replies_expire(parts: AppParts, keys: Any, engine: Engine) -> None:
    """After a day a reply is gone from the store, and its key means a new request."""
    headers = {**keys.of(Role.DPO), "Idempotency-Key": "same-key-1"}
    for days in (0, 2):
        later = replace(parts, clock=lambda days=days: parts.clock() + timedelta(days=days))  # type: ignore[misc]
        client = TestClient(create_app(later, [notes()]))
        assert client.post("/v1/notes", headers=headers, json={"text": "a"}).status_code == 201
    assert effects(engine) == 2
    with reading(engine) as conn:
        assert conn.execute(select(func.count()).select_from(idempotency)).scalar_one() == 1


def test_openapi_demands_the_header(client: TestClient) -> None:
    """A generated client knows that it is needed and what its absence means."""
    operation = client.get("/openapi.json").json()["paths"]["/v1/notes"]["post"]
    header = next(p for p in operation["parameters"] if p["name"] == "Idempotency-Key")
    assert header["required"] is True
    assert {"400", "409"} <= set(operation["responses"])
