"""The concern handlers' pages and routes: what they show, what is recorded of it, and that nobody else enters."""

import re
from dataclasses import replace
from datetime import date, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select
from starlette.testclient import TestClient

from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import Question
from sentiment.release.floors import Floors
from serving.access.keys import create_key
from serving.access.roles import Role
from serving.feedback.concerns.desk import Desk, SealedHere
from serving.feedback.concerns.queue import Duty
from serving.feedback.concerns.raising import Content, concern_row, raise_concern
from serving.feedback.concerns.receipts import new_receipt
from serving.feedback.concerns.tables import concerns, sweeps
from serving.feedback.concerns.thread import find_thread, reply
from serving.feedback.rounds import Organisation, find_round, open_round
from serving.feedback.store import MIGRATIONS, open_feedback
from serving.store.audit_tables import audit_log
from serving.store.engine import reading, writing
from serving.store.migrate import migrate

from .conftest import HOSTILE, NOW

KEY = X25519PrivateKey.generate()
TO = KEY.public_key()
TODAY = date(2026, 7, 8)
ASKED = Organisation({"all": None}, {"all": "Everyone"}, {"all": 40})
WORDS = f"He threatens us {HOSTILE}"


@pytest.fixture
def desk(world, tmp_path):
    """The desk of the world's handlers, on a feedback database with an open round."""
    engine = open_feedback(f"sqlite:///{tmp_path / 'feedback.db'}")
    migrate(engine, MIGRATIONS)
    floors = Floors.of(load_privacy_policy().floors)
    with writing(engine) as conn:
        open_round(conn, "spring", ASKED, [Question("enps", "enps", "Would you?")], floors, date(2026, 7, 1))
    world.concerns = Desk(
        engine,
        world.engine,
        world.audit,
        Duty(("first", "second"), 1, 14),
        lambda: TO,
        lambda: KEY,
        lambda: TODAY,
    )
    yield world.concerns
    engine.dispose()


@pytest.fixture
def receipt(desk):
    """The receipt of a concern that came two days ago."""
    made = new_receipt()
    with writing(desk.engine) as conn:
        found = open_round_of(conn)
        raise_concern(conn, found, Content(WORDS, "Late shift", True), made, TO, TODAY - timedelta(2))
    return made


def open_round_of(conn):
    """The round of the desk."""
    return find_round(conn, "spring")


def ids(page):
    """The concerns that a page links to."""
    return re.findall(r'href="/concerns/([0-9a-f]{32})"', page)


def press(browser, concern_id, act, **fields):
    """Press a button of the concern's page, with that page's own hidden fields."""
    text = browser.get(f"/concerns/{concern_id}").text
    hidden = {name: re.search(rf'name="{name}" value="([^"]+)"', text)[1] for name in ("csrf", "version")}
    return browser.post(f"/concerns/{concern_id}/{act}", data={**hidden, **fields})


def recorded(world):
    """Actions of the audit, with the step of those across stores."""
    with reading(world.engine) as conn:
        rows = conn.execute(select(audit_log.c.action, audit_log.c.detail).order_by(audit_log.c.seq)).all()
    steps = [(row.action, re.search(r'"step":"(\w+)"', row.detail)) for row in rows]
    return [
        f"{action} {step[1]}" if step else action for action, step in steps if action.startswith("concern.")
    ]


def test_the_queue_says_what_is_late_in_words_and_opens_nothing(world, desk, receipt):
    """One day late to acknowledge, twelve left to answer; neither the words nor the place are in the queue."""
    page = world.signed_in(Role.CONCERN_HANDLER).get("/concerns").text
    assert "1 day late" in page
    assert "12 days left" in page
    assert "Sent by its author" in page
    assert "threatens" not in page
    assert "Late shift" not in page
    assert recorded(world) == ["concern.queue_viewed"]


def test_a_concern_shows_what_its_author_chose_and_escapes_it(world, desk, receipt):
    """Words, place and that names were left in; hostile words are text."""
    handler = world.signed_in(Role.CONCERN_HANDLER)
    (concern_id,) = ids(handler.get("/concerns").text)
    page = handler.get(f"/concerns/{concern_id}").text
    assert "He threatens us &lt;script&gt;" in page
    assert "<script>" not in page
    assert "Late shift" in page
    assert "Left in, because the author wanted that" in page


def test_each_look_and_each_act_is_recorded_and_reaches_the_author(world, desk, receipt):
    """Acknowledge, answer, hand over, close by the page's buttons: the author sees them, the audit has them all."""
    handler = world.signed_in(Role.CONCERN_HANDLER)
    (concern_id,) = ids(handler.get("/concerns").text)
    for act, fields in (
        ("acknowledge", {}),
        ("answer", {"message": "We have stopped it."}),
        ("hand_over", {"case_ref": "ER-2026-014"}),
        ("close", {}),
    ):
        assert press(handler, concern_id, act, **fields).status_code == 303
    with reading(desk.engine) as conn:
        seen = find_thread(conn, receipt)
    assert (seen.state, seen.acknowledged_on, seen.closed_on) == ("closed", TODAY, TODAY)
    assert [message.words for message in seen.messages] == ["We have stopped it."]
    done = ("acknowledged", "answered", "handed_over", "closed")
    acted = [f"concern.{act} {step}" for act in done for step in ("intended", "done")]
    assert [one for one in recorded(world) if " " in one] == acted
    assert recorded(world).count("concern.opened") == 4
    with reading(world.engine) as conn:
        told = "".join(conn.execute(select(audit_log.c.detail)).scalars())
    assert "ER-2026-014" not in told
    assert "stopped" not in told


