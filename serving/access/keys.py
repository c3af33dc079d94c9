"""Keys `prefix.secret`: random, shown once, stored as a hash, expiring, for one role and one stated purpose.

A secret has 256 random bits, so one SHA-256 is enough: there is nothing to guess that a slow hash would
protect.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from data_contracts.errors import Conflict, InputRefused, NotFound, NotSignedIn
from serving.access.roles import Principal, Role
from serving.store.tables import api_keys

_NO_SUCH_HASH = "0" * 64
_BY_ID = select(api_keys).where(api_keys.c.key_id == bindparam("key_id"))
"""Made once: every request asks this."""


class KeyRefused(NotSignedIn):
    """The key is not valid here: unknown, expired, revoked, used up, or of the other kind."""


@dataclass(frozen=True)
class IssuedKey:
    """A new key; `text` is shown to its holder now and cannot be shown again."""

    key_id: str
    text: str
    principal: Principal
    sign_in: bool
    expires_at: datetime


@dataclass(frozen=True)
class KeyInfo:
    """What may be listed about a key: everything except its secret."""

    key_id: str
    role: Role
    purpose: str
    er_manager_id: str | None
    unit_scope: str | None
    handler: str | None
    sign_in: bool
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None
    revoked_at: datetime | None


def create_key(
    conn: Connection,
    *,
    role: Role,
    purpose: str,
    now: datetime,
    expires_at: datetime,
    er_manager_id: str | None = None,
    unit_scope: str | None = None,
    handler: str | None = None,
    sign_in: bool = False,
) -> IssuedKey:
    """Make and store a key; with `sign_in` it opens one page session, else it is a bearer key of the API.

    Refuses an empty purpose, an expiry that has passed, and a key without the ER manager or handler it acts for.
    """
    _check_request(role, purpose, now, expires_at, er_manager_id, sign_in)
    _check_handler(role, handler)
    key_id, secret = f"erm_{secrets.token_hex(6)}", secrets.token_urlsafe(32)
    conn.execute(
        insert(api_keys).values(
            key_id=key_id,
            secret_hash=_digest(secret),
            role=role.value,
            purpose=purpose,
            er_manager_id=er_manager_id,
            unit_scope=unit_scope,
            handler=handler,
            sign_in=sign_in,
            created_at=now,
            expires_at=expires_at,
        )
    )
    principal = Principal(key_id, role, purpose, er_manager_id, unit_scope, handler)
    return IssuedKey(key_id, f"{key_id}.{secret}", principal, sign_in, expires_at)


def authenticate(conn: Connection, text: str, now: datetime) -> Principal:
    """Whose bearer key this is; every refusal is the same `KeyRefused`, so a guess learns nothing."""
    return principal_of(_valid_row(conn, text, now, sign_in=False))


def redeem_sign_in_key(conn: Connection, text: str, now: datetime) -> Principal:
    """Use up a sign-in key; of two simultaneous uses exactly one succeeds."""
    row = _valid_row(conn, text, now, sign_in=True)
    used_up = conn.execute(
        update(api_keys)
        .where(api_keys.c.key_id == row.key_id, api_keys.c.used_at.is_(None))
        .values(used_at=now)
    )
    if used_up.rowcount != 1:
        raise _refusal()
    return principal_of(row)


def refuse_revoked(conn: Connection, key_id: str) -> None:
    """`KeyRefused` for somebody whose key was revoked here, whatever an identity provider goes on saying of them."""
    row = conn.execute(_BY_ID, {"key_id": key_id}).first()
    if row is not None and row.revoked_at is not None:
        raise _refusal()


def admit_by_provider(conn: Connection, who: Principal, now: datetime, expires_at: datetime) -> None:
    """Keep a row for somebody whom an identity provider signs in, so that they are listed and can be revoked.

    Its secret is nobody's. `KeyRefused` if they were revoked. Needs `writing`.
    """
    refuse_revoked(conn, who.key_id)
    known = conn.execute(select(api_keys.c.key_id).where(api_keys.c.key_id == who.key_id)).first()
    said: dict[str, Any] = {
        "role": who.role.value, "purpose": who.purpose, "er_manager_id": who.er_manager_id, "expires_at": expires_at,
    }  # fmt: skip
    if known is not None:
        conn.execute(update(api_keys).where(api_keys.c.key_id == who.key_id).values(**said))
        return
    nobodys = _digest(secrets.token_urlsafe(32))
    row = {"key_id": who.key_id, "secret_hash": nobodys, "sign_in": True, "created_at": now, "used_at": now}
    conn.execute(insert(api_keys).values(**row, **said))


def list_keys(conn: Connection) -> tuple[KeyInfo, ...]:
    """All keys, newest first, without their secrets."""
    rows = conn.execute(select(api_keys).order_by(api_keys.c.created_at.desc(), api_keys.c.key_id))
    return tuple(_info(row) for row in rows)


def revoke_key(conn: Connection, key_id: str, now: datetime) -> None:
    """End a key and every session opened with it, at once; `NotFound` if there is no such key."""
    found = conn.execute(
        update(api_keys)
        .where(api_keys.c.key_id == key_id, api_keys.c.revoked_at.is_(None))
        .values(revoked_at=now)
    )
    if found.rowcount == 1:
        return
    known = conn.execute(select(api_keys.c.key_id).where(api_keys.c.key_id == key_id)).first()
    if known is None:
        raise NotFound(f"There is no key {key_id}.", remedy="List the keys with `ermine key list`.")
    raise Conflict(f"The key {key_id} is revoked already.")


def shorten_key(conn: Connection, key_id: str, expires_at: datetime, now: datetime) -> Row[Any]:
    """Let a bearer key that is valid end at a moment, no later than it would; gives its row as it was.

    `NotFound` if there is no such key, `Conflict` if it is over or works once anyway.
    """
    row = conn.execute(_BY_ID, {"key_id": key_id}).first()
    if row is None:
        raise NotFound(f"There is no key {key_id}.", remedy="List the keys with `ermine key list`.")
    if row.sign_in or row.revoked_at is not None or row.expires_at <= now:
        raise Conflict(
            f"The key {key_id} is no bearer key that is valid now.",
            remedy="Make one with `ermine key create`.",
        )
    sooner = min(row.expires_at, expires_at)
    conn.execute(update(api_keys).where(api_keys.c.key_id == key_id).values(expires_at=sooner))
    return row


def principal_of(row: Row[tuple[object, ...]]) -> Principal:
    """The principal that a row of `api_keys` stands for."""
    return Principal(row.key_id, Role(row.role), row.purpose, row.er_manager_id, row.unit_scope, row.handler)


def _valid_row(conn: Connection, text: str, now: datetime, *, sign_in: bool) -> Row[tuple[object, ...]]:
    """The key's row if everything about it holds; an unknown key is hashed and compared like any other."""
    key_id, _, secret = text.strip().partition(".")
    row = conn.execute(_BY_ID, {"key_id": key_id[:64]}).first()
    stored = row.secret_hash if row is not None else _NO_SUCH_HASH
    matches = hmac.compare_digest(stored, _digest(secret))
    if row is None or not matches or not _usable(row, now, sign_in):
        raise _refusal()
    return row


