"""Read request bodies only up to a limit, before any route sees them."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from serving.api.problems import ProblemResponse, too_large

MAX_BODY_BYTES = 1024 * 1024
_BODY = "ermine.body"


class BodyLimit:
    """Refuses (413) a body of more than `limit` bytes, whatever length its header claims."""

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY_BYTES) -> None:
        self._app = app
        self._limit = limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, then hand it on as if it had just arrived."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        if (body := await self._read(receive)) is None:
            return await ProblemResponse(too_large(self._limit))(scope, receive, send)
        return await self._app({**scope, _BODY: body}, _replay(body, receive), send)

    async def _read(self, receive: Receive) -> bytes | None:
        """The whole body; None when it is too large."""
        body, more = bytearray(), True
        while more:
            message = await receive()
            body += message.get("body", b"")
            more = message.get("more_body", False)
            if len(body) > self._limit:
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
