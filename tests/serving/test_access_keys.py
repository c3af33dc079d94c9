"""Keys: shown once, stored as a hash, good for what they were made for and for nothing else."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from data_contracts.errors import Conflict, InputRefused, NotFound
from serving.access.keys import (
    IssuedKey,
    KeyRefused,
    authenticate,
    create_key,
    list_keys,
    redeem_sign_in_key,
    revoke_key,
)
from serving.access.roles import Role
from serving.store.engine import reading, writing
from serving.store.tables import api_keys

pytestmark = pytest.mark.db

Issue = Callable[..., IssuedKey]


@pytest.fixture
def issue(engine: Engine, kit: Any) -> Issue:
    """Makes keys in the store."""

    def create(**changes: Any) -> IssuedKey:
        asked = {
            "role": Role.HR_SYSTEM,
            "purpose": "weekly planning",
            "now": kit.now,
            "expires_at": kit.now + timedelta(days=30),
            **changes,
        }
        with writing(engine) as conn:
            return create_key(conn, **asked)

    return create


def test_a_key_says_who_its_holder_is(engine: Engine, kit: Any, issue: Issue) -> None:
    """Role, purpose and unit scope are those it was made with."""
    key = issue(unit_scope="plant")
    with reading(engine) as conn:
        caller = authenticate(conn, key.text, kit.now)
    assert (caller.role, caller.purpose, caller.unit_scope) == (Role.HR_SYSTEM, "weekly planning", "plant")


def test_a_concern_handlers_key_says_which_handler_it_acts_for(
    engine: Engine, kit: Any, issue: Issue
) -> None:
    """Two keys of one handler are two keys and one name, by which concerns are theirs."""
    pair = [issue(role=Role.CONCERN_HANDLER, handler="second") for _ in range(2)]
    with reading(engine) as conn:
        callers = [authenticate(conn, key.text, kit.now) for key in pair]
    assert [caller.handler for caller in callers] == ["second", "second"]
    assert callers[0].key_id != callers[1].key_id


def test_the_secret_is_stored_nowhere(engine: Engine, issue: Issue) -> None:
    """Neither the key nor its secret part is in any column of its row."""
    key = issue()
    secret = key.text.partition(".")[2]
    with reading(engine) as conn:
        row = conn.execute(select(api_keys)).one()
    assert len(secret) >= 43
    assert not any(secret in str(value) for value in row)


def _wrong(key: str) -> list[str]:
    prefix, _, secret = key.partition(".")
    return [
        "", ".", prefix, f"{prefix}.", f".{secret}", f"{prefix}.{secret}x", f"{prefix}.{secret[:-1]}",
        f"erm_000000000000.{secret}", key.swapcase(), f"{prefix}.{'0' * 64}", "ä" * 500, "\x00" + key,
    ]  # fmt: skip


def test_every_wrong_key_gets_the_same_refusal(engine: Engine, kit: Any, issue: Issue) -> None:
    """Unknown, cut, changed, expired, revoked and single-use keys cannot be told apart."""
    good, expired = issue(), issue(expires_at=kit.now + timedelta(seconds=1))
    revoked, single = issue(), issue(role=Role.DATA_SCIENTIST, sign_in=True)
    with writing(engine) as conn:
        revoke_key(conn, revoked.key_id, kit.now)
    later = kit.now + timedelta(seconds=1)
    refusals = set()
    with reading(engine) as conn:
        for text in (*_wrong(good.text), expired.text, revoked.text, single.text):
            with pytest.raises(KeyRefused) as refused:
                authenticate(conn, text, later)
            refusals.add(str(refused.value))
        assert authenticate(conn, good.text, later).key_id == good.key_id
    assert len(refusals) == 1


def test_a_key_ends_at_its_expiry_and_not_before(engine: Engine, kit: Any, issue: Issue) -> None:
    """The moment of expiry is the first at which it is refused."""
    key = issue()
    with reading(engine) as conn:
        authenticate(conn, key.text, key.expires_at - timedelta(microseconds=1))
        with pytest.raises(KeyRefused):
            authenticate(conn, key.text, key.expires_at)


def test_a_sign_in_key_works_exactly_once_even_for_many_at_once(
    engine: Engine, kit: Any, issue: Issue
) -> None:
    """Of twenty threads with the same key one gets in."""
    key = issue(role=Role.DATA_SCIENTIST, sign_in=True)

    def use(_: int) -> bool:
        try:
            with writing(engine) as conn:
                redeem_sign_in_key(conn, key.text, kit.now)
        except KeyRefused:
            return False
        return True

    with ThreadPoolExecutor(20) as pool:
        assert sum(pool.map(use, range(20))) == 1


def test_a_bearer_key_is_no_sign_in_key(engine: Engine, kit: Any, issue: Issue) -> None:
    """A leaked API key opens no page."""
    key = issue(role=Role.ER_MANAGER, er_manager_id="ER-1")
    with writing(engine) as conn, pytest.raises(KeyRefused):
        redeem_sign_in_key(conn, key.text, kit.now)


def test_keys_are_listed_without_secrets_and_revoked_by_id(engine: Engine, kit: Any, issue: Issue) -> None:
    """Revoking twice is a conflict, an unknown id is not found."""
    first, second = issue(), issue(now=kit.now + timedelta(minutes=1))
    with writing(engine) as conn:
        revoke_key(conn, first.key_id, kit.now)
        assert [(info.key_id, info.revoked_at) for info in list_keys(conn)] == [
            (second.key_id, None),
            (first.key_id, kit.now),
        ]
        with pytest.raises(Conflict):
            revoke_key(conn, first.key_id, kit.now)
        with pytest.raises(NotFound):
            revoke_key(conn, "erm_unknown", kit.now)


REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"purpose": "  "}, "purpose"),
    ({"role": Role.ER_MANAGER}, "er_manager"),
    ({"er_manager_id": "ER-1"}, "er_manager"),
    ({"sign_in": True}, "HR system"),
    ({"role": Role.CONCERN_HANDLER}, "--handler"),
    ({"handler": "first"}, "concern_handler"),
]


@pytest.mark.parametrize(("changes", "word"), REFUSED)
def test_a_key_that_makes_no_sense_is_not_made(issue: Issue, changes: dict[str, Any], word: str) -> None:
    """The refusal says what is wrong."""
    with pytest.raises(InputRefused, match=word):
        issue(**changes)


def test_a_key_that_has_expired_already_is_not_made(kit: Any, issue: Issue) -> None:
    """An expiry that has passed is a mistake of whoever asks."""
    with pytest.raises(InputRefused, match="passed"):
        issue(expires_at=kit.now)
