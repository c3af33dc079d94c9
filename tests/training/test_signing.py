import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from training.signing import (
    KeyAbsent,
    KeyExists,
    KeyNotTrusted,
    KeyRefused,
    SignatureInvalid,
    create_key,
    load_key,
    load_public_key,
    public_bytes,
    sign,
    trust,
    verify,
)


def test_new_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    """A new key file has mode 0600 whatever the umask says, and loads as the key that was made."""
    before = os.umask(0o777)
    try:
        key = create_key(tmp_path / "deep" / "key")
    except PermissionError:
        pytest.skip("this user cannot write below a folder made under umask 777")
    finally:
        os.umask(before)
    assert (tmp_path / "deep" / "key").stat().st_mode & 0o7777 == 0o600
    assert public_bytes(load_key(tmp_path / "deep" / "key")) == public_bytes(key)


def test_an_existing_file_is_never_overwritten(tmp_path: Path) -> None:
    """Making a key where a file lies is refused and leaves the file alone."""
    (tmp_path / "key").write_text("precious")
    with pytest.raises(KeyExists):
        create_key(tmp_path / "key")
    assert (tmp_path / "key").read_text() == "precious"


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644, 0o400, 0o660, 0o700, 0o4600])
def test_key_that_is_not_0600_is_refused(tmp_path: Path, mode: int) -> None:
    """Any other mode than 0600 is refused with the mode in the message."""
    create_key(tmp_path / "key")
    (tmp_path / "key").chmod(mode)
    with pytest.raises(KeyRefused, match=f"{mode:04o}"):
        load_key(tmp_path / "key")


def test_a_link_a_folder_and_a_pipe_are_no_key_files(tmp_path: Path) -> None:
    """Only a plain file is read: a link, a folder or a pipe is refused at once."""
    create_key(tmp_path / "key")
    (tmp_path / "link").symlink_to(tmp_path / "key")
    (tmp_path / "folder").mkdir(mode=0o600)
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("link", "folder", "pipe"):
        with pytest.raises(KeyRefused):
            load_key(tmp_path / name)


def test_foreign_content_is_refused_without_being_shown(tmp_path: Path) -> None:
    """A text that is no key, and a key of another kind, are refused; the message holds none of the content."""
    (tmp_path / "text").write_text("hunter2")
    rsa = generate_private_key(65537, 2048)
    pem = rsa.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "rsa").write_bytes(pem)
    public = rsa.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "rsa.pub").write_bytes(public)
    for name in ("text", "rsa"):
        (tmp_path / name).chmod(0o600)
        with pytest.raises(KeyRefused) as refusal:
            load_key(tmp_path / name)
        assert "hunter2" not in str(refusal.value)
    for name in ("text", "rsa.pub"):
        with pytest.raises(KeyRefused):
            load_public_key(tmp_path / name)


def test_absent_keys_are_named(tmp_path: Path) -> None:
    """A path without a file is its own refusal, for the private and for the public key."""
    for load in (load_key, load_public_key):
        with pytest.raises(KeyAbsent, match="nowhere"):
            load(tmp_path / "nowhere")


def test_signature_holds_for_its_purpose_and_content_only(tmp_path: Path) -> None:
    """A signature is worth nothing for other content, for another purpose, under another key or when damaged."""
    key, other = create_key(tmp_path / "key"), create_key(tmp_path / "other")
    signature = sign(key, "champion", b"content")
    verify(key.public_key(), "champion", b"content", signature)
    damaged = ("A" if signature[0] != "A" else "B") + signature[1:]
    for public, purpose, content, text in (
        (key.public_key(), "champion", b"content!", signature),
        (key.public_key(), "audit", b"content", signature),
        (other.public_key(), "champion", b"content", signature),
        (key.public_key(), "champion", b"content", damaged),
        (key.public_key(), "champion", b"content", ""),
        (key.public_key(), "champion", b"content", "not base64 \u2603"),
    ):
        with pytest.raises(SignatureInvalid):
            verify(public, purpose, content, text)


def test_home_keeps_trusting_the_first_key(tmp_path: Path) -> None:
    """The first key is trusted, the same key again is fine, another key is refused and changes nothing."""
    key, other = create_key(tmp_path / "key"), create_key(tmp_path / "other")
    public = tmp_path / "models" / "signing.pub"
    trust(public, key)
    trust(public, key)
    with pytest.raises(KeyNotTrusted, match="another key"):
        trust(public, other)
    signature = sign(key, "champion", b"content")
    verify(load_public_key(public), "champion", b"content", signature)
