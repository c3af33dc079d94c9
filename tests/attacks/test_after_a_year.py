"""The attacks on a whole home after a year (`a_year.py`): four released rounds, joiners, leavers, a move, an erasure.

What the other files of this folder try on the served pages (2, 3, 11, 15) runs on the same home.
"""

import hashlib
import json
import re
from collections import Counter
from itertools import combinations
from pathlib import Path
from statistics import mean

import httpx
import polars as pl
import pytest
from sqlalchemy import func, select

from sentiment.release.auditor import audit
from sentiment.release.document import gated_measures
from serving.feedback.releasing import audited, closed_round, released, released_bytes
from serving.feedback.rounds import find_round
from serving.feedback.store import open_feedback
from serving.feedback.tables import kept, responses, tokens
from serving.store.engine import reading

from .a_year import ANSWERS, ERASED, ERASED_NAME, OF_ONE_OPINION, ROUNDS, number_in

pytestmark = pytest.mark.slow
RECEIPT = re.compile(r"\b[0-9A-Z]{5}(?:-[0-9A-Z]{5}){3}\b")


@pytest.fixture(scope="module")
def database(asked):
    """The feedback database of the home, as somebody with the file reads it."""
    engine = open_feedback(f"sqlite:///{asked.database}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="module")
def keys(asked):
    """Headers of an ER lead and of an ER manager."""
    lead = asked.place.key("er_lead")
    manager = asked.place.key("er_manager", "--er-manager", "ER01")
    return {"lead": {"Authorization": f"Bearer {lead}"}, "manager": {"Authorization": f"Bearer {manager}"}}


@pytest.fixture(scope="module")
def api(asked):
    """The address of the lists, which the same command serves."""
    return asked.lists


def orders(database, round_id):
    """In which order of arrival answers come by a query, and by where their keys lie in the file."""
    with reading(database) as conn:
        rows = conn.execute(select(kept.c.kept_id, kept.c.scores).where(kept.c.round_id == round_id)).all()
    raw = Path(database.url.database).read_bytes()
    by_file = sorted(rows, key=lambda row: raw.find(row.kept_id))
    return [[number_in(row.scores) for row in found] for found in (rows, by_file)]


def test_no_round_says_in_which_order_it_was_answered(database):
    """1: over four rounds at most three times chance, and of two answers the earlier one is a toss."""
    for found in zip(*(orders(database, name) for name in ROUNDS), strict=True):
        assert all(sorted(order) == list(range(ANSWERS)) for order in found)
        links = [max(linked(order), linked(order[::-1])) for order in found]
        assert sum(links) <= 3 * len(ROUNDS)
        assert mean(told_apart(order) for order in found) <= 0.58


def linked(order):
    """How many stand at the place at which they came."""
    return sum(place == number for place, number in enumerate(order))


def told_apart(order):
    """The share of pairs that stand in the order, or in the reverse, in which they came."""
    share = mean(first < second for first, second in combinations(order, 2))
    return max(share, 1 - share)


def test_no_link_of_a_closed_round_is_kept(database):
    """3: links are there for the open round alone."""
    with reading(database) as conn:
        assert set(conn.execute(select(tokens.c.round_id)).scalars()) == {"spring"}


def test_a_link_counts_once_and_none_of_another_round_does(asked, database):
    """4: the same link twice, an invented one, and one of a round that is over."""
    link = asked.link()
    before = answers(database)
    replies = [httpx.post(link, data={"q.enps": "7"}) for _ in range(2)]
    replies.append(httpx.post(f"{asked.address}/r/spring/{'A' * 32}", data={"q.enps": "7"}))
    assert {reply.status_code for reply in replies} == {202}
    assert answers(database) == before + 1
    over = httpx.post(link.replace("/spring/", f"/{ROUNDS[0]}/"), data={"q.enps": "7"})
    assert over.status_code == 409
    assert answers(database) == before + 1


def answers(database):
    """How many answers the open round has."""
    with reading(database) as conn:
        return conn.execute(select(func.count(responses.c.response_id))).scalar_one()


def test_nothing_follows_from_what_was_released(database):
    """5: the auditor finds no group in any of the four rounds, and the cells are those that the gate let through."""
    for name in ROUNDS:
        with reading(database) as conn:
            found, document = find_round(conn, name), released(conn, name)
            closed = closed_round(conn, found, found.floors)
        for one in gated_measures(closed):
            assert audit(audited(closed, one)) == []
            shown = {unit["unit"] for unit in document["units"] if unit["cells"][one.measure.id]["shown"]}
            assert shown == one.shown
        assert sum(unit["cells"]["trust_in_hr"]["shown"] for unit in document["units"]) >= 4


def test_what_was_released_is_what_it_was_on_its_day(asked, database):
    """6: the bytes of each release, after everybody who came, went, was moved or erased; its organisation too."""
    digests = json.loads((asked.place.folder / "released.json").read_text())
    with reading(database) as conn:
        now = {name: hashlib.sha256(released_bytes(conn, name)).hexdigest() for name in ROUNDS}
        rounds = [find_round(conn, name) for name in ROUNDS]
    assert now == digests
    assert [found.names["U0011"] for found in rounds] == [*["Operations A 9"] * 2, *["Moved U0011"] * 2]
    assert len({json.dumps(found.eligible, sort_keys=True) for found in rounds}) >= 3


def test_withheld_units_read_alike_and_foreign_ones_are_not_there(api, keys):
    """7 and 14: one sentence for all that is withheld, one 404 for foreign and unknown, and nothing may be kept."""
    lead, mine = keys["lead"], keys["manager"]
    units = httpx.get(f"{api}/v1/insights/units", headers=lead).json()["units"]
    said = Counter()
    for unit in units:
        reply = httpx.get(f"{api}/v1/insights/units/{unit['unit_id']}", headers=lead)
        assert reply.headers["cache-control"] == "no-store"
        view = reply.json()
        said += Counter(one["not_shown"] for one in view["measures"] + view["topics"] if one["not_shown"])
    assert sum(said.values()) > 20
    shape = re.compile(r"^Not shown for this group\. The next larger group that is shown: [\w ]+\.$")
    assert [sentence for sentence in said if not shape.match(sentence)] == []
    foreign, unknown = (
        httpx.get(f"{api}/v1/insights/units/{unit}", headers=mine) for unit in ("U0000", "no")
    )
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content.replace(b"U0000", b"no") == unknown.content


def test_asking_again_gives_the_same_bytes(api, keys):
    """8: fifty times past every cache, for a unit that is shown and for one that is not."""
    with httpx.Client(headers=keys["lead"]) as client:
        for unit in ("U0002", "U0007"):
            found = {client.get(f"{api}/v1/insights/units/{unit}?x={n}").content for n in range(50)}
            assert len(found) == 1


def test_a_team_of_one_opinion_is_shown_nowhere(database):
    """9: in each of the four rounds everybody in a team said 1 about the workload."""
    with reading(database) as conn:
        documents = [released(conn, name) for name in ROUNDS]
        said = conn.execute(select(kept.c.scores).where(kept.c.unit == OF_ONE_OPINION)).scalars().all()
    assert len(said) > 20
    assert {one["workload"] for one in said} == {1}
    for document in documents:
        (team,) = (unit for unit in document["units"] if unit["unit"] == OF_ONE_OPINION)
        assert set(team["cells"]["workload"]) == {"shown", "see"}


def test_no_name_of_the_roster_gets_into_the_database(asked, database):
    """10: forty people of the home, written in full, in small letters, as an owner and with a foreign letter."""
    names = pl.read_csv(asked.place.folder / "tables" / "employees.csv")["name"].drop_nulls().to_list()[:40]
    forms = (str, str.lower, "{}'s shift".format, lambda name: name.replace("a", "\u0430"))
    said = [forms[place % 4](name) for place, name in enumerate(names)]
    for start in range(0, len(said), 8):
        text = " ".join(f"Yesterday I spoke with {name} about the hours." for name in said[start : start + 8])
        assert httpx.post(asked.link(), data={"q.enps": "7", "text": text}).status_code == 202
    with reading(database) as conn:
        stored = " ".join(filter(None, conn.execute(select(responses.c.text)).scalars()))
    assert stored.count("[PERSON]") >= len(said)
    assert [name for name in said if name.removesuffix("'s shift").casefold() in stored.casefold()] == []


def test_a_fresh_a_used_and_an_invented_link_get_the_same_reply(asked):
    """12: status, words and headers, by the page and by the route."""
    fresh, spent = asked.link(), asked.link()
    httpx.post(spent, data={"q.enps": "3"})
    replies = [httpx.post(link, data={"q.enps": "3"}) for link in (fresh, spent, spent[:-5] + "AAAAA")]
    assert len({(one.status_code, RECEIPT.sub("", one.text), str(one.headers)) for one in replies}) == 1


def test_the_erased_person_is_in_no_file(asked):
    """16: neither id nor name, in any table, database, log or model of the home, packed or not."""
    searched = 0
    words = (ERASED.encode(), ERASED_NAME.encode(), json.dumps(ERASED_NAME)[1:-1].encode())
    for file in asked.place.home.rglob("*"):
        if file.is_file():
            searched += 1
            content = file.read_bytes()
            if file.suffix == ".parquet":
                content += str(pl.read_parquet(file).to_dicts()).encode()
            assert not [word for word in words if word in content], file
    assert searched > 20
