"""The audit, for the privacy officer."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from serving.access.roles import Principal, Role
from serving.api.cursor import Cursor, Limit, cursor_after, number_of
from serving.api.documentation import answers
from serving.api.guard import Requires, parts_of
from serving.audit.chain import Scalar
from serving.audit.heads import check
from serving.audit.reading import newest
from serving.store.engine import reading

router = APIRouter(prefix="/v1/audit", tags=["audit"])

DpoKey = Annotated[Principal, Depends(Requires(Role.DPO))]

_ENTRY: dict[str, Any] = {
    "seq": 42,
    "at": "2026-07-01T06:00:00.000000+00:00",
    "key_id": "erm_1a2b3c4d5e6f",
    "role": "er_manager",
    "action": "person.viewed",
    "subjects": ["9f86d081884c7d659a2feaa0c55ad015"],
    "detail": {"run": "2026-07-01.1", "door": "page"},
}


@dataclass(frozen=True)
class AuditEntry:
    """One thing that happened; `subjects` are pseudonyms, which `ermine subject` can resolve for one person."""

    seq: int
    at: str
    key_id: str
    role: str
    action: str
    subjects: tuple[str, ...]
    detail: dict[str, Scalar]


@dataclass(frozen=True)
class AuditPage:
    """Entries, the newest first; `next` is the cursor of the page after this one, null on the last."""

    entries: tuple[AuditEntry, ...]
    next: str | None


@dataclass(frozen=True)
class AuditState:
    """Whether the chain is whole, from which entry to which, and where it breaks if not."""

    whole: bool
    first: int
    last: int
    broken_at: int | None
    why: str | None


@router.get("", **answers({"entries": [_ENTRY], "next": "YWZ0ZXIgNDI"}))
def get_audit(
    request: Request,
    caller: DpoKey,
    cursor: Cursor = None,
    limit: Limit = 50,
    action: Annotated[str | None, Query(max_length=64, pattern=r"^[a-z_.]+$")] = None,
) -> AuditPage:
    """What happened, the newest first; `action` shows one kind only."""
    with reading(parts_of(request).engine) as conn:
        found = newest(conn, before=number_of(cursor), limit=limit + 1, action=action)
    shown = found[:limit]
    entries = tuple(
        AuditEntry(e.seq, e.at, e.key_id, e.role, e.action, e.subjects, dict(e.detail)) for e in shown
    )
    return AuditPage(entries, cursor_after(shown[-1].seq) if len(found) > limit else None)


@router.get("/state", **answers({"whole": True, "first": 1, "last": 42, "broken_at": None, "why": None}))
def get_audit_state(request: Request, caller: DpoKey) -> AuditState:
    """Follow the whole chain now. Against removal of the last entries keep `ermine audit export` elsewhere."""
    with reading(parts_of(request).engine) as conn:
        verdict = check(conn)
    broken = verdict.broken
    return AuditState(
        verdict.whole,
        verdict.first,
        verdict.last,
        broken.seq if broken else None,
        broken.why if broken else None,
    )
