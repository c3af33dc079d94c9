"""The feedback pages in their own process, started by `ermine serve`: links, answers, refusals, the end of both."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import date
from pathlib import Path

import httpx
import pytest

from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.store import open_feedback


def rows(asked, query):
    """What a query of the database that is being served gives."""
    with closing(sqlite3.connect(asked.database)) as conn:
        return conn.execute(query).fetchall()


def said(asked):
    """Every answer that is kept."""
    return rows(asked, "select scores, text, may_quote from responses")


def test_opening_a_link_does_not_use_it(asked):
    """Ten looks at the page, then one answer: it counts."""
    link, before = asked.link(), len(said(asked))
    tokens = rows(asked, "select count(*) from tokens")
    for _ in range(10):
        assert httpx.get(link).status_code == 200
    assert rows(asked, "select count(*) from tokens") == tokens
    answer = httpx.post(link, data={"q.enps": "9"})
    assert answer.status_code == 202
    assert len(said(asked)) == before + 1


def test_the_page_says_what_is_stored_and_from_how_many_answers_on_it_is_shown(asked):
    """The floors of the round, the group of ten, and that a link counts once stand in the page, and no token does."""
    link = asked.link()
    text = " ".join(httpx.get(link).text.split())
    for words in (
        "at least 10 people",
        "5 people or more answered",
        "from 30 on",
        "from 10 comments on",
        "unused",
    ):
        assert words in text
    assert link.rpartition("/")[2] not in text
    assert "112 or 911" in text


def test_a_form_counts_once_and_keeps_what_was_chosen(asked):
    """Scores of answered questions, the comment and the tick; the same form again changes nothing."""
    link, before = asked.link(), said(asked)
    form = {
        "q.enps": "10",
        "q.workload": "2",
        "q.my_manager": "",
        "text": "Too many\r\nmeetings",
        "may_quote": "yes",
    }
    for _ in range(2):
        assert httpx.post(link, data=form).status_code == 202
    assert [row for row in said(asked) if row not in before] == [
        ('{"enps": 10, "workload": 2}', "Too many\nmeetings", 1)
    ]


def test_the_json_route_takes_the_same_answer(asked):
    """202 with a receipt; the answer is kept as the form's would be."""
    _, _, token = asked.link().rpartition("/")
    body = {"round": "spring", "token": token, "scores": {"workload": 5}, "text": "Fine by JSON"}
    answer = httpx.post(f"{asked.address}/v1/feedback", json=body)
    assert answer.status_code == 202
    assert set(answer.json()) == {"counts", "receipt"}
    assert ('{"workload": 5}', "Fine by JSON", 0) in said(asked)


def test_words_are_redacted_before_they_are_kept(asked):
    """A colleague from the roster, an address and a number never reach the file, also not its free pages."""
    (name,) = rows_of_roster(asked)[:1]
    mail = f"{name.lower().replace(' ', '.')}@example.com"
    text = f"Please ask {name} about the canteen. Call +49 30 1234567 or write to {mail} instead."
    assert httpx.post(asked.link(), data={"text": text}).status_code == 202
    kept = [words for _, words, _ in said(asked) if words and "canteen" in words]
    assert kept == ["Please ask [PERSON] about the canteen. Call [PHONE] or write to [EMAIL] instead."]
    raw = asked.database.read_bytes()
    for part in (*name.split(), "1234567"):
        assert part.encode() not in raw


def rows_of_roster(asked):
    """Names of people in the lake."""

    from data_contracts.lake import Lake

    return Lake(asked.place.home).current().read("employees")["name"].drop_nulls().head(3).to_list()


@pytest.mark.parametrize(
    "form",
    [
        {"q.enps": "11"},
        {"q.enps": "-1"},
        {"q.enps": "ten"},
        {"q.other": "3"},
        {"hidden": "1", "q.enps": "3"},
        {"text": "  \n "},
        {"may_quote": "yes"},
        {"text": "x" * 5_001},
    ],
)
def test_a_form_that_is_no_answer_is_refused_and_its_link_stays_good(asked, form):
    """422 as a page with the help lines; afterwards the link still counts."""
    link, before = asked.link(), len(said(asked))
    refused = httpx.post(link, data=form)
    assert refused.status_code == 422
    assert "112 or 911" in refused.text
    assert len(said(asked)) == before
    httpx.post(link, data={"q.enps": "3"})
    assert len(said(asked)) == before + 1


