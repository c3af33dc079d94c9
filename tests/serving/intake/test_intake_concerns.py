"""Something serious, from the tick on a phone to the answer: on the served pages, without scripts."""

import json
import re
import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import httpx
import pytest

from data_contracts.lake import Lake
from serving.feedback.concerns import acts
from serving.feedback.concerns.keys import load_opening_key
from serving.feedback.concerns.queue import Duty, queue
from serving.feedback.concerns.sealing import unseal
from serving.feedback.store import open_feedback
from serving.store.engine import writing

RECEIPT = re.compile(r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b")
DUTY = Duty(("first", "second"), 1, 14)


@pytest.fixture(scope="module")
def key(asked):
    """The handlers' key, which lies beside the home and not in it."""
    return load_opening_key(asked.place.folder / "home.concern-key")


def rows(asked, query):
    """What a query of the served database gives."""
    with closing(sqlite3.connect(asked.database)) as conn:
        return conn.execute(query).fetchall()


def sealed(asked, key):
    """What is sealed in each concern, by its key."""
    found = rows(asked, "select concern_id, sealed from concerns")
    return {concern_id: json.loads(unseal(key, envelope, concern_id)) for concern_id, envelope in found}


def send(asked, key, form):
    """Send a form and give what was sealed because of it, and the reply."""
    before = sealed(asked, key)
    answer = httpx.post(asked.link(), data=form)
    after = sealed(asked, key)
    return [after[one] for one in after.keys() - before.keys()], answer


def test_a_tick_is_enough(asked, key):
    """The words go sealed to a person; the scores count without them, and no classifier is asked."""
    answers = rows(asked, "select scores, text from responses")
    form = {
        "q.enps": "2",
        "text": "They threaten\r\nus",
        "may_quote": "yes",
        "where": " Late shift ",
        "serious": "yes",
    }
    found, reply = send(asked, key, form)
    assert reply.status_code == 202
    assert found == [{"words": "They threaten\nus", "where": "Late shift", "names_kept": False, "kinds": []}]
    new = [row for row in rows(asked, "select scores, text from responses") if row not in answers]
    assert new == [('{"enps": 2}', None)]
    (top,) = rows(asked, "select distinct unit from concerns where source = 'author'")
    parents = json.loads(rows(asked, "select parents from rounds")[0][0])
    assert parents[top[0]] is None


def test_names_stay_only_if_their_author_wants_that(asked, key):
    """A colleague from the roster is taken out of the words; with the tick the words stay as they were typed."""
    name = Lake(asked.place.home).current().read("employees")["name"].drop_nulls()[0]
    words = f"Please stop {name}, who hits people."
    (without,), _ = send(asked, key, {"text": words, "serious": "yes"})
    (with_names,), _ = send(asked, key, {"text": words, "serious": "yes", "keep_names": "yes"})
    assert without["words"] == "Please stop [PERSON], who hits people."
    assert (with_names["words"], with_names["names_kept"]) == (words, True)


def test_a_concern_alone_leaves_the_link_good_and_a_used_link_still_reaches_a_person(asked, key):
    """First the concern, then the answers, then another concern, all with one link."""
    link, before = asked.link(), rows(asked, "select count(*) from responses")[0][0]
    concerns = len(sealed(asked, key))
    for form in ({"text": "One", "serious": "yes"}, {"q.enps": "3"}, {"text": "Two", "serious": "yes"}):
        assert httpx.post(link, data=form).status_code == 202
    assert rows(asked, "select count(*) from responses") == [(before + 1,)]
    assert len(sealed(asked, key)) == concerns + 2


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"serious": "yes", "q.enps": "3"}, "there are no words"),
        ({"text": "x", "where": "here"}, "nothing for them"),
        ({"text": "x", "keep_names": "yes"}, "nothing for them"),
        ({"text": "x", "serious": "yes", "where": "y" * 201}, "at most 200"),
    ],
)
def test_detail_without_the_tick_and_a_tick_without_words_are_asked_back(asked, key, form, said):
    """Nothing is sent where it is not clear what is meant; the page says what to do, and the help lines stay."""
    found, reply = send(asked, key, form)
    assert (found, reply.status_code) == ([], 422)
    assert said in reply.text
    assert "112 or 911" in reply.text


def test_help_lines_and_what_happens_next_stand_before_and_after(asked):
    """On the page of questions, on the receipt and on the page of answers."""
    link = asked.link()
    for page in (
        httpx.get(link),
        httpx.post(link, data={"text": "They threaten us", "serious": "yes"}),
        httpx.get(f"{asked.address}/concern"),
    ):
        assert "112 or 911" in page.text
    assert "within one day" in " ".join(httpx.get(link).text.split())


def test_a_thread_goes_both_ways_by_the_receipt_alone(asked, key, browser, tmp_path):
    """On a phone without scripts: tick, send, read the answer with the letters of the receipt, write back."""
    context = browser.new_context(viewport={"width": 360, "height": 740}, java_script_enabled=False)
    tab = context.new_page()
    tab.goto(asked.link())
    tab.get_by_label("In your own words").fill("Somebody on the late shift hits people.")
    tab.get_by_label("This is serious").check()
    tab.get_by_label("send it to the second person").check()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.screenshot(path=tmp_path / "ask.png", full_page=True)
    tab.get_by_role("button", name="Send my answers").click()
    receipt = tab.locator("output").inner_text()
    tab.screenshot(path=tmp_path / "receipt.png", full_page=True)
    answer_as_second(asked, key, "Thank you. We have moved him today.")
    tab.get_by_role("link", name="the page of answers").click()
    tab.get_by_label("Your letters").fill(receipt.lower().replace("-", " "))
    tab.screenshot(path=tmp_path / "concern.png", full_page=True)
    tab.get_by_role("button", name="Show me the answer").click()
    assert "We have moved him today." in tab.locator(".theirs").inner_text()
    assert receipt not in tab.url
    tab.get_by_label("Write to the trained person").fill("It happened again.")
    tab.get_by_role("button", name="Send").click()
    assert "Your message has been sent" in tab.get_by_role("status").inner_text()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 360
    tab.screenshot(path=tmp_path / "thread.png", full_page=True)
    assert tab.context.cookies() == []
    assert any(one.waiting for one in queue_of(asked, "second"))
    context.close()


def queue_of(asked, handler):
    """A handler's queue on the served database."""
    engine = open_feedback(f"sqlite:///{asked.database}")
    with engine.connect() as conn:
        found = queue(conn, handler, DUTY)
    engine.dispose()
    return found


def answer_as_second(asked, key, words):
    """The second handler, to whom the author sent it past the first, answers."""
    (one,) = queue_of(asked, "second")
    assert one.concern_id not in {other.concern_id for other in queue_of(asked, "first")}
    engine = open_feedback(f"sqlite:///{asked.database}")
    with writing(engine) as conn:
        acts.answer(conn, one, words, key.public_key(), datetime.now(UTC).date())
    engine.dispose()
