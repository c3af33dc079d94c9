"""One line of JSON for each request: which route, how it ended, how long it took, which key. Nothing that was sent."""

import logging
import time
from datetime import UTC, datetime

import msgspec
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.api.metrics import Metrics

KEY = "ermine.key"
"""Where the guard leaves the id of the key in a request's scope."""
LOG = logging.getLogger("ermine.access")
_ENCODER = msgspec.json.Encoder()


class AccessLog:
    """Writes the line and counts the answer. An address holds ids and a query holds words: neither is written."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and note how it ended."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        started, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            return await self._app(scope, receive, noted)
        finally:
            seconds = time.perf_counter() - started
            route = route_of(scope)
            self._metrics.answered(_method(scope), route, status, seconds)
            if LOG.isEnabledFor(logging.INFO):
                line = {
                    "at": datetime.now(UTC).isoformat(timespec="milliseconds"),
                    "method": _method(scope),
                    "route": route,
                    "status": status,
                    "ms": round(1000 * seconds, 2),
                    "key": scope.get(KEY, ""),
                }
                LOG.info("%s", _ENCODER.encode(line).decode())


def route_of(scope: Scope) -> str:
    """The template of the route, such as `/v1/outreach/{item_id}`; `unmatched` where there is none."""
    return str(getattr(scope.get("route"), "path", "unmatched"))


def _method(scope: Scope) -> str:
    method = str(scope["method"])
    return method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "OTHER"