def test_links_that_lead_nowhere_are_a_page_with_the_help_lines(asked):
    """Another round and a cut-off link are told apart only by the address."""
    for path in ("/r/autumn/" + "a" * 32, "/nowhere"):
        answer = httpx.get(asked.address + path)
        assert answer.status_code == 404
        assert "112 or 911" in answer.text
        assert "autumn" not in answer.text
    assert httpx.get(f"{asked.address}/r/spring/short").status_code == 422


def test_the_promise_is_served_sentence_by_sentence(asked):
    """/promise shows the text that docs/promise.md has."""
    from html import unescape

    from serving.intake.promise import load_promise

    text = unescape(httpx.get(f"{asked.address}/promise").text)
    for part in load_promise().parts:
        for sentence in part.sentences:
            assert sentence.text in text


@pytest.mark.slow
def test_after_the_close_every_link_says_so_and_both_processes_end_together(own_asked, servers):
    """A used, an unused and an invented link get the same 409; Ctrl-C on the server ends the feedback pages too."""
    used, unused = own_asked.link(), own_asked.link()
    httpx.post(used, data={"q.enps": "3"})
    engine = open_feedback(f"sqlite:///{own_asked.database}")
    close_round(engine, "spring", lambda texts: [Reading() for _ in texts], date(2026, 7, 15))
    engine.dispose()
    for link in (used, unused, f"{own_asked.address}/r/spring/{'a' * 32}"):
        for answer in (httpx.get(link), httpx.post(link, data={"q.enps": "3"})):
            assert answer.status_code == 409
            assert "This round is closed" in answer.text
        body = {"round": "spring", "token": link.rpartition("/")[2], "scores": {"enps": 3}}
        problem = httpx.post(f"{own_asked.address}/v1/feedback", json=body)
        assert (problem.status_code, problem.json()["type"]) == (409, "urn:ermine:round-over")
    assert rows(own_asked, "select count(*) from kept") == [(1,)]
    servers.running[-1].send_signal(signal.SIGINT)
    assert servers.running[-1].wait(20) in (0, -signal.SIGINT)
    assert not answers(own_asked.address)


@pytest.mark.slow
@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_the_feedback_pages_never_outlive_the_server(own_asked, servers, end):
    """However the server ends, nobody goes on taking answers."""
    servers.running[-1].send_signal(end)
    servers.running[-1].wait(20)
    for _ in range(100):
        if not answers(own_asked.address):
            return
        time.sleep(0.1)
    raise AssertionError("the feedback pages still answer")


def test_fifty_at_once_with_one_link_are_one_answer_among_others(asked):
    """Fifty threads send one link, twenty send their own: all get 202, twenty-one answers are kept."""
    shared, before = asked.link(), len(said(asked))
    links = [shared] * 50 + [asked.link() for _ in range(20)]
    with ThreadPoolExecutor(20) as pool:
        replies = list(pool.map(lambda link: httpx.post(link, data={"q.enps": "7"}, timeout=60), links))
    assert {reply.status_code for reply in replies} == {202}
    assert len(said(asked)) == before + 21


@pytest.mark.slow
def test_only_the_feedback_pages_load_the_redactor_and_nothing_loads_torch(own_asked, servers):
    """The libraries that the two processes have in memory: spaCy in one, torch in none."""
    httpx.post(own_asked.link(), data={"text": "My manager listens."})
    server = servers.running[-1].pid
    mapped = {pid: Path(f"/proc/{pid}/maps").read_text() for pid in (server, child_of(server))}
    assert "/spacy/" in mapped[child_of(server)]
    assert "/spacy/" not in mapped[server]
    assert not any("libtorch" in maps for maps in mapped.values())


@pytest.mark.slow
def test_the_server_ends_when_the_feedback_pages_have(own_asked, servers):
    """Links that lead nowhere are noticed: the server says so and ends."""
    os.kill(child_of(servers.running[-1].pid), signal.SIGKILL)
    servers.running[-1].wait(20)
    assert "feedback pages have ended" in (own_asked.place.folder / "serve.log").read_text()


def test_a_port_that_was_taken_meanwhile_is_named(asked_place):
    """The pages end with one line that says which port, not with a crash of the interpreter."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-P", "-m", "ermine.jobs.intake", port],
            env={**os.environ, "ERMINE_HOME": str(asked_place.home)},
            stdin=subprocess.PIPE,
            capture_output=True,
            text=True,
        )
    assert done.returncode == 3
    assert done.stderr == f"feedback pages: port {port} of 127.0.0.1 cannot be had.\n"


def child_of(pid):
    """The one process that a process has started."""
    (child,) = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(child)


def answers(address):
    """Whether anything answers there."""
    try:
        return httpx.get(f"{address}/healthz").status_code == 200
    except httpx.TransportError:
        return False
