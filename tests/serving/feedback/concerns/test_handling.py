"""A concern between its author and its handlers: days, states, answers, whose it is, and who else never sees it."""

from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from serving.feedback.concerns import acts
from serving.feedback.concerns.opening import open_concern
from serving.feedback.concerns.queue import ConcernUnknown, Duty, find_concern, queue
from serving.feedback.concerns.raising import Content, concern_row, raise_concern
from serving.feedback.concerns.receipts import new_receipt, thread_key
from serving.feedback.concerns.sealing import WillNotOpen, unseal
from serving.feedback.concerns.tables import concern_messages, concerns
from serving.feedback.concerns.thread import find_thread, reply
from serving.store.engine import reading, writing

KEY = X25519PrivateKey.generate()
TO = KEY.public_key()
MONDAY = date(2026, 7, 6)
DUTY = Duty(("first", "second"), acknowledge_days=1, answer_days=14)


def day(number):
    """A day, counted from the Monday on which everything came."""
    return MONDAY + timedelta(number)


@pytest.fixture
def raised(engine, opened):
    """Raises a concern and gives its receipt."""

    def send(words="They threaten me", second=False, came=MONDAY):
        receipt = new_receipt()
        with writing(engine) as conn:
            passed_over = "first" if second else None
            raise_concern(conn, opened, Content(words), receipt, TO, came, passed_over)
        return receipt

    return send


@pytest.fixture
def of(engine):
    """The queue of a handler."""

    def find(handler="first", states=("new", "acknowledged", "answered", "handed_over"), duty=DUTY):
        with reading(engine) as conn:
            return queue(conn, handler, duty, states)

    return find


def do(engine, act, one, *more):
    """One act on a concern as its first handler saw it."""
    with writing(engine) as conn:
        act(conn, acts.seen(conn, "first", DUTY, one.concern_id, one.version), *more)
    with reading(engine) as conn:
        return find_concern(conn, "first", DUTY, one.concern_id)


def thread(engine, receipt):
    """What the author sees."""
    with reading(engine) as conn:
        return find_thread(conn, receipt)


def test_the_queue_says_until_when_and_what_is_due_first_stands_first(raised, of):
    """One day to acknowledge and fourteen to answer; the older of two concerns is above."""
    raised(came=day(1))
    raised()
    assert [(one.came_on, one.acknowledge_by, one.answer_by) for one in of()] == [
        (MONDAY, day(1), day(14)),
        (day(1), day(2), day(15)),
    ]
    assert [one.unit for one in of()] == ["Everyone", "Everyone"]


def test_from_new_to_closed_with_its_days(engine, raised, of):
    """Acknowledged, answered, handed over under a reference, closed: each with its day, in the author's view too."""
    receipt = raised()
    one = do(engine, acts.acknowledge, of()[0], day(0))
    assert (one.state, one.acknowledge_by, one.answer_by) == ("acknowledged", None, day(14))
    one = do(engine, acts.answer, one, "We hear you.", TO, day(2))
    assert (one.state, one.answer_by) == ("answered", None)
    one = do(engine, acts.hand_over, one, "ER-2026-014", TO, day(3))
    one = do(engine, acts.close, one, day(9))
    with reading(engine) as conn:
        whole = open_concern(conn, "first", DUTY, one.concern_id, KEY)
    assert (whole.content.words, whole.case_ref) == ("They threaten me", "ER-2026-014")
    assert [(m.written_by, m.sent_on, m.words) for m in whole.messages] == [
        ("handler", day(2), "We hear you.")
    ]
    seen = thread(engine, receipt)
    assert (seen.state, seen.came_on, seen.acknowledged_on) == ("closed", MONDAY, day(0))
    assert (seen.answered_on, seen.handed_over_on, seen.closed_on) == (day(2), day(3), day(9))
    assert [m.words for m in seen.messages] == ["We hear you."]
    assert of() == ()


def test_only_the_holder_of_the_receipt_reads_the_answer(engine, raised, of):
    """The handlers' key does not open the author's copy, and another receipt finds nothing."""
    receipt = raised()
    do(engine, acts.answer, of()[0], "Come to room 2", TO, day(1))
    assert thread(engine, new_receipt()) is None
    with reading(engine) as conn:
        row = conn.execute(concern_messages.select()).one()
    assert unseal(thread_key(receipt).key, row.for_author, row.message_id) == "Come to room 2"
    with pytest.raises(WillNotOpen):
        unseal(KEY, row.for_author, row.message_id)


