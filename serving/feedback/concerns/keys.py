"""The concern handlers' key: a private file outside home and database, and its public half, which only seals."""

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from training.atomic_file import replace_file
from training.signing import KeyAbsent, KeyNotTrusted, KeyRefused, read_private, write_private

_MAKE = "Make it with `ermine concerns key`."
_ELSEWHERE = (
    "Concerns can be opened only where the concern handlers' key is: set ERMINE_CONCERN_KEY to its path "
    "and start the service again."
)


def create_opening_key(private: Path, public: Path) -> None:
    """Make a key; neither file may be there yet (`KeyExists`)."""
    key = X25519PrivateKey.generate()
    write_private(private, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    publish(key, public)


def publish(key: X25519PrivateKey, public: Path) -> None:
    """Write the public half."""
    replace_file(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))


def load_opening_key(private: Path) -> X25519PrivateKey:
    """The key that opens concerns; raises `KeyAbsent` or `KeyRefused`."""
    text = read_private(private, "concern handlers' key", _ELSEWHERE)
    try:
        key = load_pem_private_key(text, password=None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(f"{private}: not a PEM private key without a password") from error
    if not isinstance(key, X25519PrivateKey):
        raise KeyRefused(f"{private}: a {type(key).__name__}, not an X25519 key")
    return key


def load_sealing_key(public: Path) -> X25519PublicKey:
    """The key with which concerns are sealed; raises `KeyAbsent` or `KeyRefused`."""
    if not public.exists():
        raise KeyAbsent(f"{public}: no key to seal concerns with", remedy=_MAKE)
    try:
        key = load_pem_public_key(public.read_bytes())
    except ValueError as error:
        raise KeyRefused(f"{public}: not a PEM public key") from error
    if not isinstance(key, X25519PublicKey):
        raise KeyRefused(f"{public}: a {type(key).__name__}, not an X25519 key")
    return key


def refuse_other_key(key: X25519PrivateKey, public: Path) -> None:
    """Raise `KeyNotTrusted` unless `public` is the public half of `key`."""
    if load_sealing_key(public).public_bytes_raw() != key.public_key().public_bytes_raw():
        raise KeyNotTrusted(
            f"{public}: concerns are sealed to another key than the one in ERMINE_CONCERN_KEY.",
            remedy="Use the key that belongs to it. To change keys on purpose, keep the old one and delete this file.",
        )