def test_a_look_that_cannot_be_recorded_shows_nothing(world, desk, receipt, monkeypatch):
    """Where the audit cannot be written, the words stay sealed."""
    handler = world.signed_in(Role.CONCERN_HANDLER)
    (concern_id,) = ids(handler.get("/concerns").text)

    def full(*_args, **_more):
        raise OSError("disk full")

    monkeypatch.setattr(type(desk.audit), "seen", full)
    browser = TestClient(world.app(), raise_server_exceptions=False, cookies=dict(handler.cookies))
    answer = browser.get(f"/concerns/{concern_id}")
    assert answer.status_code >= 500
    assert "threatens" not in answer.text


def test_whoever_is_involved_passes_it_on_and_finds_it_nowhere(world, desk, receipt):
    """After "it is about me" the first handler gets the 404 of an unknown concern, and the second has it."""
    first = world.signed_in(Role.CONCERN_HANDLER)
    second = world.signed_in(Role.CONCERN_HANDLER, handler="second")
    (concern_id,) = ids(first.get("/concerns").text)
    assert ids(second.get("/concerns").text) == []
    assert second.get(f"/concerns/{concern_id}").status_code == 404
    assert press(first, concern_id, "recuse").headers["location"] == "/concerns"
    assert ids(first.get("/concerns").text) == []
    gone, unknown = first.get(f"/concerns/{concern_id}"), first.get(f"/concerns/{'0' * 32}")
    assert gone.status_code == unknown.status_code == 404
    assert gone.text == unknown.text
    assert ids(second.get("/concerns").text) == [concern_id]


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in (Role.CONCERN_HANDLER, Role.HR_SYSTEM)]
)
def test_nobody_else_sees_that_there_are_concerns(world, desk, receipt, role):
    """Lead, privacy officer, administrator, manager: 403 on every page and route, and no word of it on their own."""
    person = world.signed_in(role, "M1" if role is Role.ER_MANAGER else None)
    with writing(world.engine) as conn:
        text = create_key(
            conn,
            role=role,
            purpose="a test",
            now=NOW,
            expires_at=NOW + timedelta(days=1),
            er_manager_id="M1" if role is Role.ER_MANAGER else None,
        ).text
    with reading(desk.engine) as conn:
        concern_id = conn.execute(select(concerns.c.concern_id)).scalar_one().hex()
    for path in ("/concerns", "/concerns/not-assessed", f"/concerns/{concern_id}"):
        assert person.get(path).status_code == 403
        bearer = {"Authorization": f"Bearer {text}"}
        assert person.get(f"/v1{path}", headers=bearer).status_code == 403
    assert person.post(f"/concerns/{concern_id}/close", data={"version": 1}).status_code == 403
    assert "concern" not in person.get("/", follow_redirects=True).text.lower()


def test_without_the_key_the_page_says_what_to_do_and_one_can_still_step_back(world, desk, receipt):
    """State and days are shown, the words are not; passing it on works; the route answers 503 with the remedy."""

    def absent():
        raise SealedHere("There is no key here.", remedy="Set ERMINE_CONCERN_KEY.")

    world.concerns = replace(desk, opening_key=absent)
    handler = world.signed_in(Role.CONCERN_HANDLER)
    (concern_id,) = ids(handler.get("/concerns").text)
    page = handler.get(f"/concerns/{concern_id}").text
    assert "Set ERMINE_CONCERN_KEY." in page
    assert "threatens" not in page
    assert "I have read it" not in page
    assert "Set ERMINE_CONCERN_KEY." in handler.get("/concerns/not-assessed").text
    assert press(handler, concern_id, "recuse").status_code == 303
    assert "concern.opened" not in recorded(world)


