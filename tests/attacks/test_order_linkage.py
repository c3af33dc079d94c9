"""Attack 1: tell from where the rows lie in the file who answered when, and so who said what.

The attacker has the whole folder of the database and knows in which order people answered (they sat by the door). A
match of the k-th row with the k-th person counts as a link; by chance one of n is right. Each method of reading an
order out of the file is tried, and the best of them counts. Of two rows in one page it also counts how often the
attacker can tell which came first; by chance that is every second time.
"""

import random
import sqlite3
from contextlib import closing
from datetime import date
from itertools import combinations
from statistics import mean

import pytest
from sqlalchemy import insert

from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.submission import Submission
from serving.feedback.tables import responses
from serving.intake.sent import Sent
from serving.intake.taking import take
from serving.store.engine import writing

from .conftest import hold

N, REBUILDS, PAGE = 220, 10, 4096
BAR, TOSS = 3 / N, 0.56


def words(number):
    """A comment that can be found in the raw bytes, of the length of real ones."""
    return f"<{number:04d}> " + "the canteen is cold again " * (1 + number % 5)


def answered(folder, n=N):
    """A round with `n` answers in the order 0, 1, 2, ..., none of which was laid in order."""
    held = hold(folder, lambda text: text)
    row = {"round_id": "spring", "unit": "all", "may_quote": False}
    rows = [
        {**row, "response_id": random.randbytes(16), "scores": {"enps": number % 11}, "text": words(number)}
        for number in range(n)
    ]
    with writing(held.engine) as conn:
        for said in rows:
            conn.execute(insert(responses), said)
    return held


def hidden(folder, n=N):
    """The same, and one more answer as the application keeps it: it lays all in order, whatever lay there before."""
    held = answered(folder, n - 1)
    take(held.parts, "spring", held.tokens[0], Sent(Submission({"enps": 3}, words(n - 1))))
    return held


def places(raw):
    """Where in the bytes each comment stands (its last copy)."""
    found = {number: raw.rfind(f"<{number:04d}>".encode()) for number in range(N)}
    return {number: at for number, at in found.items() if at >= 0}


def by_place(raw):
    """Numbers in the order of the file."""
    at = places(raw)
    return sorted(at, key=at.__getitem__)


def by_place_in_page(raw):
    """Numbers by how late in its page each stands: SQLite fills a page from its end as rows come."""
    at = places(raw)
    pages = {}
    for number in sorted(at, key=at.__getitem__, reverse=True):
        pages.setdefault(at[number] // PAGE, []).append(number)
    late = {n: (k + 0.5) / len(page) for page in pages.values() for k, n in enumerate(page)}
    return sorted(late, key=late.__getitem__)


def by_query(file, table):
    """Numbers as the database gives them when nobody asks for an order."""
    with closing(sqlite3.connect(file)) as conn:
        return [int(text[1:5]) for (text,) in conn.execute(f"select text from {table}")]


def linked(order):
    """The share of rows whose place in an order, or in its reverse, is that in which they came."""
    forward = sum(k == number for k, number in enumerate(order))
    backward = sum(k == number for k, number in enumerate(reversed(order)))
    return max(forward, backward) / N


def orders(file, table):
    """Every order that can be read out of the folder."""
    raws = [found.read_bytes() for found in sorted(file.parent.iterdir())]
    read = [order(raw) for raw in raws for order in (by_place, by_place_in_page) if places(raw)]
    return [by_query(file, table), *read]


def best_method(rounds):
    """The mean over rebuilds of the share that each method links; the best method's."""
    shares = [[linked(order) for order in found] for found in rounds]
    return max(sum(method) / len(shares) for method in zip(*shares, strict=True))


def told_apart(raw):
    """The share of pairs in one page whose order there, or its reverse, is that in which they came."""
    at = places(raw)
    pages = {}
    for number in sorted(at, key=at.__getitem__):
        pages.setdefault(at[number] // PAGE, []).append(number)
    pairs = [first < second for page in pages.values() for first, second in combinations(page, 2)]
    share = sum(pairs) / len(pairs)
    return max(share, 1 - share)


@pytest.mark.slow
def test_an_open_round_does_not_say_who_came_when(tmp_path):
    """The best method links at most three times what chance does, and pairs are a toss, over ten rounds."""
    held = [hidden(tmp_path / str(k)) for k in range(REBUILDS)]
    assert not [file for one in held for file in one.file.parent.iterdir() if file != one.file]
    assert best_method([orders(one.file, "responses") for one in held]) <= BAR
    assert mean(told_apart(one.file.read_bytes()) for one in held) <= TOSS


@pytest.mark.slow
def test_a_closed_round_does_not_say_who_came_when(tmp_path):
    """The same after closing, from answers whose order had not been hidden before."""
    held = [answered(tmp_path / str(k)) for k in range(REBUILDS)]
    for one in held:
        close_round(one.engine, "spring", lambda texts: [Reading() for _ in texts], date(2026, 7, 15))
    assert best_method([orders(one.file, "kept") for one in held]) <= BAR
    assert mean(told_apart(one.file.read_bytes()) for one in held) <= TOSS


def test_the_application_lays_each_answer_in_order(tmp_path):
    """Twelve answers through the application, one after the other: rows come sorted, and the order is no order."""
    held = hold(tmp_path, lambda text: text)
    for number in range(12):
        take(held.parts, "spring", held.tokens[number], Sent(Submission({"enps": 3}, words(number))))
        with closing(sqlite3.connect(held.file)) as conn:
            keys = [key for (key,) in conn.execute("select response_id from responses")]
        raw = held.file.read_bytes()
        assert keys == sorted(keys, key=raw.rindex, reverse=True)


def test_the_first_dozen_answers_do_not_say_who_came_first(tmp_path):
    """When all answers are still in one page the order of pairs is no easier to tell (0.59 by chance, for so few)."""
    held = [hidden(tmp_path / str(k), 12) for k in range(REBUILDS)]
    assert mean(told_apart(one.file.read_bytes()) for one in held) <= 0.7


def test_pages_that_are_not_laid_in_order_say_who_came_first(tmp_path):
    """Random keys alone are not enough: a page keeps its rows as they came, and the attack tells every pair apart."""
    few = [answered(tmp_path / f"few-{k}", 12) for k in range(3)]
    assert mean(told_apart(one.file.read_bytes()) for one in few) > 0.95
    many = [answered(tmp_path / f"many-{k}") for k in range(3)]
    assert mean(told_apart(one.file.read_bytes()) for one in many) > TOSS


def test_a_table_with_row_numbers_and_a_write_ahead_log_says_it_all(tmp_path):
    """The same attack on the usual way to store rows links nearly everybody, from the table and from the log."""
    file = tmp_path / "usual.db"
    with closing(sqlite3.connect(file)) as conn:
        conn.execute("pragma journal_mode = wal")
        conn.execute("create table responses (id blob primary key, text text)")
        for number in range(N):
            with conn:
                conn.execute("insert into responses values (?, ?)", (random.randbytes(16), words(number)))
        assert linked(by_query(file, "responses")) == 1
        log = (tmp_path / "usual.db-wal").read_bytes()
        first = sorted(range(N), key=lambda number: log.find(f"<{number:04d}>".encode()))
        assert linked(first) > 0.9
