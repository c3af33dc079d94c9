"""Attack: learn from a reply whether a link was used, or get one's own words repeated where somebody else sees them."""

import re
from dataclasses import replace

import pytest
from sqlalchemy import event
from starlette.testclient import TestClient

from serving.intake.app import create_intake

RECEIPT = re.compile(r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b")
CANARY = "kanarienvogel"


def watched(held, act):
    """What `act` gives, and every statement that it made the database run."""
    statements = []

    def note(conn, cursor, statement, parameters, context, executemany):
        statements.append((statement, len(parameters)))

    event.listen(held.engine, "before_cursor_execute", note)
    try:
        return act(), statements
    finally:
        event.remove(held.engine, "before_cursor_execute", note)


def as_form(visitor, token):
    """An answer from the page."""
    return visitor.post(f"/r/spring/{token}", data={"q.enps": "9", "text": "All is well"})


def as_json(visitor, token):
    """An answer from a program."""
    body = {"round": "spring", "token": token, "scores": {"enps": 9}, "text": "All is well"}
    return visitor.post("/v1/feedback", json=body)


def told(answer):
    """All that a reply says, its random receipt left out."""
    return answer.status_code, RECEIPT.sub("RECEIPT", answer.text), sorted(answer.headers.items())


@pytest.mark.parametrize("send", [as_form, as_json])
def test_fresh_spent_and_unknown_tokens_run_the_same_statements(held, send):
    """Statements, their number and order, status, words, headers and size of the reply are the same for all three."""
    visitor, fresh = held.visitor(), held.tokens[0]
    seen = [watched(held, lambda token=token: send(visitor, token)) for token in (fresh, fresh, "A" * 32)]
    first, statements = seen[0]
    assert first.status_code == 202
    assert len(statements) >= 5
    for answer, ran in seen[1:]:
        assert told(answer) == told(first)
        assert ran == statements
    with held.engine.connect() as conn:
        assert conn.exec_driver_sql("select count(*) from responses").scalar() == 1


def as_concern(visitor, token):
    """An answer whose words are serious."""
    return visitor.post(
        f"/r/spring/{token}", data={"q.enps": "9", "text": "They threaten me", "serious": "yes"}
    )


def test_a_concern_reaches_people_whatever_its_link_and_so_tells_nothing_of_it(held):
    """Fresh, spent and unknown: the same statements and reply, and each receipt opens a thread."""
    visitor, fresh = held.visitor(), held.tokens[0]
    seen = [
        watched(held, lambda token=token: as_concern(visitor, token)) for token in (fresh, fresh, "A" * 32)
    ]
    assert len({str(told(answer)) for answer, _ in seen}) == 1
    assert len({str(ran) for _, ran in seen}) == 1
    threads = [
        visitor.post("/concern", data={"receipt": RECEIPT.search(answer.text)[0]}) for answer, _ in seen
    ]
    assert {RECEIPT.sub("", thread.text) for thread in threads} == {RECEIPT.sub("", threads[0].text)}
    assert "Not read yet" in threads[0].text


def test_a_receipt_looks_the_same_with_and_without_a_concern(held):
    """Page and JSON say the same to both, so a receipt over somebody's shoulder proves nothing."""
    visitor = held.visitor()
    assert told(as_form(visitor, held.tokens[0])) == told(as_concern(visitor, held.tokens[1]))
    body = {"round": "spring", "token": held.tokens[2], "scores": {"enps": 9}, "text": "They threaten me"}
    plain = visitor.post("/v1/feedback", json=body)
    serious = visitor.post("/v1/feedback", json={**body, "token": held.tokens[3], "serious": True})
    assert told(plain) == told(serious)


def test_a_receipt_without_a_concern_an_invented_one_and_none_are_the_same(held):
    """The page of answers runs the same statements for them and replies the same, also to a message."""
    visitor = held.visitor()
    receipt = RECEIPT.search(as_form(visitor, held.tokens[0]).text)[0]
    as_concern(visitor, held.tokens[1])
    asked = (receipt, "00000-00000-00000-00000", "", "nonsense ' or 1=1", "\u212a" * 40)
    for path, more in (("/concern", {}), ("/concern/reply", {"text": "hello"})):
        seen = [
            watched(held, lambda r=r, path=path, more=more: visitor.post(path, data={"receipt": r, **more}))
            for r in asked
        ]
        assert len({str(told(answer)) for answer, _ in seen}) == 1
        assert len({str(ran) for _, ran in seen}) == 1
        assert "There is nothing under these letters" in seen[0][0].text
    with held.engine.connect() as conn:
        assert conn.exec_driver_sql("select count(*) from concern_messages").scalar() == 0


def test_the_check_would_see_one_statement_more(held):
    """The watch counts what a look at the token list would add."""
    visitor = held.visitor()

    def curious():
        with held.engine.connect() as conn:
            conn.exec_driver_sql("select count(*) from tokens")
        return as_form(visitor, held.tokens[1])

    assert watched(held, curious)[1] != watched(held, lambda: as_form(visitor, held.tokens[2]))[1]


def changes(held):
    """SQLite's counter of transactions that wrote to the file (bytes 24 to 27 of its header)."""
    return int.from_bytes(held.file.read_bytes()[24:28], "big")


def test_a_spent_token_writes_as_often_as_a_fresh_one(held):
    """The file is written and flushed for each of them, so that speed tells them apart no more than words do."""
    written = []
    visitor, fresh = held.visitor(), held.tokens[0]
    for token in (fresh, fresh, "A" * 32):
        before = changes(held)
        as_form(visitor, token)
        written.append(changes(held) - before)
    assert written[0] > 0
    assert len(set(written)) == 1


def test_the_page_of_questions_is_the_same_for_every_token(held):
    """Opening a link asks the database nothing about its token."""
    visitor, fresh = held.visitor(), held.tokens[0]
    as_form(visitor, fresh)
    seen = [
        watched(held, lambda t=t: visitor.get(f"/r/spring/{t}")) for t in (fresh, held.tokens[1], "A" * 32)
    ]
    assert len({answer.text for answer, _ in seen}) == 1
    for _, statements in seen:
        assert not [
            statement
            for statement, _ in statements
            if "tokens." in statement or "from tokens" in statement.lower()
        ]


@pytest.mark.parametrize(
    "body",
    [
        {"round": "spring", "token": "A" * 32, CANARY: 1},
        {"round": "spring", "token": "A" * 32, "scores": {CANARY: 1}},
        {"round": "spring", "token": "A" * 32, "scores": {"enps": CANARY}},
        {"round": "spring", "token": "A" * 32, "scores": {CANARY: CANARY}},
        {"round": "spring", "token": f"{CANARY} !", "scores": {"enps": 1}},
        {"round": "spring", "token": "A" * 32, "text": [CANARY]},
        {"round": "spring", "token": "A" * 32, "may_quote": CANARY, "scores": {"enps": 1}},
        {"round": "spring", "token": "A" * 32, "scores": {"enps": True}},
        {"round": "spring", "token": "A" * 32, "text": "x", "serious": True, "where": CANARY * 20},
        {"round": "spring", "token": "A" * 32, "text": "x", "where": CANARY},
        {"round": "spring", "token": "A" * 32, "text": CANARY * 500},
        {"round": CANARY, "token": "A" * 32, "scores": {"enps": 1}},
        CANARY,
        [CANARY],
    ],
)
def test_no_refusal_repeats_what_was_sent(held, body):
    """Values, and names that the sender made up, are in no refusal, of the route or of the page."""
    refused = held.visitor().post("/v1/feedback", json=body)
    assert refused.status_code in (404, 422)
    assert CANARY not in refused.text
    form = held.visitor().post(
        f"/r/spring/{'A' * 32}", data={CANARY: CANARY, f"q.{CANARY}": "1", "q.enps": CANARY}
    )
    assert form.status_code == 422
    assert CANARY not in form.text


def test_a_text_of_100_kb_is_refused_before_it_is_read(held):
    """The route and the page stop at 64 KiB with 413, and the redactor never sees it."""
    text = CANARY * 8_000
    for refused in (
        held.visitor().post("/v1/feedback", json={"round": "spring", "token": "A" * 32, "text": text}),
        held.visitor().post(f"/r/spring/{'A' * 32}", data={"text": text}),
    ):
        assert refused.status_code == 413
        assert CANARY not in refused.text


def test_no_reply_may_be_kept_and_none_sets_a_cookie(held):
    """Pages, refusals and replies are `no-store`, give no referrer, and set no cookie; only files may be kept."""
    visitor, link = held.visitor(), f"/r/spring/{held.tokens[0]}"
    replies = [
        visitor.get(link),
        visitor.post(link, data={"q.enps": "1"}),
        visitor.post(link, data={"q.enps": "99"}),
        visitor.get("/promise"),
        visitor.get("/concern"),
        visitor.post("/concern", data={"receipt": "x"}),
        visitor.get("/nowhere"),
        visitor.post("/v1/feedback", json={}),
        as_json(visitor, held.tokens[1]),
        visitor.post(link, content=b"x" * 70_000),
    ]
    for reply in replies:
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert "unsafe" not in reply.headers["content-security-policy"]
        assert "set-cookie" not in reply.headers
        assert not [name for name in reply.headers if "request-id" in name or "trace" in name]


def test_a_bug_is_told_without_what_was_sent(held, capsys):
    """An error in the middle of an answer leaves the sender's words out of the reply and out of the log."""

    def broken(text):
        raise ValueError(f"cannot read {text}")

    parts = replace(held.parts, redact=broken)
    visitor = TestClient(create_intake(parts), raise_server_exceptions=False)
    answer = visitor.post(f"/r/spring/{held.tokens[0]}", data={"text": CANARY})
    assert answer.status_code == 500
    assert CANARY not in answer.text
    logged = capsys.readouterr()
    assert "ValueError in broken" in logged.err
    assert CANARY not in logged.err + logged.out
