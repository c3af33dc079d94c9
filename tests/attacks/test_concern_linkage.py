"""Attacks 1 and 3 on concerns: tie one to an answer, a link or a moment, with the whole database.

The attacker has every file and knows in which order people sent what they sent. Each of them answered questions and, in
the same sending, called their words serious. The truth is known to the test alone, by the handlers' key.
"""

import json
import sqlite3
from contextlib import closing

import pytest
from sqlalchemy import select

from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.concerns.raising import Content, raise_concern
from serving.feedback.concerns.receipts import new_receipt
from serving.feedback.concerns.sealing import unseal
from serving.feedback.concerns.tables import concern_messages, concern_recusals, concerns, swept
from serving.feedback.concerns.thread import reply
from serving.feedback.releasing import release_round
from serving.feedback.rounds import find_round
from serving.feedback.submission import Submission, submit
from serving.feedback.tokens import digest
from serving.intake.sent import Sent, Told
from serving.intake.taking import take
from serving.store.engine import reading, writing

from .conftest import FLOORS, HANDLERS_KEY, hold

N, REBUILDS = 50, 8
BAR = 3 / N


def scores(number):
    """Scores by which an answer can be told: 11 x 5 of them."""
    return {"enps": number % 11, "trust": 1 + number // 11}


def words(number):
    """What is sealed, of the length of real words."""
    return f"<{number:04d}> " + "they threaten me " * (1 + number % 5)


def sent(number):
    """An answer and a concern in one."""
    return Sent(Submission(scores(number)), words(number), Told())


def raised(folder, n=N):
    """A round in which `n` people answer and raise a concern, in the order 0, 1, 2, ..., not laid in order."""
    held = hold(folder, lambda text: text)
    door = held.parts.concerns
    with writing(held.engine) as conn:
        found = find_round(conn, "spring")
        for number, token in enumerate(held.tokens[:n]):
            submit(conn, found, token, Submission(scores(number)))
            raise_concern(conn, found, Content(words(number)), new_receipt(), door.key, door.today())
    return held


def hidden(folder, n=N):
    """The same, the last of them as the application keeps it: it lays all in order, whatever lay there before."""
    held = raised(folder, n - 1)
    take(held.parts, "spring", held.tokens[n - 1], sent(n - 1))
    return held


def told(held):
    """For each concern the person who raised it, and the bytes by which it is found in the file."""
    with reading(held.engine) as conn:
        rows = conn.execute(select(concerns.c.concern_id, concerns.c.sealed)).all()
    opened = {row.sealed: json.loads(unseal(HANDLERS_KEY, row.sealed, row.concern_id)) for row in rows}
    return {sealed: int(content["words"][1:5]) for sealed, content in opened.items()}


def orders(held):
    """People in each order of concerns that the file shows: of the table, and of the bytes, start and end."""
    whose, raw = told(held), held.file.read_bytes()
    with closing(sqlite3.connect(held.file)) as conn:
        by_query = [whose[sealed] for (sealed,) in conn.execute("select sealed from concerns")]
        answers = [json.loads(text) for (text,) in conn.execute("select scores from responses")]
    by_start = sorted(whose, key=lambda sealed: raw.find(sealed[:60]))
    by_end = sorted(whose, key=lambda sealed: raw.find(sealed[-60:]))
    by_answer = [11 * (said["trust"] - 1) + said["enps"] for said in answers]
    return [by_query, [whose[sealed] for sealed in by_start], [whose[sealed] for sealed in by_end]], by_answer


def linked(order, truth):
    """The share of places at which two orders have the same person, in the better of both directions."""
    return max(sum(map(int.__eq__, order, truth)), sum(map(int.__eq__, reversed(order), truth))) / len(truth)


def best_shares(rounds):
    """The best method's share of concerns tied to the moment of sending, and to the answer of the same person."""
    moments, answers = [], []
    for found, by_answer in rounds:
        moments.append([linked(order, range(len(order))) for order in found])
        answers.append([linked(order, by_answer) for order in found])
    return tuple(
        max(sum(method) / len(shares) for method in zip(*shares, strict=True))
        for shares in (moments, answers)
    )


@pytest.mark.slow
def test_a_concern_is_tied_to_no_answer_and_to_no_moment_by_its_place(tmp_path):
    """The best method links at most three times what chance does, over eight rounds of fifty people."""
    held = [hidden(tmp_path / str(k)) for k in range(REBUILDS)]
    moment, answer = best_shares([orders(one) for one in held])
    assert moment <= BAR
    assert answer <= BAR


def test_concerns_that_are_not_laid_in_order_tell_the_moment(tmp_path):
    """Random keys alone are not enough: long rows overflow into pages in the order in which they came."""
    held = [raised(tmp_path / str(k), 30) for k in range(2)]
    moment, _ = best_shares([orders(one) for one in held])
    assert moment > 0.5


def test_a_concern_shares_no_value_with_an_answer_or_a_link(tmp_path):
    """Of all that is kept of concerns, only the round, its widest unit and plain words of state stand elsewhere too."""
    held = hidden(tmp_path, 12)
    shared = {
        "round_id",
        "unit",
        "source",
        "state",
        "came_on",
        "version",
        "position",
        "written_by",
        "sent_on",
    }
    receipt = take(held.parts, "spring", held.tokens[20], sent(20))
    with writing(held.engine) as conn:
        assert reply(conn, receipt, "again", held.parts.concerns.key, held.parts.concerns.today())
    of_concerns = set()
    with reading(held.engine) as conn:
        for table in (concerns, concern_messages, concern_recusals, swept):
            for row in conn.execute(select(table)).mappings():
                of_concerns |= {
                    value for name, value in row.items() if name not in shared and value is not None
                }
    with closing(sqlite3.connect(held.file)) as conn:
        others = {
            cell
            for table in ("responses", "tokens", "rounds", "kept")
            for row in conn.execute(f"select * from {table}")
            for cell in row
        }
        units = {unit for (unit,) in conn.execute("select unit from concerns")}
    assert len(of_concerns) > 40
    assert not of_concerns & others
    assert units == {"all"}
    raw = held.file.read_bytes()
    assert b"threaten" not in raw
    assert not [token for token in (*held.tokens, receipt, receipt.replace("-", "")) if token.encode() in raw]


def test_a_concern_alone_leaves_no_answer_and_its_link_unused(tmp_path):
    """An empty answer would say "this one raised a concern", so there is none, and the link still counts."""
    held = hold(tmp_path, lambda text: text)
    take(held.parts, "spring", held.tokens[0], Sent(Submission(), words(0), Told()))
    with closing(sqlite3.connect(held.file)) as conn:
        assert conn.execute("select count(*) from responses").fetchone() == (0,)
        assert conn.execute("select count(*) from tokens").fetchone() == (len(held.tokens),)
        assert conn.execute("select count(*) from concerns").fetchone() == (1,)


def released(folder, with_concerns):
    """What is released of a round in which a third of sixty people have something serious to say, or keep it back."""
    held = hold(folder, lambda text: text)
    with held.engine.connect() as conn:
        units = dict(conn.exec_driver_sql("select digest, unit from tokens").all())
    in_order = sorted(held.tokens, key=lambda token: units[digest(token)])
    for number, token in enumerate(in_order[:30] + in_order[-30:]):
        said = Submission(scores(number % 50))
        grave = with_concerns and number % 3 == 0
        take(held.parts, "spring", token, Sent(said, words(number), Told()) if grave else Sent(said))
    day = held.parts.concerns.today()
    close_round(held.engine, "spring", lambda texts: [Reading() for _ in texts], day)
    with writing(held.engine) as conn:
        return release_round(conn, "spring", FLOORS, day)


def test_concerns_change_no_byte_of_a_release(tmp_path):
    """The same answers with and without twenty concerns are released the same, byte for byte."""
    assert released(tmp_path / "with", True) == released(tmp_path / "without", False)


def test_nothing_that_ranks_scores_or_reports_can_reach_a_concern():
    """Only the feedback store, its own pages and routes, and the jobs that seal and sweep import its modules."""
    import grimp

    graph = grimp.build_graph("data_contracts", "features", "sentiment", "training", "serving", "ermine")
    inside = {name for name in graph.modules if name.startswith("serving.feedback.concerns")}
    importers = {one for name in inside for one in graph.find_modules_that_directly_import(name)} - inside
    allowed = (
        "serving.feedback",
        "serving.intake",
        "serving.pages.concern",
        "serving.api.concern",
        "serving.pages.parts",
        "serving.api.parts",
        "ermine.",
    )
    assert importers
    assert [name for name in sorted(importers) if not name.startswith(allowed)] == []
    for package in ("outreach", "scores", "insight", "impact", "relationship", "subjects"):
        mine = {name for name in graph.modules if name.startswith(f"serving.{package}")}
        for name in mine:
            assert not graph.find_upstream_modules(name) & inside, name
