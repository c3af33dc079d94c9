"""The chain: each entry's hash covers the entry and the hash before it, so no entry changes or goes unnoticed."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

GENESIS = "0" * 64
"""What stands before the first entry."""

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class Entry:
    """One thing that happened; `subjects` are pseudonyms in sorted order, `detail` holds plain values only."""

    seq: int
    at: str
    key_id: str
    role: str
    action: str
    subjects: tuple[str, ...]
    detail: Mapping[str, Scalar]

    def hash_after(self, previous: str) -> str:
        """The entry's link in the chain: `SHA256(previous || canonical JSON)`."""
        return hashlib.sha256(previous.encode() + canonical(vars(self)).encode()).hexdigest()


@dataclass(frozen=True)
class Link:
    """An entry as it is stored, with its hash."""

    entry: Entry
    h: str


@dataclass(frozen=True)
class Broken:
    """Where a chain breaks, and how it shows."""

    seq: int
    why: str


def canonical(value: object) -> str:
    """The one way in which a value is written as JSON: keys sorted, no spaces, ASCII, no NaN."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)


def moment(at: datetime) -> str:
    """A moment as it enters a hash: UTC, to the microsecond."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def first_break(links: Iterable[Link], after: int = 0, previous: str = GENESIS) -> Broken | None:
    """The first place where the links do not follow each other; None for a whole chain.

    It begins after entry `after`, whose hash is `previous`: 0 and `GENESIS` for a chain that was never cut.
    """
    expected = after + 1
    for link in links:
        if link.entry.seq != expected:
            return Broken(expected, f"entry {expected} is missing: {link.entry.seq} comes next")
        if link.entry.hash_after(previous) != link.h:
            return Broken(expected, f"entry {expected} was changed, or one before it was")
        expected, previous = expected + 1, link.h
    return None
