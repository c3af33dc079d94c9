"""Acts that touch another store than the audit's: an intent before, an outcome after, and what a crash left open."""

import json
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, get_args

from sqlalchemy import Connection, Engine, select

from serving.access.roles import Principal
from serving.audit.chain import Scalar
from serving.audit.trail import AuditTrail
from serving.store.audit_tables import audit_log
from serving.store.engine import writing

AcrossStores = Literal[
    "model.promoted",
    "model.rolled_back",
    "model.reconciled",
    "round.opened",
    "round.tokens",
    "round.closed",
    "round.released",
    "retention.feedback",
    "person.erased",
    "concern.acknowledged",
    "concern.answered",
    "concern.handed_over",
    "concern.closed",
    "concern.recused",
    "concern.taken_up",
    "concern.dismissed",
]
"""The actions that are recorded this way."""

ACROSS_STORES: tuple[AcrossStores, ...] = get_args(AcrossStores)


@contextmanager
def act(
    engine: Engine, audit: AuditTrail, who: Principal, action: AcrossStores, **detail: Scalar
) -> Iterator[dict[str, Scalar]]:
    """Record `action` as intended, let the block do it, then record it as done (or failed).

    If the intent cannot be written, the act does not begin. What the block puts into the yielded dictionary goes
    into the last entry.
    """
    number, found = secrets.token_hex(8), dict[str, Scalar]()
    with writing(engine) as conn:
        audit.write(conn, who, action, {**detail, "step": "intended", "act": number})
    try:
        yield found
    except BaseException as error:
        with writing(engine) as conn:
            failed: dict[str, Scalar] = {"step": "failed", "act": number, "error": type(error).__name__}
            audit.write(conn, who, action, {**detail, **failed})
        raise
    with writing(engine) as conn:
        audit.write(conn, who, action, {**detail, **found, "step": "done", "act": number})


def open_acts(conn: Connection) -> dict[str, str]:
    """The acts that were intended and of which nothing more is known, as number and action."""
    begun: dict[str, str] = {}
    rows = conn.execute(
        select(audit_log.c.action, audit_log.c.detail)
        .where(audit_log.c.action.in_(ACROSS_STORES))
        .order_by(audit_log.c.seq)
    )
    for action, text in rows:
        detail = json.loads(text)
        if "step" not in detail:
            continue  # recorded in the transaction of the act itself, such as a round opened on a page
        if detail["step"] == "intended":
            begun[detail["act"]] = action
        else:
            begun.pop(detail["act"], None)
    return begun


def close_open_acts(conn: Connection, audit: AuditTrail, who: Principal, **state: Scalar) -> int:
    """Record of each act that was cut short that it was, and the state found afterwards; gives their number."""
    found = open_acts(conn)
    for number, action in found.items():
        audit.write(conn, who, action, {**state, "step": "cut_short", "act": number})
    return len(found)
