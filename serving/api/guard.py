"""Deny by default: each `/v1` route declares its roles, and a key with one of them is needed."""

from typing import Annotated

from fastapi import Depends, FastAPI, Request
from fastapi.routing import APIRoute, iter_route_contexts
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.routing import BaseRoute

from data_contracts.errors import Denied, NotSignedIn
from serving.access.keys import authenticate, refuse_revoked
from serving.access.roles import Principal, Role
from serving.api.access_log import KEY
from serving.api.parts import AppParts
from serving.store.engine import reading

_BEARER = HTTPBearer(
    auto_error=False, scheme_name="key", description="A key `prefix.secret` from `ermine key create`."
)


class KeyNeeded(NotSignedIn):
    """This needs a key in the header `Authorization: Bearer prefix.secret`."""


class WrongRole(Denied):
    """The key is valid, but its role may not do this."""


class Requires:
    """A route's dependency that gives the caller's principal if its role is one of `roles`."""

    def __init__(self, *roles: Role) -> None:
        self.roles = roles

    def __call__(
        self, request: Request, sent: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
    ) -> Principal:
        """Who is calling; raises `KeyNeeded`, `KeyRefused`, `TooManyRequests` or `WrongRole`."""
        if sent is None:
            raise KeyNeeded("No key was sent.", remedy="Send `Authorization: Bearer prefix.secret`.")
        parts = parts_of(request)
        principal = _principal(parts, sent.credentials)
        request.scope[KEY] = principal.key_id
        parts.buckets.take(principal.key_id)
        if principal.role not in self.roles:
            raise WrongRole(f"A key of role {principal.role} may not do this.")
        return principal


def _principal(parts: AppParts, text: str) -> Principal:
    """Whose key this is, or whose token of the identity provider, where one is set."""
    if parts.tokens is not None and parts.tokens.looks_like_one(text):
        who = parts.tokens.principal(text)
        with reading(parts.engine) as conn:
            refuse_revoked(conn, who.key_id)
        return who
    with reading(parts.engine) as conn:
        return authenticate(conn, text, parts.clock())


ErManagerKey = Annotated[Principal, Depends(Requires(Role.ER_MANAGER))]
HrSystemKey = Annotated[Principal, Depends(Requires(Role.HR_SYSTEM))]
ErLeadKey = Annotated[Principal, Depends(Requires(Role.ER_LEAD))]
DataScientistKey = Annotated[Principal, Depends(Requires(Role.DATA_SCIENTIST))]


def parts_of(request: Request) -> AppParts:
    """The parts that the application was built from."""
    parts = request.app.state.parts
    if not isinstance(parts, AppParts):
        raise TypeError("the application was not built by create_app")
    return parts


def roles_by_route(app: FastAPI) -> dict[tuple[str, str], tuple[Role, ...]]:
    """For each (method, path) under `/v1` the roles that its guards let through; none if it has no guard.

    Paths are those of the OpenAPI document.
    """
    return {
        (method, str(route.path).replace(":path}", "}")): _roles(route.original_route)
        for route in iter_route_contexts(app.routes)
        if str(route.path).startswith("/v1")
        for method in route.methods or {"*"}
    }


def refuse_unguarded(app: FastAPI) -> None:
    """Stop the start when a `/v1` route does not declare who may call it."""
    if unguarded := [
        f"{method} {path}" for (method, path), roles in roles_by_route(app).items() if not roles
    ]:
        raise RuntimeError(f"these routes do not declare who may call them: {', '.join(sorted(unguarded))}")


def _roles(route: BaseRoute) -> tuple[Role, ...]:
    if not isinstance(route, APIRoute):
        return ()
    return tuple(role for guard in guards_of(route) for role in guard.roles)


def guards_of(route: APIRoute) -> list[Requires]:
    """The guards that a route declares."""
    calls = [dependency.call for dependency in route.dependant.dependencies]
    return [call for call in calls if isinstance(call, Requires)]
