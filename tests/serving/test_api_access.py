"""Who may call what: every route of the API, every role, every way of not having a key."""

from typing import Any

import pytest
from fastapi import APIRouter, Request

from serving.access.roles import Role
from serving.api.app import create_app
from serving.api.guard import HrSystemKey, roles_by_route
from serving.api.quick_route import QuickRoute

CONCRETE = {
    "/v1/rounds/{round_id}": "/v1/rounds/2026-q3",
    "/v1/rounds/{round_id}/close": "/v1/rounds/2026-q3/close",
    "/v1/rounds/{round_id}/release": "/v1/rounds/2026-q3/release",
    "/v1/rounds/{round_id}/floors": "/v1/rounds/2026-q3/floors",
    "/v1/rounds/{round_id}/tokens": "/v1/rounds/2026-q3/tokens",
    "/v1/outreach/{item_id}": "/v1/outreach/0123456789",
    "/v1/concerns/{concern_id}": f"/v1/concerns/{'0' * 32}",
    "/v1/commitments/{commitment_id}/done": "/v1/commitments/0123456789/done",
    "/v1/insights/units/{unit_id}": "/v1/insights/units/sales",
}


def call(api: Any, method: str, path: str, headers: dict[str, str]) -> Any:
    """A request to the route, with a body that is well formed where one is needed."""
    body = {"employee_ids": ["E0001"]} if method == "POST" else None
    once = {} if method == "GET" else {"Idempotency-Key": "0123456789"}
    return api.request(method, CONCRETE.get(path, path), headers={**once, **headers}, json=body)


def test_every_route_lets_through_exactly_its_roles(api: Any, keys: Any, store: Any, inputs: Any) -> None:
    """All routes of the application times all roles: 403 for every role that the route does not declare."""
    store(inputs)
    routes = roles_by_route(api.app)
    assert len(routes) >= 8
    for (method, path), allowed in routes.items():
        assert allowed
        for role in Role:
            status = call(api, method, path, keys.of(role)).status_code
            assert (status == 403) == (role not in allowed), (method, path, role)
            assert status != 401


def test_no_route_answers_without_a_valid_key(api: Any, keys: Any) -> None:
    """No header, another scheme, a wrong secret and a page's sign-in key all give the same kind of 401."""
    good = keys.hr_system()["Authorization"]
    wrong = [
        {}, {"Authorization": "Basic dTpw"}, {"Authorization": "Bearer"}, {"Authorization": good + "x"},
        {"Authorization": good.split(" ")[1]}, {"Authorization": f"Bearer {keys.sign_in()}"},
    ]  # fmt: skip
    for method, path in roles_by_route(api.app):
        for headers in wrong:
            answer = call(api, method, path, headers)
            assert answer.status_code == 401, (method, path, headers)
            assert answer.headers["www-authenticate"] == "Bearer"
            assert answer.headers["content-type"] == "application/problem+json"


def test_the_paths_of_the_document_are_the_guarded_ones(api: Any) -> None:
    """OpenAPI names the roles of each route, so nobody has to guess."""
    paths = api.get("/openapi.json").json()["paths"]
    documented = {
        (method.upper(), path): operation["x-roles"]
        for path, operations in paths.items()
        for method, operation in operations.items()
        if path.startswith("/v1")
    }
    assert documented == {
        key: [str(role) for role in roles] for key, roles in roles_by_route(api.app).items()
    }


def test_a_route_without_declared_roles_stops_the_start(parts: Any) -> None:
    """Deny by default: forgetting the guard is an error at start-up, also in a nested router."""
    inner, outer = APIRouter(prefix="/people"), APIRouter(prefix="/v1")
    inner.add_api_route("/all", lambda: "everybody")
    outer.include_router(inner)
    with pytest.raises(RuntimeError, match="/v1/people/all"):
        create_app(parts, routers=[outer])


def test_a_quick_route_that_takes_more_than_its_caller_stops_the_start() -> None:
    """Parameters that a quick route would not read are an error at the start, not an ignored wish of a caller."""
    router = APIRouter(prefix="/v1", route_class=QuickRoute)
    with pytest.raises(TypeError, match="/v1/page takes parameters"):

        @router.get("/page")
        def page(request: Request, caller: HrSystemKey, start: int = 0) -> None: ...


def test_a_revoked_key_is_worth_nothing_at_once(api: Any, keys: Any) -> None:
    """The next request with it is refused."""
    headers = keys.hr_system()
    assert api.get("/v1/models/current/schema", headers=headers).status_code == 200
    keys.revoke(headers)
    assert api.get("/v1/models/current/schema", headers=headers).status_code == 401
