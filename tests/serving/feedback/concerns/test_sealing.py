"""An envelope: opened by one key, for one thing, and of a size that says next to nothing."""

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from serving.feedback.concerns.keys import (
    create_opening_key,
    load_opening_key,
    load_sealing_key,
    refuse_other_key,
)
from serving.feedback.concerns.receipts import new_receipt, thread_key
from serving.feedback.concerns.sealing import WillNotOpen, seal, unseal
from training.signing import KeyAbsent, KeyExists, KeyNotTrusted, KeyRefused

WORDS = "Er schlägt mit der Tür. 他打我。"


@pytest.fixture
def key():
    """A handler's key."""
    return X25519PrivateKey.generate()


def test_what_is_sealed_opens_with_the_private_key_only(key):
    """The words come back; the public half, another key, another place and a changed byte open nothing."""
    sealed = seal(key.public_key(), WORDS, b"one")
    assert unseal(key, sealed, b"one") == WORDS
    assert WORDS.encode() not in sealed
    changed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    for opener, envelope, about in (
        (X25519PrivateKey.generate(), sealed, b"one"),
        (key, sealed, b"two"),
        (key, changed, b"one"),
        (key, sealed[:20], b"one"),
    ):
        with pytest.raises(WillNotOpen):
            unseal(opener, envelope, about)


def test_the_size_of_an_envelope_does_not_follow_its_words(key):
    """Comments of 1 and of 900 letters look alike; only steps of four can be told apart."""
    sizes = [len(seal(key.public_key(), "x" * n, b"")) for n in (0, 1, 900, 1_020, 1_021, 4_000, 5_000)]
    assert len(set(sizes[:4])) == 1
    assert sorted(set(sizes)) == [1_024 + 48, 4_096 + 48, 16_384 + 48]


def test_the_same_words_never_look_the_same(key):
    """Two envelopes with one content share no block."""
    first, second = (seal(key.public_key(), WORDS, b"") for _ in range(2))
    assert not {first[at : at + 16] for at in range(0, 1_000, 16)} & {
        second[at : at + 16] for at in range(0, 1_000, 16)
    }


def test_a_receipt_is_read_as_people_type_it():
    """Lower case, blanks, and letters that look like digits open the same thread; one other letter opens another."""
    receipt = "0AB1C-DEFGH-JKMNP-QRSTV"
    place = thread_key(receipt).place
    for typed in ("oabic defgh jkmnp qrstv", "  OABLC-DEFGH-JKMNPQRSTV\n"):
        assert thread_key(typed).place == place
    assert thread_key(receipt[:-1] + "W").place != place
    assert len({thread_key(new_receipt()).place for _ in range(50)}) == 50


def test_what_is_stored_of_a_receipt_is_no_part_of_its_key():
    """The place is not the seed of the private key, and both differ from the letters."""
    thread = thread_key(new_receipt())
    assert thread.place != thread.key.private_bytes_raw()


def test_the_key_is_made_once_for_its_owner_only(tmp_path):
    """Mode 0600, never overwritten; the public half is another file and seals without it."""
    private, public = tmp_path / "out" / "key", tmp_path / "concern.pub"
    create_opening_key(private, public)
    assert private.stat().st_mode & 0o777 == 0o600
    sealed = seal(load_sealing_key(public), WORDS, b"")
    assert unseal(load_opening_key(private), sealed, b"") == WORDS
    with pytest.raises(KeyExists):
        create_opening_key(private, public)


def test_an_absent_an_unsafe_and_another_key_are_refused_with_what_to_do(tmp_path, key):
    """Each refusal says where the key belongs or what is wrong with it."""
    private, public = tmp_path / "key", tmp_path / "concern.pub"
    with pytest.raises(KeyAbsent, match="ERMINE_CONCERN_KEY"):
        load_opening_key(private)
    with pytest.raises(KeyAbsent, match="ermine concerns key"):
        load_sealing_key(public)
    create_opening_key(private, public)
    with pytest.raises(KeyNotTrusted, match="keep the old one"):
        refuse_other_key(key, public)
    private.chmod(0o644)
    with pytest.raises(KeyRefused, match="0600"):
        load_opening_key(private)
