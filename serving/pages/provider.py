"""Sign in to the pages at the company's identity provider, where one is set."""

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from data_contracts.errors import NotFound, NotSignedIn, Unavailable
from serving.access.roles import Principal, Role
from serving.access.sessions import sign_in_by_provider
from serving.access.tokens import TokenRefused
from serving.pages.parts import PageParts
from serving.pages.rendering import page
from serving.pages.sign_in import opened_on, sign_in_form
from serving.store.engine import writing

ERRAND_COOKIE = "ermine_errand"
_PATH = "/sign-in"
_SECONDS = 600


def provider_router(parts: PageParts) -> APIRouter:
    """The routes `/sign-in/provider` and `/sign-in/back`; not there where no provider is set."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sign-in/provider")
    def away() -> Response:
        """Send the browser to the provider. Its cookie must be lax, or it would not come back with the browser."""
        if parts.provider is None:
            raise NotFound("There is nothing here.")
        try:
            errand = parts.provider.begin()
        except Unavailable as silent:
            return sign_in_form(parts, refused=silent)
        answer = RedirectResponse(errand.address, 303)
        answer.set_cookie(
            ERRAND_COOKIE, errand.secret, max_age=_SECONDS, path=_PATH, httponly=True, samesite="lax",
            secure=parts.secure_cookies,
        )  # fmt: skip
        return answer

    @router.get("/sign-in/back")
    def back(request: Request, state: str = "", code: str = "") -> Response:
        """Take whom the provider sends. The page goes on by itself: a visit from elsewhere brings no strict cookie."""
        if parts.provider is None:
            raise NotFound("There is nothing here.")
        try:
            who = parts.provider.end(request.cookies.get(ERRAND_COOKIE, ""), state, code)
            _refuse_without_page(who)
            with writing(parts.engine) as conn:
                opened = sign_in_by_provider(conn, who, parts.clock())
                parts.audit.record(conn, who, "session.opened", by="provider")
        except (NotSignedIn, Unavailable) as refused:
            answer = sign_in_form(parts, refused=refused)
        else:
            answer = opened_on(parts, opened, page("signed_in.html", None))
        answer.delete_cookie(
            ERRAND_COOKIE, path=_PATH, httponly=True, samesite="lax", secure=parts.secure_cookies
        )
        return answer

    return router


def _refuse_without_page(who: Principal) -> None:
    if who.role is Role.HR_SYSTEM:
        raise TokenRefused("There is no page for an HR system.", remedy="Use its token with /v1.")
