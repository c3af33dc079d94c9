"""Sign in with a single-use key, land on the page of one's role, sign out."""

import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from data_contracts.errors import ErmineError
from serving.access.keys import KeyRefused
from serving.access.sessions import (
    COOKIE_NAME,
    ForgedRequest,
    NewSession,
    SessionOver,
    check_csrf,
    load_session,
    sign_in,
    sign_out,
)
from serving.pages.guard import session_of
from serving.pages.parts import PageParts
from serving.pages.rendering import home_of, page
from serving.store.engine import reading, writing

FORM_COOKIE = "ermine_form"


def sign_in_router(parts: PageParts) -> APIRouter:
    """The routes `/`, `/sign-in` and `/sign-out`."""
    router = APIRouter(include_in_schema=False)
    _add_start(router, parts)
    _add_sign_in(router, parts)
    _add_sign_out(router, parts)
    return router


def _add_start(router: APIRouter, parts: PageParts) -> None:
    @router.get("/")
    def start(request: Request) -> Response:
        """Send people to the page of their role."""
        return RedirectResponse(home_of(session_of(parts, request).principal.role), 303)


def _add_sign_in(router: APIRouter, parts: PageParts) -> None:
    @router.get("/sign-in")
    def show_form(request: Request, bye: bool = False) -> Response:
        """The sign-in form; who is signed in already goes on to their page."""
        if _signed_in(parts, request):
            return RedirectResponse("/", 303)
        return sign_in_form(parts, bye=bye)

    @router.post("/sign-in")
    def enter(
        request: Request,
        key: Annotated[str, Form(max_length=512)],
        form: Annotated[str, Form(max_length=128)] = "",
    ) -> Response:
        """Use the key up and open a session."""
        check_own_form(request, form)
        try:
            with writing(parts.engine) as conn:
                opened = sign_in(conn, key, parts.clock())
                parts.audit.record(conn, opened.session.principal, "session.opened")
        except KeyRefused as refused:
            return sign_in_form(parts, refused=refused)
        return opened_at(parts, opened, "/")


def _add_sign_out(router: APIRouter, parts: PageParts) -> None:
    @router.post("/sign-out")
    def leave(request: Request, csrf: Annotated[str, Form(max_length=128)] = "") -> Response:
        """End the session on the server, then forget its cookie."""
        session = session_of(parts, request)
        check_csrf(session, csrf)
        with writing(parts.engine) as conn:
            sign_out(conn, request.cookies[COOKIE_NAME])
            parts.audit.record(conn, session.principal, "session.closed")
        answer = RedirectResponse("/sign-in?bye=1", 303)
        answer.delete_cookie(COOKIE_NAME, httponly=True, samesite="strict", secure=parts.secure_cookies)
        return answer


def _signed_in(parts: PageParts, request: Request) -> bool:
    token = request.cookies.get(COOKIE_NAME)
    if token is None:
        return False
    try:
        with reading(parts.engine) as conn:
            load_session(conn, token, parts.clock())
    except SessionOver:
        return False
    return True


def sign_in_form(parts: PageParts, *, bye: bool = False, refused: ErmineError | None = None) -> Response:
    """The sign-in page, with why it went wrong if it did."""
    token, by_provider = form_token(), parts.provider is not None
    answer = page(
        "sign_in.html",
        None,
        status=200 if refused is None else refused.status,
        form=token,
        bye=bye,
        refused=refused,
        by_provider=by_provider,
    )
    return with_form_token(parts, answer, token, "/sign-in")


def form_token() -> str:
    """A fresh token for a form of somebody who is not signed in."""
    return secrets.token_urlsafe(24)


def with_form_token(parts: PageParts, answer: Response, token: str, path: str) -> Response:
    """The form's token also in a cookie: another site can post to us, but cannot read or set both."""
    answer.set_cookie(
        FORM_COOKIE, token, path=path, httponly=True, samesite="strict", secure=parts.secure_cookies
    )
    return answer


def check_own_form(request: Request, presented: str) -> None:
    """Refuse (`ForgedRequest`) a form that was not opened in this browser."""
    expected = request.cookies.get(FORM_COOKIE, "")
    if not expected or not hmac.compare_digest(expected.encode(), presented.encode()):
        raise ForgedRequest(
            "This form was not opened in your browser.", remedy="Open the sign-in page again."
        )


def opened_at(parts: PageParts, opened: NewSession, page_path: str) -> Response:
    """Go to a page with the session's cookie."""
    return opened_on(parts, opened, RedirectResponse(page_path, 303))


def opened_on(parts: PageParts, opened: NewSession, answer: Response) -> Response:
    """The answer with the session's cookie; it lasts by length, so the browser's clock may be wrong."""
    lasts = int((opened.session.expires_at - parts.clock()).total_seconds())
    answer.set_cookie(
        COOKIE_NAME,
        opened.token,
        max_age=lasts,
        httponly=True,
        samesite="strict",
        secure=parts.secure_cookies,
    )
    answer.delete_cookie(
        FORM_COOKIE, path="/sign-in", httponly=True, samesite="strict", secure=parts.secure_cookies
    )
    return answer