def _usable(row: Row[tuple[object, ...]], now: datetime, sign_in: bool) -> bool:
    return bool(
        row.sign_in == sign_in and row.revoked_at is None and row.used_at is None and now < row.expires_at
    )


def _refusal() -> KeyRefused:
    return KeyRefused(
        "The key is not valid here.",
        remedy="Ask an administrator for a new one (`ermine key create`); a sign-in key works once.",
    )


def _check_request(
    role: Role, purpose: str, now: datetime, expires_at: datetime, er_manager_id: str | None, sign_in: bool
) -> None:
    if not purpose.strip():
        raise InputRefused("A key needs a stated purpose.", remedy="Say what it is for with --purpose.")
    if expires_at <= now:
        raise InputRefused(f"The key would expire at {expires_at.isoformat()}, which has passed.")
    if (role is Role.ER_MANAGER) != (er_manager_id is not None):
        raise InputRefused(
            "An er_manager key, and no other, names the ER manager that it acts for.",
            remedy="Say whom with --er-manager ID; for a flat snapshot the ID is default.",
        )
    if sign_in and role is Role.HR_SYSTEM:
        raise InputRefused("An HR system has no page to sign in to; it uses a bearer key.")


def _check_handler(role: Role, handler: str | None) -> None:
    if (role is Role.CONCERN_HANDLER) != (handler is not None):
        raise InputRefused(
            "A concern_handler key, and no other, names the handler that it acts for.",
            remedy="Say which with --handler NAME; privacy.toml lists them under [concerns].",
        )


def _info(row: Row[tuple[object, ...]]) -> KeyInfo:
    fields = {name: getattr(row, name) for name in KeyInfo.__dataclass_fields__}
    return KeyInfo(**{**fields, "role": Role(row.role)})


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
