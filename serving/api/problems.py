"""Every error in one shape: `application/problem+json` (RFC 9457), all fields always present."""

import re
from collections.abc import Callable, Mapping, Sequence

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict
from sqlalchemy.exc import DatabaseError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from data_contracts.errors import ErmineError, NotSignedIn
from serving.api.buckets import TooManyRequests
from serving.api.security_headers import add_missing

PROBLEM_JSON = "application/problem+json"

PageError = Callable[[Request, int, str, str], Response]
"""Renders an error as a page, from the request, the status, a title and what to do."""

_MAX_SHOWN = 20
_STORE_SECONDS = 5
"""After which a database that did not answer may do so again."""


class FieldProblem(BaseModel):
    """One part of the request that is wrong; what was sent there is never repeated."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    field: str
    problem: str


class Problem(BaseModel):
    """What went wrong: for people `title`, `detail`, `remedy`; for programs `type`, `status`, `errors`."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "type": "urn:ermine:item-changed",
                    "title": "Somebody else has decided on this line meanwhile",
                    "status": 409,
                    "detail": "The line is at version 2, you saw version 1.",
                    "remedy": "Read it again.",
                    "errors": [],
                }
            ]
        },
    )

    type: str
    title: str
    status: int
    detail: str
    remedy: str
    errors: tuple[FieldProblem, ...]


class ProblemResponse(JSONResponse):
    """A problem as a response."""

    media_type = PROBLEM_JSON

    def __init__(self, problem: Problem, headers: dict[str, str] | None = None) -> None:
        super().__init__(problem.model_dump(mode="json"), problem.status, headers)


def install_error_handlers(app: FastAPI, page_error: PageError | None, headers: Mapping[str, str]) -> None:
    """Answer every error of the application in its one shape, or as a page outside the API's paths.

    `headers` are added here as well, because the answer to a bug leaves by a door that no middleware watches.
    """

    def handler(read: Callable[[Exception], Problem]) -> Callable[[Request, Exception], Response]:
        def answer(request: Request, error: Exception) -> Response:
            response = _response(request, error, read(error), page_error)
            add_missing(response.headers, headers)
            return response

        return answer

    app.add_exception_handler(ErmineError, handler(_of_ermine))
    app.add_exception_handler(RequestValidationError, handler(_of_validation))
    app.add_exception_handler(HTTPException, handler(_of_http))
    app.add_exception_handler(DatabaseError, handler(_of_store))
    app.add_exception_handler(NoConnectionFree, handler(_of_store))
    app.add_exception_handler(Exception, handler(_of_bug))


def _response(request: Request, error: Exception, problem: Problem, page_error: PageError | None) -> Response:
    if page_error is None or is_api_path(request.url.path):
        return ProblemResponse(problem, _headers(error))
    words = f"{problem.detail} {problem.remedy}".strip()
    return page_error(request, problem.status, problem.title, words)


def is_api_path(path: str) -> bool:
    """Whether errors under this path are for programs, not for people."""
    return path.startswith("/v1/") or path in ("/v1", "/healthz", "/readyz", "/metrics", "/openapi.json")


def too_large(limit: int) -> Problem:
    """The body is larger than any request needs to be."""
    return _problem("body-too-large", 413, "The request is too large.", f"At most {limit:,} bytes are read.")


def _of_ermine(error: Exception) -> Problem:
    if not isinstance(error, ErmineError):
        raise TypeError(type(error).__name__)
    slug = re.sub(r"(?<!^)(?=[A-Z])", "-", type(error).__name__).lower()
    return _problem(slug, error.status, error.title, error.message, error.remedy)


def _of_validation(error: Exception) -> Problem:
    if not isinstance(error, RequestValidationError):
        raise TypeError(type(error).__name__)
    found: Sequence[dict[str, object]] = error.errors()
    fields = tuple(
        FieldProblem(field=_place(item["loc"]), problem=str(item["msg"])) for item in found[:_MAX_SHOWN]
    )
    detail = f"{len(found)} part(s) of the request are wrong; the first {len(fields)} are listed."
    return _problem(
        "malformed-request",
        422,
        "The request is malformed.",
        detail,
        "Compare it with /openapi.json.",
        fields,
    )


def _of_http(error: Exception) -> Problem:
    if not isinstance(error, HTTPException):
        raise TypeError(type(error).__name__)
    known = {
        404: ("not-found", "Nothing is at this address, or nothing that you may see."),
        405: ("method-not-allowed", "That cannot be done here."),
    }
    slug, title = known.get(error.status_code, ("request-refused", "The request cannot be answered."))
    return _problem(slug, error.status_code, title, title)


def _of_store(error: Exception) -> Problem:
    """A database that is locked, full, damaged or out of connections; a wrong statement is a bug and goes on as one."""
    if isinstance(error, IntegrityError | ProgrammingError):
        raise error
    title = "The database does not answer just now; nothing was changed."
    return _problem("store-unavailable", 503, title, title, f"Try again in {_STORE_SECONDS} seconds.")


def _of_bug(_error: Exception) -> Problem:
    title = "Something went wrong on our side."
    return _problem(
        "internal-error", 500, title, title, "If it happens again, tell whoever runs this service."
    )


def _problem(
    slug: str, status: int, title: str, detail: str, remedy: str = "", errors: tuple[FieldProblem, ...] = ()
) -> Problem:
    return Problem(
        type=f"urn:ermine:{slug}", title=title, status=status, detail=detail, remedy=remedy, errors=errors
    )


def _place(loc: object) -> str:
    """Where in the request, such as `body.rows.3.id`; a caller's own names are cut and made plain ASCII."""
    parts = loc if isinstance(loc, tuple) else (loc,)
    return ".".join(str(part)[:60].encode("ascii", "backslashreplace").decode() for part in parts)


def _headers(error: Exception) -> dict[str, str] | None:
    if isinstance(error, NotSignedIn):
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, TooManyRequests):
        return {"Retry-After": str(error.wait_seconds)}
    if isinstance(error, DatabaseError | NoConnectionFree):
        return {"Retry-After": str(_STORE_SECONDS)}
    if isinstance(error, HTTPException) and error.headers is not None:
        return dict(error.headers)
    return None
