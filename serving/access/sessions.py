"""Page sessions: opened with a single-use key, kept on the server, named by a random token in one cookie.

The database holds only the token's hash. The anti-forgery (CSRF) token is derived from the session token,
so it needs no column and dies with it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select

from data_contracts.errors import Denied, NotSignedIn
from serving.access.keys import admit_by_provider, principal_of, redeem_sign_in_key
from serving.access.roles import Principal
from serving.store.tables import api_keys, sessions

COOKIE_NAME = "ermine_session"
LIFETIME = timedelta(hours=8)


class SessionOver(NotSignedIn):
    """The session has ended or never was; sign in again with a new key."""


class ForgedRequest(Denied):
    """The form does not carry this session's own token; open the page again and repeat."""


@dataclass(frozen=True)
class Session:
    """A signed-in person; `csrf` goes into every form and must come back with it."""

    principal: Principal
    csrf: str
    expires_at: datetime


@dataclass(frozen=True)
class NewSession:
    """A session just opened; `token` is the cookie's value and is kept nowhere else."""

    token: str
    session: Session


def sign_in(conn: Connection, key_text: str, now: datetime) -> NewSession:
    """Open a session with a sign-in key and use the key up; raises `KeyRefused`. Needs `writing`."""
    return _opened(conn, redeem_sign_in_key(conn, key_text, now), now)


def sign_in_by_provider(conn: Connection, who: Principal, now: datetime) -> NewSession:
    """Open a session for whom the identity provider names; `KeyRefused` if they were revoked. Needs `writing`."""
    admit_by_provider(conn, who, now, now + LIFETIME)
    return _opened(conn, who, now)


def _opened(conn: Connection, principal: Principal, now: datetime) -> NewSession:
    token, expires_at = secrets.token_urlsafe(32), now + LIFETIME
    conn.execute(delete(sessions).where(sessions.c.expires_at <= now))
    conn.execute(
        insert(sessions).values(
            token_hash=_digest(token), key_id=principal.key_id, created_at=now, expires_at=expires_at
        )
    )
    return NewSession(token, Session(principal, csrf_of(token), expires_at))


def load_session(conn: Connection, token: str, now: datetime) -> Session:
    """The session that a cookie names; `SessionOver` when it is unknown, expired or its key revoked."""
    row = conn.execute(
        select(api_keys, sessions.c.expires_at.label("session_expires_at"))
        .join(sessions, sessions.c.key_id == api_keys.c.key_id)
        .where(
            sessions.c.token_hash == _digest(token),
            sessions.c.expires_at > now,
            api_keys.c.revoked_at.is_(None),
        )
    ).first()
    if row is None:
        raise SessionOver("You are not signed in.", remedy="Sign in with a new key, or ask for a new link.")
    return Session(principal_of(row), csrf_of(token), row.session_expires_at)


def check_csrf(session: Session, presented: str) -> None:
    """Refuse (`ForgedRequest`) a form that does not carry this session's token."""
    if not hmac.compare_digest(session.csrf.encode(), presented.encode()):
        raise ForgedRequest("This form was not opened in your session.", remedy="Open the page again.")


def sign_out(conn: Connection, token: str) -> None:
    """End the session that a cookie names; an unknown one is ended already."""
    conn.execute(delete(sessions).where(sessions.c.token_hash == _digest(token)))


def csrf_of(token: str) -> str:
    """The anti-forgery token of a session: useless without it, and nothing to steal from the database."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
