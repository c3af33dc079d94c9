"""Pages that say what went wrong and what to do next: sign-in needed or over, denied, not found, and the rest."""

from collections.abc import Callable

from fastapi import Request
from starlette.responses import RedirectResponse, Response

from serving.access.sessions import COOKIE_NAME
from serving.pages.parts import PageParts
from serving.pages.rendering import page

PageError = Callable[[Request, int, str, str], Response]

_HEADINGS = {
    401: "Your session has ended",
    403: "This page is not yours to open",
    404: "There is nothing here for you",
    405: "That cannot be done here",
    422: "That address or form is not complete",
    503: "Ermine cannot answer just now",
}


def page_error(parts: PageParts) -> PageError:
    """What the application calls to answer an error outside `/v1`, as `(request, status, title, detail)`."""

    def answer(request: Request, status: int, title: str, detail: str) -> Response:
        """The error as a page; someone who never signed in goes to the sign-in page instead."""
        if request.headers.get("HX-Request") == "true":
            return _reload(status)
        if status == 401 and COOKIE_NAME not in request.cookies:
            return RedirectResponse("/sign-in", 303)
        return _notice(parts, status, detail or title)

    return answer


def _reload(status: int) -> Response:
    """Make htmx load the whole page again: an error is a page of its own, not a piece of a list."""
    return Response(status_code=status, headers={"HX-Refresh": "true", "Cache-Control": "no-store"})


def _notice(parts: PageParts, status: int, detail: str) -> Response:
    """The notice; it looks up no session, so it also works when the database does not."""
    heading = _HEADINGS.get(status, "Something went wrong on our side")
    answer = page("notice.html", None, status=status, code=status, heading=heading, detail=detail)
    if status == 401:
        answer.delete_cookie(COOKIE_NAME, httponly=True, samesite="strict", secure=parts.secure_cookies)
    return answer