def test_the_not_assessed_list_is_read_and_taken_up_or_dismissed(world, desk):
    """The German comment is shown in full; taken up it stands in the queue, dismissed it is gone."""
    with writing(desk.engine) as conn:
        for words in ("Er fasst mich an, jeden Tag", "ok"):
            row = concern_row(open_round_of(conn), "unread", Content(words), TO, TODAY)
            conn.execute(concerns.insert(), row)
    handler = world.signed_in(Role.CONCERN_HANDLER)
    assert "Two comments that no program could judge" in handler.get("/concerns").text
    page = handler.get("/concerns/not-assessed").text
    assert "Er fasst mich an, jeden Tag" in page
    csrf = re.search(r'name="csrf" value="([^"]+)"', page)[1]
    german = re.search(r"Er fasst.*?/concerns/([0-9a-f]{32})/take_up", page, re.S)[1]
    other = re.search(r">ok<.*?/concerns/([0-9a-f]{32})/dismiss", page, re.S)[1]
    for concern_id, act in ((german, "take_up"), (other, "dismiss")):
        done = handler.post(f"/concerns/{concern_id}/{act}", data={"csrf": csrf, "version": 1})
        assert done.headers["location"] == "/concerns/not-assessed"
    assert "Nothing waits to be read" in handler.get("/concerns/not-assessed").text
    assert ids(handler.get("/concerns").text) == [german]


def test_a_stale_page_and_a_forged_form_change_nothing(world, desk, receipt):
    """409 with what to do after somebody else has acted, 403 without the session's token."""
    handler = world.signed_in(Role.CONCERN_HANDLER)
    (concern_id,) = ids(handler.get("/concerns").text)
    with writing(desk.engine) as conn:
        reply(conn, receipt, "There is more", TO, TODAY)
    csrf = re.search(r'name="csrf" value="([^"]+)"', handler.get("/concerns").text)[1]
    stale = handler.post(f"/concerns/{concern_id}/acknowledge", data={"csrf": csrf, "version": 1})
    assert stale.status_code == 409
    assert "Open it again" in stale.text
    assert handler.post(f"/concerns/{concern_id}/acknowledge", data={"version": 2}).status_code == 403
    with reading(desk.engine) as conn:
        assert find_thread(conn, receipt).state == "new"


def test_the_routes_do_what_the_pages_do(world, desk, receipt):
    """Queue, words, an answer and a repeated one by `/v1/concerns`; an act without its part is refused."""
    with writing(world.engine) as conn:
        text = create_key(
            conn, role=Role.CONCERN_HANDLER, handler="first", purpose="a test", now=NOW,
            expires_at=NOW + timedelta(days=1),
        ).text  # fmt: skip
    api = TestClient(world.app(), headers={"Authorization": f"Bearer {text}"})
    listed = api.get("/v1/concerns").json()
    concern = listed["concerns"][0]
    assert (listed["not_assessed"], concern["acknowledge_by"], concern["state"]) == (0, "2026-07-07", "new")
    address = f"/v1/concerns/{concern['concern_id']}"
    whole = api.get(address).json()
    assert whole["content"] == {"words": WORDS, "where": "Late shift", "names_kept": True, "kinds": []}
    assert api.get("/v1/concerns/not-assessed").json() == {"comments": []}
    assert api.post(address, json={"act": "answer", "version": 1}).status_code == 422
    assert api.post(address, json={"act": "close", "version": 1, "message": "x"}).status_code == 422
    assert api.post(address, json={"act": "hand_over", "version": 1, "case_ref": "a b"}).status_code == 422
    answered = api.post(address, json={"act": "answer", "version": 1, "message": "We hear you."})
    assert answered.json() == {"concern_id": concern["concern_id"], "act": "answer"}
    again = api.post(address, json={"act": "answer", "version": 1, "message": "We hear you."})
    assert (again.status_code, again.json()["type"]) == (409, "urn:ermine:concern-moved")
    with reading(desk.engine) as conn:
        assert len(find_thread(conn, receipt).messages) == 1


def test_the_queue_says_when_nobody_has_looked_through_the_comments(world, desk):
    """Not yet at all, too long ago, and nothing while it was yesterday."""
    handler = world.signed_in(Role.CONCERN_HANDLER)
    assert "Comments of round spring have not been looked through yet" in handler.get("/concerns").text
    for days, said in ((1, False), (2, True)):
        with writing(desk.engine) as conn:
            conn.execute(sweeps.delete())
            conn.execute(sweeps.insert(), {"round_id": "spring", "last_on": TODAY - timedelta(days)})
        page = handler.get("/concerns").text
        assert ("Comments were last looked through on" in page) == said
        assert "not been looked through yet" not in page


def test_the_queue_says_when_a_round_takes_no_more(world, desk):
    """Twenty concerns on a day in a round of no links: the page says that more are refused, and what to do."""
    with writing(desk.engine) as conn:
        rows = [concern_row(open_round_of(conn), "author", Content(WORDS), TO, TODAY) for _ in range(20)]
        conn.execute(concerns.insert(), rows)
    assert (
        "Round spring takes no more concerns today"
        in world.signed_in(Role.CONCERN_HANDLER).get("/concerns").text
    )


def test_a_handler_whom_the_policy_no_longer_names_is_told_so(world, desk, receipt):
    """Their key still signs in, and opens nothing."""
    world.concerns = replace(desk, duty=Duty(("second", "third"), 1, 14))
    refused = world.signed_in(Role.CONCERN_HANDLER).get("/concerns")
    assert refused.status_code == 403
    assert "names no such concern handler" in refused.text
