"""Who may change what serves: an Ed25519 key of the promoter, and its public half kept in the home.

The private key is a file of mode 0600 that lives outside the home and outside the web process. Serving holds
the public key only, so it can check a champion but never make one. Every signature carries a purpose, so
that something signed for one use is worth nothing for another.
"""

import base64
import binascii
import os
import stat
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from data_contracts.errors import Conflict, ErmineError, NotFound
from training.atomic_file import replace_file
from training.plain_file import read_plain_file

_MAX_KEY_BYTES = 4096


class KeyAbsent(NotFound):
    """There is no key file at this path."""


class KeyExists(Conflict):
    """A key file is already there and is never overwritten."""


class KeyRefused(ErmineError):
    """The key file is not safe to use or does not hold an Ed25519 key."""

    status, exit_code = 500, 6


class KeyNotTrusted(Conflict):
    """The home trusts another key than the one offered."""


class SignatureInvalid(ErmineError):
    """The signature was not made by the key that is trusted here, or the signed bytes have changed."""

    status, exit_code = 503, 7


def create_key(path: Path) -> Ed25519PrivateKey:
    """Make a new private key and write it to `path` with mode 0600; an existing file raises `KeyExists`."""
    key = Ed25519PrivateKey.generate()
    write_private(path, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return key


def write_private(path: Path, text: bytes) -> None:
    """Write a new file that only its owner can read; an existing file raises `KeyExists`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise KeyExists(
            f"{path}: a file is already there", remedy="Choose another path for the new key."
        ) from None
    with os.fdopen(descriptor, "wb") as file:
        os.fchmod(file.fileno(), 0o600)  # a umask can only take rights away, yet say exactly what is meant
        file.write(text)
        os.fsync(file.fileno())


def load_key(path: Path) -> Ed25519PrivateKey:
    """Read the private key; a file that others may read, a link or a foreign owner raises `KeyRefused`."""
    text = read_private(path, "signing key", "Set ERMINE_SIGNING_KEY to its path.")
    try:
        key = load_pem_private_key(text, password=None)
    except (ValueError, TypeError) as error:
        raise KeyRefused(f"{path}: not a PEM private key without a password") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyRefused(f"{path}: a {type(key).__name__}, not an Ed25519 key")
    return key


def read_private(path: Path, what: str, where: str) -> bytes:
    """The bytes of a key file, `what` by name; absent (`KeyAbsent`, with `where` as remedy) or unsafe it is refused."""
    try:
        text, found = read_plain_file(path, _MAX_KEY_BYTES)
    except FileNotFoundError:
        raise KeyAbsent(f"{path}: no {what} there", remedy=where) from None
    except OSError as error:
        raise KeyRefused(f"{path}: cannot be read as a plain file ({error.strerror})") from error
    _refuse_unsafe(path, found, what)
    return text


def _refuse_unsafe(path: Path, found: os.stat_result, what: str) -> None:
    mode = stat.S_IMODE(found.st_mode)
    if mode != 0o600:
        raise KeyRefused(
            f"{path}: mode is {mode:04o}, a {what} must be 0600",
            remedy=f"If nobody else can have read it: chmod 600 {path}. Otherwise make a new key.",
        )
    if found.st_uid != os.geteuid():
        raise KeyRefused(f"{path}: belongs to user id {found.st_uid}, not to the one running this")


def public_bytes(key: Ed25519PrivateKey) -> bytes:
    """The public half of `key` as PEM, the content of `signing.pub`."""
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def load_public_key(path: Path) -> Ed25519PublicKey:
    """Read a public key in PEM; an absent file raises `KeyAbsent`, anything else `KeyRefused`."""
    try:
        text, _ = read_plain_file(path, _MAX_KEY_BYTES)
    except FileNotFoundError:
        raise KeyAbsent(
            f"{path}: no public key there", remedy="It is written when a model is promoted."
        ) from None
    except OSError as error:
        raise KeyRefused(f"{path}: cannot be read as a plain file ({error.strerror})") from error
    try:
        key = load_pem_public_key(text)
    except ValueError as error:
        raise KeyRefused(f"{path}: not a PEM public key") from error
    if not isinstance(key, Ed25519PublicKey):
        raise KeyRefused(f"{path}: a {type(key).__name__}, not an Ed25519 key")
    return key


def trust(path: Path, key: Ed25519PrivateKey) -> None:
    """Make `path` the public half of `key`; a home that already trusts another key raises `KeyNotTrusted`."""
    content = public_bytes(key)
    if not path.exists():
        replace_file(path, content)
    elif path.read_bytes() != content:
        raise KeyNotTrusted(
            f"{path}: this home trusts another key than the one that is signing",
            remedy="Sign with the key that promoted before. To change keys on purpose, delete this file first.",
        )


def sign(key: Ed25519PrivateKey, purpose: str, payload: bytes) -> str:
    """Signature over `purpose` and `payload`, in base64."""
    return base64.b64encode(key.sign(_message(purpose, payload))).decode("ascii")


def verify(public_key: Ed25519PublicKey, purpose: str, payload: bytes, signature: str) -> None:
    """Return when `signature` is `public_key`'s over `purpose` and `payload`, else raise `SignatureInvalid`."""
    try:
        raw = base64.b64decode(signature, validate=True)
        public_key.verify(raw, _message(purpose, payload))
    except (InvalidSignature, binascii.Error, ValueError):
        raise SignatureInvalid("the signature does not fit the content and the trusted key") from None


def _message(purpose: str, payload: bytes) -> bytes:
    return purpose.encode("utf-8") + b"\n" + payload
