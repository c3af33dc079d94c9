"""Page sessions: opened once per key, ended by time, by signing out and by revoking the key."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from serving.access.keys import IssuedKey, KeyRefused, create_key, revoke_key
from serving.access.roles import Role
from serving.access.sessions import (
    LIFETIME,
    ForgedRequest,
    NewSession,
    SessionOver,
    check_csrf,
    load_session,
    sign_in,
    sign_out,
)
from serving.store.engine import reading, writing
from serving.store.tables import sessions

pytestmark = pytest.mark.db


@pytest.fixture
def key(engine: Engine, kit: Any) -> IssuedKey:
    """A sign-in key of an ER manager."""
    with writing(engine) as conn:
        return create_key(
            conn, role=Role.ER_MANAGER, purpose="my week", now=kit.now, expires_at=kit.now + timedelta(days=1),
            er_manager_id="ER-1", sign_in=True,
        )  # fmt: skip


@pytest.fixture
def opened(engine: Engine, kit: Any, key: IssuedKey) -> NewSession:
    """The session that the key opened."""
    with writing(engine) as conn:
        return sign_in(conn, key.text, kit.now)


def test_a_session_is_of_the_person_whose_key_opened_it(engine: Engine, kit: Any, opened: NewSession) -> None:
    """Role and ER manager come from the key; the session is the one given at sign-in."""
    with reading(engine) as conn:
        session = load_session(conn, opened.token, kit.now)
    assert session == opened.session
    assert (session.principal.role, session.principal.er_manager_id) == (Role.ER_MANAGER, "ER-1")


def test_the_key_opens_no_second_session(
    engine: Engine, kit: Any, key: IssuedKey, opened: NewSession
) -> None:
    """A key seen over a shoulder is worth nothing once it was used."""
    with writing(engine) as conn, pytest.raises(KeyRefused):
        sign_in(conn, key.text, kit.now)


def test_the_database_does_not_hold_the_cookie(engine: Engine, opened: NewSession) -> None:
    """Neither the token nor the form token can be read from the sessions table."""
    with reading(engine) as conn:
        row = conn.execute(select(sessions)).one()
    assert not any(secret in str(value) for value in row for secret in (opened.token, opened.session.csrf))


def test_a_session_ends_after_its_lifetime(engine: Engine, kit: Any, opened: NewSession) -> None:
    """It holds until the last moment and is over at its expiry."""
    with reading(engine) as conn:
        load_session(conn, opened.token, kit.now + LIFETIME - timedelta(seconds=1))
        with pytest.raises(SessionOver):
            load_session(conn, opened.token, kit.now + LIFETIME)


def test_signing_out_ends_the_session_at_once(engine: Engine, kit: Any, opened: NewSession) -> None:
    """The old cookie is worth nothing afterwards, and signing out twice does no harm."""
    with writing(engine) as conn:
        sign_out(conn, opened.token)
        sign_out(conn, opened.token)
    with reading(engine) as conn, pytest.raises(SessionOver):
        load_session(conn, opened.token, kit.now)


def test_revoking_the_key_ends_its_session(
    engine: Engine, kit: Any, key: IssuedKey, opened: NewSession
) -> None:
    """An administrator can throw somebody out at once."""
    with writing(engine) as conn:
        revoke_key(conn, key.key_id, kit.now)
    with reading(engine) as conn, pytest.raises(SessionOver):
        load_session(conn, opened.token, kit.now)


def test_a_made_up_cookie_is_no_session(engine: Engine, kit: Any, opened: NewSession) -> None:
    """Neither nonsense nor the stored hash opens anything."""
    with reading(engine) as conn:
        stored = conn.execute(select(sessions.c.token_hash)).scalar_one()
        for token in ("", "x" * 43, stored, opened.token + "x"):
            with pytest.raises(SessionOver):
                load_session(conn, token, kit.now)


def test_a_form_must_carry_its_own_sessions_token(opened: NewSession) -> None:
    """The session's token passes; another, an empty or a non-ASCII one is refused."""
    check_csrf(opened.session, opened.session.csrf)
    for presented in ("", opened.token, "0" * 64, "ä"):
        with pytest.raises(ForgedRequest):
            check_csrf(opened.session, presented)


def test_sessions_that_are_over_are_swept_at_the_next_sign_in(
    engine: Engine, kit: Any, opened: NewSession
) -> None:
    """The table holds no session that has ended."""
    later = kit.now + LIFETIME
    with writing(engine) as conn:
        key = create_key(
            conn, role=Role.ADMIN, purpose="x", now=later, expires_at=later + timedelta(hours=1), sign_in=True
        )
        sign_in(conn, key.text, later)
        assert len(conn.execute(select(sessions)).all()) == 1
