"""A route for what is asked a thousand times a minute: its guard and its work share one thread of the pool.

FastAPI runs each dependency and the route itself in a thread of its own, one after the other, and looks for a body, for
parameters and for clean-up that such a route does not have. All that it declares is documented and enumerated like any
other route; only the way to its function is shorter.
"""

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials
from fastapi.security.utils import get_authorization_scheme_param
from starlette.concurrency import run_in_threadpool

from serving.api.guard import guards_of


class QuickRoute(APIRoute):
    """A route whose function takes `(request, caller)` and nothing else, and gives a finished `Response`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """What answers a request; raises `TypeError` at the start when the function takes more than it is given."""
        (guard,), act = guards_of(self), self.endpoint
        if self.dependant.query_params or self.dependant.path_params or self.dependant.body_params:
            raise TypeError(f"{self.path} takes parameters, which a quick route does not read")

        def work(request: Request) -> Response:
            done: Response = act(request, guard(request, _sent_with(request)))
            return done

        async def handle(request: Request) -> Response:
            answer: Awaitable[Response] = run_in_threadpool(work, request)
            return await answer

        return handle


def _sent_with(request: Request) -> HTTPAuthorizationCredentials | None:
    """The key that came with a request, read as FastAPI's own `HTTPBearer` reads it."""
    scheme, key = get_authorization_scheme_param(request.headers.get("Authorization"))
    if scheme.lower() != "bearer" or not key:
        return None
    return HTTPAuthorizationCredentials(scheme=scheme, credentials=key)
