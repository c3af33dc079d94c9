"""Do a thing once, however often it is asked for: `Idempotency-Key` and the reply that was given for it.

A route that changes something adds `**once_only` to its decorator, with `response_model=` for the reply, and returns
`once(request, caller, parts, status, act)`.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import Depends, Header, Request
from fastapi.encoders import jsonable_encoder
from sqlalchemy import Connection, Row, delete, insert, select
from starlette.responses import JSONResponse

from data_contracts.errors import Conflict, InputRefused
from serving.access.roles import Principal
from serving.api.body_limit import body_of
from serving.api.parts import AppParts
from serving.store.audit_tables import idempotency
from serving.store.engine import writing

HEADER = "Idempotency-Key"
KEPT = timedelta(days=1)
"""For how long a reply is given again."""

_SHAPE = re.compile(r"[A-Za-z0-9._:~-]{8,128}")


class IdempotencyKeyNeeded(InputRefused):
    """A request that changes something carries a key of its own, so that repeating it is safe."""

    status = 400


class IdempotencyKeyMalformed(InputRefused):
    """The header Idempotency-Key does not hold a usable key."""

    status = 400


class IdempotencyKeyReused(Conflict):
    """The same Idempotency-Key was sent before with another request."""


def _declared(
    sent: Annotated[
        str | None,
        Header(
            alias=HEADER,
            description="8 to 128 characters of your choice, new for each thing to be done: repeating a request with "
            "its key gives the same reply and does nothing again.",
            examples=["b7e1a2c4-6f0d-4f52-9d0a-3c1f6b8e7a90"],
        ),
    ] = None,
) -> None:
    """Says in the document that the header is needed; it is looked at after the caller's role was."""


def idempotency_key(sent: str | None) -> str:
    """The request's key; raises `IdempotencyKeyNeeded` or `IdempotencyKeyMalformed`."""
    if sent is None:
        raise IdempotencyKeyNeeded(
            f"The header {HEADER} is missing.",
            remedy="Send a random one, such as a UUID, for each new thing.",
        )
    if not _SHAPE.fullmatch(sent):
        raise IdempotencyKeyMalformed(
            f"The header {HEADER} is not 8 to 128 letters, digits or any of . _ : ~ -", remedy="Send a UUID."
        )
    return sent


once_only: dict[str, Any] = {"dependencies": [Depends(_declared)]}
"""What the decorator of a route that changes something is given."""


def once(
    request: Request, caller: Principal, parts: AppParts, status: int, act: Callable[[Connection], object]
) -> JSONResponse:
    """The reply of `act`, done now or when the same request came before.

    Lookup, act and reply are one `writing` transaction: if `act` raises, nothing is kept and the key is free again.
    Raises `IdempotencyKeyReused` when the key came with another request. A reply must hold no secret: it is stored.
    """
    key, fingerprint = idempotency_key(request.headers.get(HEADER)), _fingerprint(request)
    with writing(parts.engine) as conn:
        before = _before(conn, caller.key_id, key, parts.clock())
        if before is not None:
            return _again(before, fingerprint)
        reply = jsonable_encoder(act(conn))
        text = json.dumps(reply, ensure_ascii=False, allow_nan=False)
        conn.execute(
            insert(idempotency).values(
                key_id=caller.key_id,
                key=key,
                body_hash=fingerprint,
                status=status,
                reply=text,
                created_at=parts.clock(),
            )
        )
    return JSONResponse(reply, status)


def forget_replies(conn: Connection, before: datetime | None = None) -> int:
    """Delete the kept replies, or those made before a moment; gives their number."""
    old = delete(idempotency)
    return conn.execute(old if before is None else old.where(idempotency.c.created_at < before)).rowcount


def _before(conn: Connection, key_id: str, key: str, now: datetime) -> Row[Any] | None:
    """The reply kept for this key; those past their time are deleted on the way."""
    forget_replies(conn, now - KEPT)
    mine = (idempotency.c.key_id == key_id) & (idempotency.c.key == key)
    return conn.execute(select(idempotency).where(mine)).first()


def _again(before: Row[Any], fingerprint: str) -> JSONResponse:
    if before.body_hash != fingerprint:
        raise IdempotencyKeyReused(
            f"This {HEADER} was sent before with another request.",
            remedy="Send a new key for a new request; repeat an old one exactly as it was.",
        )
    return JSONResponse(json.loads(before.reply), before.status, {"Idempotency-Replayed": "true"})


def _fingerprint(request: Request) -> str:
    """A request is the same when its method, address and body are."""
    line = f"{request.method} {request.url.path}?{request.url.query}\n"
    return hashlib.sha256(line.encode() + body_of(request.scope)).hexdigest()
