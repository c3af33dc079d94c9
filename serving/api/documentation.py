"""What OpenAPI says beyond the types: examples, the one shape of errors, and who may call what."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from serving.api.guard import roles_by_route
from serving.api.idempotency import HEADER
from serving.api.problems import PROBLEM_JSON, Problem
from serving.api.score_request import ScoreRequest

_SAID = {
    400: "The header Idempotency-Key is missing or malformed.",
    401: "No key, or one that is not valid here.",
    403: "The key's role may not do this.",
    404: "There is no such thing, or it is outside what the key may see.",
    409: "The state does not allow this.",
    413: "The body is too large.",
    415: "The body is of a kind that is not read here.",
    422: "The request is malformed.",
    429: "The key sends requests too fast; Retry-After says for how many seconds to wait.",
    503: "A part that is needed does not answer; of the database, Retry-After says when to try again.",
}

_ALWAYS = (401, 403, 422, 429, 503)

_PROBLEM = {"schema": {"$ref": "#/components/schemas/Problem"}}


def answers(example: dict[str, Any], *statuses: int, success: int = 200) -> dict[str, Any]:
    """A `/v1` route's documented answers: an example of success, and a problem for each other status."""
    problems = {
        status: {"description": _SAID[status], "content": {PROBLEM_JSON: _PROBLEM}}
        for status in sorted({*_ALWAYS, *statuses})
    }
    done = {"content": {"application/json": {"example": example}}}
    return {"responses": {success: done, **problems}}


def install_openapi(app: FastAPI, version: str) -> None:
    """Make `/openapi.json` complete; the document is built on first use and then kept."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app, version)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]  # FastAPI's documented way to extend it


def _document(app: FastAPI, version: str) -> dict[str, Any]:
    spec = get_openapi(title="Ermine", version=version, description=_DESCRIPTION, routes=app.routes)
    schemas = spec["components"]["schemas"]
    for model in (Problem, ScoreRequest):
        described = model.model_json_schema(ref_template="#/components/schemas/{model}")
        schemas.update(described.pop("$defs", {}))
        schemas[model.__name__] = described
    for (method, path), roles in roles_by_route(app).items():
        operation = spec["paths"][path][method.lower()]
        operation["x-roles"] = [role.value for role in roles]
        _demand_idempotency_key(operation)
    return spec


def _demand_idempotency_key(operation: dict[str, Any]) -> None:
    """The header is optional to FastAPI only so that its absence can be refused with a remedy."""
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == HEADER:
            parameter["required"] = True
            operation["responses"]["400"] = {"description": _SAID[400], "content": {PROBLEM_JSON: _PROBLEM}}
            operation["responses"].setdefault(
                "409", {"description": _SAID[409], "content": {PROBLEM_JSON: _PROBLEM}}
            )


_DESCRIPTION = """Whom should an ER manager talk to first this week, why, and about what?

Every `/v1` route needs a key (`Authorization: Bearer prefix.secret`) of a role listed under `x-roles`.
Errors are
`application/problem+json` in one shape. No route takes an adverse action."""
