"""Read request bodies only up to a limit, before any route sees them."""

from collections.abc import Mapping
from types import MappingProxyType

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.api.problems import ProblemResponse, too_large

MAX_BODY_BYTES = 1024 * 1024
MAX_JOB_BYTES = 64 * MAX_BODY_BYTES
_BODY = "ermine.body"


class BodyLimit:
    """Refuses (413) a body of more than `limit` bytes, whatever its header claims; `larger` allows more by path."""

    def __init__(
        self, app: ASGIApp, limit: int = MAX_BODY_BYTES, larger: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        self._app = app
        self._limit = limit
        self._larger = larger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then hand it on as if it had just arrived."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        limit = self._larger.get(scope["path"], self._limit)
        if (body := await self._read(receive, limit)) is None:
            return await ProblemResponse(too_large(limit))(scope, receive, send)
        scope[_BODY] = body
        return await self._app(scope, _replay(body, receive), send)

    async def _read(self, receive: Receive, limit: int) -> bytes | None:
        """The whole body; None when it is too large."""
        body, more = bytearray(), True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > limit:
                return None
        return bytes(body)


def body_of(scope: Scope) -> bytes:
    """The request's body, which has been read already."""
    body = scope[_BODY]
    if not isinstance(body, bytes):
        raise TypeError("the application was not built by create_app")
    return body


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
