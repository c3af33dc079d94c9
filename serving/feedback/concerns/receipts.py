"""Receipts: random letters that everybody gets; those of somebody who raised a concern open its thread.

They carry 100 random bits, so one quick hash is enough: there is nothing to guess that a slow one would protect. The
private key of the thread is derived from them too: nobody but their holder can read what is answered to them.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 20
_READ_AS = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class ThreadKey:
    """What a receipt stands for: `place` finds the thread and is stored, `key` opens what is sent to its holder."""

    place: bytes
    key: X25519PrivateKey


def new_receipt() -> str:
    """Random letters, easy to read and to type."""
    drawn = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(drawn[at : at + 5] for at in range(0, _LENGTH, 5))


def thread_key(receipt: str) -> ThreadKey:
    """The thread of a receipt as somebody typed it; anything else than a receipt is that of no thread."""
    letters = re.sub(r"[\s-]", "", receipt[:100]).upper().translate(_READ_AS).encode("utf-8", "replace")
    place = hashlib.sha256(b"ermine thread\n" + letters).digest()
    seed = HKDF(SHA256(), 32, salt=None, info=b"ermine thread key").derive(letters)
    return ThreadKey(place, X25519PrivateKey.from_private_bytes(seed))
