"""Invented concerns do not bury real ones: a day has an end, and whoever comes after it is told."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from serving.feedback.concerns.flood import TooManyConcerns, full_rounds
from serving.feedback.concerns.raising import Content, raise_concern
from serving.feedback.concerns.receipts import new_receipt
from serving.feedback.concerns.thread import find_thread, reply
from serving.store.engine import reading, writing

pytestmark = pytest.mark.db
TO = X25519PrivateKey.generate().public_key()
DAY = date(2026, 7, 2)


def send(engine, found, day=DAY):
    """One concern; gives its receipt."""
    receipt = new_receipt()
    with writing(engine) as conn:
        raise_concern(conn, found, Content("words"), receipt, TO, day)
    return receipt


def test_a_round_takes_a_bounded_number_of_concerns_in_a_day(engine, opened):
    """Twenty where no link was handed out; the next one is refused with what to do, and taken on the next day."""
    with writing(engine) as conn:
        for _ in range(20):
            raise_concern(conn, opened, Content("words"), new_receipt(), TO, DAY)
    with pytest.raises(TooManyConcerns, match="Nothing was kept") as refused:
        send(engine, opened)
    assert "people named on this page" in refused.value.remedy
    with reading(engine) as conn:
        assert full_rounds(conn, DAY) == (opened.round_id,)
        assert full_rounds(conn, DAY + timedelta(days=1)) == ()
    send(engine, opened, DAY + timedelta(days=1))


def test_an_author_writes_a_bounded_number_of_messages_in_a_day(engine, opened):
    """The twenty-first of a day is refused."""
    receipt = send(engine, opened)
    with writing(engine) as conn:
        for _ in range(20):
            assert reply(conn, receipt, "again", TO, DAY)
        with pytest.raises(Exception, match="20 messages today"):
            reply(conn, receipt, "again", TO, DAY)
    with reading(engine) as conn:
        assert len(find_thread(conn, receipt).messages) == 20