def test_the_author_writes_back_and_a_closed_concern_opens_again(engine, raised, of):
    """A reply waits with a new deadline; after the close it brings the concern back into the queue."""
    receipt = raised()
    one = do(engine, acts.answer, of()[0], "We hear you.", TO, day(1))
    one = do(engine, acts.close, one, day(2))
    assert of() == ()
    with writing(engine) as conn:
        assert reply(conn, receipt.lower(), "It happened again", TO, day(5))
    (again,) = of()
    assert (again.state, again.waiting, again.answer_by, again.closed_on) == (
        "acknowledged",
        True,
        day(19),
        None,
    )
    with reading(engine) as conn:
        said = open_concern(conn, "first", DUTY, again.concern_id, KEY).messages
    assert [m.words for m in said] == ["We hear you.", "It happened again"]
    assert [m.words for m in thread(engine, receipt).messages] == ["We hear you.", None]


def test_a_recused_handler_loses_it_at_once_and_the_second_has_it(engine, raised, of):
    """In the queue, by its id and for acts it is unknown to the first; the second sees it as it was."""
    raised()
    (one,) = of()
    with writing(engine) as conn:
        acts.recuse(conn, one, "first", DUTY)
    assert of() == ()
    with reading(engine) as conn, pytest.raises(ConcernUnknown):
        find_concern(conn, "first", DUTY, one.concern_id)
    (theirs,) = of("second")
    assert (theirs.concern_id, theirs.state) == (one.concern_id, "new")
    with writing(engine) as conn, pytest.raises(acts.NobodyLeft, match="Nobody would be left"):
        acts.recuse(conn, theirs, "second", DUTY)


def test_what_is_about_the_first_handler_never_reaches_them(raised, of):
    """The author asked for the second one: the first sees nothing, and a third only once the second is recused too."""
    raised(second=True)
    three = Duty(("first", "second", "third"), 1, 14)
    assert of() == of("third", duty=three) == ()
    assert len(of("second")) == 1


def test_somebody_whom_the_policy_does_not_name_has_no_queue(raised, of):
    """A name that was taken off the list sees nothing."""
    raised()
    assert of("former") == ()


def test_two_at_once_and_a_stale_page_do_a_thing_once(engine, raised, of):
    """The second act on the same version is told that the concern has moved, and changes nothing."""
    raised()
    (one,) = of()
    do(engine, acts.acknowledge, one, day(0))
    with writing(engine) as conn, pytest.raises(acts.ConcernMoved):
        acts.acknowledge(conn, one, day(1))
    with writing(engine) as conn, pytest.raises(acts.ConcernMoved):
        acts.seen(conn, "first", DUTY, one.concern_id, one.version)
    assert of()[0].acknowledged_on == day(0)


def test_a_comment_that_was_found_cannot_be_answered_but_handed_over(engine, opened, of):
    """Its author asked for nothing and has no thread: an answer is refused, the rest goes on."""
    with writing(engine) as conn:
        conn.execute(concerns.insert(), concern_row(opened, "program", Content("A threat"), TO, MONDAY))
    (one,) = of()
    assert (one.can_be_answered, one.answer_by, one.acknowledge_by) == (False, None, day(1))
    with writing(engine) as conn, pytest.raises(acts.NobodyToAnswer):
        acts.answer(conn, one, "Hello", TO, day(1))
    assert do(engine, acts.hand_over, one, "ER-1", TO, day(1)).state == "handed_over"


def test_what_no_program_could_judge_is_taken_up_or_dismissed(engine, opened, of):
    """Taken up it is a concern with the day it came; dismissed it is gone from both lists."""
    with writing(engine) as conn:
        for words in ("Hilfe", "ok"):
            conn.execute(concerns.insert(), concern_row(opened, "unread", Content(words), TO, MONDAY))
    first, second = of(states=("unread",))
    assert of() == ()
    assert do(engine, acts.take_up, first).acknowledge_by == day(1)
    assert do(engine, acts.dismiss, second, day(1)).state == "dismissed"
    assert of(states=("unread",)) == ()
    assert [one.concern_id for one in of()] == [first.concern_id]


@pytest.mark.parametrize("words", ["", "  \n", "x" * 5_001])
def test_an_empty_or_endless_message_is_refused(engine, raised, of, words):
    """On both sides, and nothing is kept."""
    receipt = raised()
    with writing(engine) as conn, pytest.raises(acts.MessageRefused):
        reply(conn, receipt, words, TO, day(1))
    with writing(engine) as conn, pytest.raises(acts.MessageRefused):
        acts.answer(conn, of()[0], words, TO, day(1))
    assert thread(engine, receipt).messages == ()
