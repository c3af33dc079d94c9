"""Who is at the door: the session behind a request and the role that a page is for."""

from fastapi import Request

from data_contracts.errors import Denied, NotSignedIn
from serving.access.roles import Role
from serving.access.sessions import COOKIE_NAME, Session, load_session
from serving.pages.parts import PageParts
from serving.store.engine import reading


class SignInFirst(NotSignedIn):
    """Nobody is signed in on this browser."""


def session_of(parts: PageParts, request: Request) -> Session:
    """The session of a request; `SignInFirst` without a cookie, `SessionOver` when the cookie's session ended."""
    token = request.cookies.get(COOKIE_NAME)
    if token is None:
        raise SignInFirst("You are not signed in.", remedy="Sign in with a key.")
    with reading(parts.engine) as conn:
        return load_session(conn, token, parts.clock())


def session_for(parts: PageParts, request: Request, *roles: Role) -> Session:
    """The session of a request if it has one of these roles; `Denied` otherwise."""
    session = session_of(parts, request)
    if session.principal.role not in roles:
        raise Denied(
            "This page is not for your role.",
            remedy="If you need it for your work, ask an administrator for a key with the right role.",
        )
    return session
