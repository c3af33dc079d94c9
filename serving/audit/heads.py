"""The head of the chain, signed and kept elsewhere: against it even the removal of the last entries shows."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from sqlalchemy import Connection, select

from data_contracts.errors import InputRefused
from serving.audit.chain import GENESIS, Broken, Link, canonical, first_break, moment
from serving.audit.reading import last_detail, links
from serving.store.audit_tables import audit_log, audit_start
from training.signing import SignatureInvalid, sign, verify

FORMAT = "ermine-audit-head/1"


class HeadRefused(InputRefused):
    """The file is not a head of an audit, or its signature does not hold."""


@dataclass(frozen=True)
class Head:
    """The last entry's number, hash and moment; `seq` 0 is an audit without entries."""

    seq: int
    h: str
    at: str


@dataclass(frozen=True)
class Verdict:
    """What a check of the audit found: whole or where it breaks, from which entry to which."""

    first: int
    last: int
    broken: Broken | None
    against: Head | None = None

    @property
    def whole(self) -> bool:
        """Whether nothing was edited, removed, moved or, as far as the head reaches, cut off."""
        return self.broken is None


def head_of(conn: Connection) -> Head:
    """The head of the chain as it is now."""
    row = conn.execute(
        select(audit_log.c.seq, audit_log.c.h, audit_log.c.at).order_by(audit_log.c.seq.desc()).limit(1)
    ).first()
    return Head(0, GENESIS, "") if row is None else Head(row.seq, row.h, moment(row.at))


def head_bytes(head: Head, key: Ed25519PrivateKey | None) -> bytes:
    """A head as a file; without a key it is not signed and says so."""
    payload = canonical(asdict(head))
    signature = sign(key, FORMAT, payload.encode()) if key is not None else None
    return (json.dumps({"format": FORMAT, "head": asdict(head), "signature": signature}) + "\n").encode()


def read_head(raw: bytes, public_key: Ed25519PublicKey | None) -> Head:
    """The head in a file; with a public key the signature must be there and hold. Raises `HeadRefused`."""
    try:
        found = json.loads(raw)
        if found["format"] != FORMAT:
            raise ValueError(found["format"])
        head = Head(int(found["head"]["seq"]), str(found["head"]["h"]), str(found["head"]["at"]))
        signature = found["signature"]
    except (ValueError, KeyError, TypeError):
        raise HeadRefused(
            "This is not an exported head of an audit.", remedy="Name its file with --head."
        ) from None
    if public_key is None:
        return head
    try:
        verify(public_key, FORMAT, canonical(asdict(head)).encode(), signature or "")
    except SignatureInvalid:
        raise HeadRefused(
            "The head is not signed by the key that this home trusts.",
            remedy="Use the file as it was exported.",
        ) from None
    return head


def check(conn: Connection, against: Head | None = None) -> Verdict:
    """Follow the whole chain, and look whether it still contains the head `against`."""
    start = conn.execute(select(audit_start.c.seq, audit_start.c.h)).first()
    after, previous = (start.seq, start.h) if start is not None else (0, GENESIS)
    last = Head(after, previous, "")
    met = against is None or against.seq <= after

    def watched() -> Iterator[Link]:
        nonlocal last, met
        for link in links(conn, after):
            last = Head(link.entry.seq, link.h, link.entry.at)
            met = met or (against is not None and (last.seq, last.h) == (against.seq, against.h))
            yield link

    broken = first_break(watched(), after, previous) or _unfounded_start(conn, after, previous)
    if broken is None and not met and against is not None:
        why = f"entry {against.seq} of the exported head is missing or another"
        broken = Broken(min(against.seq, last.seq + 1), why)
    return Verdict(after + 1, last.seq, broken, against)


def _unfounded_start(conn: Connection, after: int, previous: str) -> Broken | None:
    """A chain may begin later only where an entry in it says that, and up to where, entries were removed."""
    if not after or last_detail(conn, "audit.trimmed", until=after, h=previous) is not None:
        return None
    return Broken(after + 1, f"nothing records that the entries up to {after} were removed")
