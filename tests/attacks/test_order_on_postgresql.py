"""Attack 1 on a PostgreSQL server: the order of arrival from the place of rows, their transactions, and the raw file.

The attacker may run any query as the owner of the database, and reads the files of its tables. What they cannot be kept
from is the server's own log of changes: the last test shows it, and `docs/promise.md` says it.
"""

from itertools import combinations
from random import randbytes
from statistics import mean

import pytest
from sqlalchemy import insert, text

from serving.feedback.closing import close_round
from serving.feedback.comment_reading import Reading
from serving.feedback.rounds import find_round
from serving.feedback.store import MIGRATIONS, open_feedback
from serving.feedback.submission import Submission, submit
from serving.feedback.tables import responses
from serving.feedback.tokens import digest
from serving.intake.sent import Sent, Told
from serving.intake.taking import take
from serving.store.engine import reading, writing
from serving.store.migrate import migrate

from .conftest import hold_round

N, REBUILDS = 210, 6
BAR, TOSS = 3 / N, 0.56
BY_PLACE, BY_TRANSACTION = "ctid", "xmin::text::bigint, cmin::text::bigint, ctid"


@pytest.fixture(scope="module")
def server(cluster):
    """A migrated feedback database on PostgreSQL."""
    engine = open_feedback(cluster.new_database())
    migrate(engine, MIGRATIONS)
    yield engine
    engine.dispose()


def words(number):
    """A comment that can be found in the raw bytes, also where a page ends in its middle."""
    return f"<{number:04d}> " + "the canteen is cold again " * (1 + number % 5) + f"<{number:04d}>"


def answered(server, round_id):
    """A round of `N` answers in the order 0, 1, 2, ...; the last one comes as the application keeps it.

    What laying in order gives depends on which rows there are and on nothing before, so doing it once is enough.
    """
    held = hold_round(server, round_id, lambda text: text)
    row = {"round_id": round_id, "unit": "all", "may_quote": False}
    rows = [
        {**row, "response_id": randbytes(16), "scores": {"enps": number % 11}, "text": words(number)}
        for number in range(N - 1)
    ]
    with writing(server) as conn:
        conn.execute(insert(responses), rows)
    take(held.parts, round_id, held.tokens[0], Sent(Submission({"enps": 0}, words(N - 1))))
    return held


def order(server, table, round_id, by):
    """Numbers of the answers in an order that PostgreSQL gives of its own."""
    query = text(f"SELECT text FROM {table} WHERE round_id = :round ORDER BY {by}")
    with reading(server) as conn:
        return [int(said[1:5]) for said in conn.execute(query, {"round": round_id}).scalars()]


def linked(found):
    """The share of rows whose place in an order, or in its reverse, is that in which they came."""
    forward = sum(place == number for place, number in enumerate(found))
    backward = sum(place == number for place, number in enumerate(reversed(found)))
    return max(forward, backward) / len(found)


def told_apart(found):
    """The share of pairs that stand in the order, or in the reverse, in which they came."""
    share = mean(first < second for first, second in combinations(found, 2))
    return max(share, 1 - share)


def raw(server, cluster, table):
    """The bytes of a table's file."""
    with server.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("CHECKPOINT"))
        place = conn.execute(text("SELECT pg_relation_filepath(:table)"), {"table": table}).scalar_one()
    return (cluster.folder / "data" / place).read_bytes()


@pytest.mark.slow
def test_a_server_does_not_say_who_came_when(server, cluster):
    """Open and closed: by place and by transaction at most three times chance; no row lies in a file twice."""
    names = [f"hidden-{number}" for number in range(REBUILDS)]
    for name in names:
        answered(server, name)
    file = raw(server, cluster, "responses")
    assert file.count(b"<0007> ") == REBUILDS
    seen = {by: [order(server, "responses", name, by) for name in names] for by in (BY_PLACE, BY_TRANSACTION)}
    for name in names:
        close_round(server, name, lambda texts: [Reading() for _ in texts], find_day(server, name))
    seen["closed"] = [order(server, "kept", name, BY_TRANSACTION) for name in names]
    assert b"<0007> " not in raw(server, cluster, "responses")
    for found in seen.values():
        assert mean(linked(one) for one in found) <= BAR
        assert mean(told_apart(one) for one in found) <= TOSS


def find_day(server, round_id):
    """The day on which a round opened."""
    with reading(server) as conn:
        return find_round(conn, round_id).opened_on


def test_no_used_link_is_left_in_a_file(server, cluster):
    """A deleted row stays in its file until the table is written anew; used links are gone with their answer."""
    held = hold_round(server, "links", lambda text: text)
    for token in held.tokens[:6]:
        take(held.parts, "links", token, Sent(Submission({"enps": 7})))
    file = raw(server, cluster, "tokens")
    assert [digest(token) in file for token in held.tokens[:10]] == [False] * 6 + [True] * 4


def test_concerns_are_laid_in_order_too(server):
    """Concerns, too, have no place and no transaction of their own."""
    held = hold_round(server, "concerns", lambda text: text)
    for number in range(8):
        take(held.parts, "concerns", held.tokens[number], Sent(Submission(), words(number), Told()))
    with reading(server) as conn:
        rows = conn.execute(text("SELECT concern_id, xmin::text FROM concerns ORDER BY ctid")).all()
    keys = [bytes(row.concern_id) for row in rows]
    assert keys == sorted(keys)
    assert len({row.xmin for row in rows}) == 1


def test_rows_that_are_not_laid_in_order_say_it_all(server):
    """The same attack on answers that are only inserted links every one, by place and by transaction."""
    held = hold_round(server, "naive", lambda text: text)
    for number, token in enumerate(held.tokens[:30]):
        with writing(server) as conn:
            submit(conn, find_round(conn, "naive"), token, Submission(text=words(number)))
    assert linked(order(server, "responses", "naive", BY_PLACE)) == 1
    assert linked(order(server, "responses", "naive", BY_TRANSACTION)) == 1


def test_the_log_of_the_server_tells_the_order(server, cluster):
    """What is not promised: whoever has the server's own log of changes reads in it when each answer came."""
    held = hold_round(server, "logged", lambda text: text)
    for number, token in enumerate(held.tokens[:6]):
        take(held.parts, "logged", token, Sent(Submission(text=f"<<{number}>> and again <<{number}>>")))
    log = b"".join(file.read_bytes() for file in sorted((cluster.folder / "data" / "pg_wal").glob("0*")))
    places = [log.index(f"<<{number}>>".encode()) for number in range(6)]
    assert places == sorted(places)
