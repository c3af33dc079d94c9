"""Build the feedback application: its pages, its one API route, and what every reply keeps to."""

import sys
import traceback

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from serving.api.body_limit import BodyLimit
from serving.api.problems import install_error_handlers
from serving.api.security_headers import SecurityHeaders, security_headers
from serving.intake.api import feedback_router, refuse_without_repeating
from serving.intake.pages import page_error, pages_router
from serving.intake.parts import IntakeParts

MAX_BODY_BYTES = 64 * 1024

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""No script of the page can send anything anywhere: only the form can, to where it came from."""


def create_intake(parts: IntakeParts) -> ASGIApp:
    """The feedback pages and `POST /v1/feedback`. The store must have been migrated."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(feedback_router(parts))
    app.include_router(pages_router(parts))
    headers = {
        **security_headers(parts.over_tls),
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Robots-Tag": "noindex, nofollow",
    }
    install_error_handlers(app, page_error(parts), headers)
    refuse_without_repeating(app)
    app.add_middleware(BodyLimit, limit=MAX_BODY_BYTES)
    app.add_middleware(SecurityHeaders, headers=headers)
    return Discreet(app)


class Discreet:
    """Tells the log where a bug is, never what somebody sent when it happened."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; a bug has been answered (500) when it arrives here."""
        try:
            await self._app(scope, receive, send)
        except Exception as bug:
            last = traceback.extract_tb(bug.__traceback__)[-1]
            print(f"feedback pages: {type(bug).__name__} in {last.name}, line {last.lineno}", file=sys.stderr)
