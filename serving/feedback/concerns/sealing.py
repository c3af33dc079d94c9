"""Seal words for one reader: whoever has the public key closes the envelope, only the private key opens it.

X25519 with a key of its own for each envelope, HKDF-SHA256, ChaCha20-Poly1305. An envelope is bound to the thing it is
about, so that it opens nowhere else, and padded, so that its size says next to nothing about what is in it.
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data_contracts.errors import ErmineError

_PURPOSE = b"ermine concern, first form"
_SMALLEST = 1_024
_ONCE = bytes(12)
"""Each envelope has a key of its own, so the nonce may be the same for all."""
_KEY = 32


class WillNotOpen(ErmineError):
    """The envelope was sealed to another key, for another place, or was changed."""

    status, exit_code = 503, 7


def seal(to: X25519PublicKey, words: str, about: bytes) -> bytes:
    """An envelope with `words` that only the holder of the private half of `to` can open, and only for `about`."""
    own = X25519PrivateKey.generate()
    begins = own.public_key().public_bytes_raw()
    key = _key(own.exchange(to), begins, to.public_bytes_raw())
    return begins + ChaCha20Poly1305(key).encrypt(_ONCE, _padded(words.encode("utf-8")), about)


def unseal(key: X25519PrivateKey, envelope: bytes, about: bytes) -> str:
    """The words in an envelope; raises `WillNotOpen`."""
    begins, sealed = envelope[:_KEY], envelope[_KEY:]
    try:
        shared = key.exchange(X25519PublicKey.from_public_bytes(begins))
        own = key.public_key().public_bytes_raw()
        padded = ChaCha20Poly1305(_key(shared, begins, own)).decrypt(_ONCE, sealed, about)
    except (InvalidTag, ValueError):
        raise WillNotOpen(
            "This was sealed to another key than the one here, or it was changed.",
            remedy="Start the service with the key of the day it was sealed (ERMINE_CONCERN_KEY).",
        ) from None
    size = int.from_bytes(padded[:4], "big")
    return padded[4 : 4 + size].decode("utf-8")


def _key(shared: bytes, begins: bytes, reader: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=begins + reader, info=_PURPOSE).derive(shared)


def _padded(words: bytes) -> bytes:
    """The words with their length before them, in 1, 4, 16, ... KiB."""
    size = _SMALLEST
    while size < len(words) + 4:
        size *= 4
    return (len(words).to_bytes(4, "big") + words).ljust(size, b"\0")
