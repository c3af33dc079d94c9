"""Headers that every response carries, unless the route has set a stricter one of its own."""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_ALWAYS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}

_OVER_TLS = {"Strict-Transport-Security": "max-age=31536000"}


def security_headers(over_tls: bool) -> Mapping[str, str]:
    """The headers; `over_tls` also tells browsers to come back over TLS only."""
    return {**_ALWAYS, **(_OVER_TLS if over_tls else {})}


class SecurityHeaders:
    """Adds headers to each response that does not have them yet."""

    def __init__(self, app: ASGIApp, headers: Mapping[str, str]) -> None:
        self._app = app
        self._headers = [(name.lower().encode(), value.encode()) for name, value in headers.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete the response's headers."""

        async def complete(message: Message) -> None:
            if message["type"] == "http.response.start":
                sent = message.setdefault("headers", [])
                there = {name for name, _ in sent}
                sent.extend(header for header in self._headers if header[0] not in there)
            await send(message)

        await self._app(scope, receive, complete if scope["type"] == "http" else send)


def add_missing(to: MutableHeaders, headers: Mapping[str, str]) -> None:
    """Set each header that is not set yet."""
    for name, value in headers.items():
        to.setdefault(name, value)
