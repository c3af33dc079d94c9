"""Two released rounds of a small company, through the real gate."""

from datetime import date

import pytest

from data_contracts.org import OrgTree
from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import Answer, Question, ReadComment
from sentiment.release.document import ClosedRound, release_document
from sentiment.release.floors import Floors
from serving.insight.releases import Release

FLOORS = Floors.of(load_privacy_policy().floors)
QUESTIONS = (
    Question("enps", "enps", "Would you recommend us?"),
    Question("trust_in_hr", "scale", "I trust HR."),
)
PARENTS = {"top": None, "shop": "top", "office": "top"}
NAMES = {"top": "Whole company", "shop": "Shop", "office": "Office", "desk": "Front desk"}
HOMES = {"top": "top", "shop": "shop", "office": "office", "desk": "office"}
ELIGIBLE = {"top": 260, "shop": 120, "office": 140}


def answers(unit, n, enps, trust, negative, workload=0.2):
    """`n` answers around eNPS answers and trust scores; shares of the comments are `negative` and about `workload`."""
    return [
        Answer(
            unit,
            {"enps": enps[i % len(enps)], "trust_in_hr": trust[i % len(trust)]},
            ReadComment(
                "text",
                True,
                "negative" if i < negative * n else "positive",
                ("workload",) if i < workload * n else ("pay_benefits",),
            ),
        )
        for i in range(n)
    ]


def released(round_id, closed_on, said, questions=QUESTIONS):
    """The release of these answers."""
    closed = ClosedRound(round_id, OrgTree(PARENTS), ELIGIBLE, questions, said, FLOORS)
    return Release(round_id, closed_on, closed_on, release_document(closed), NAMES, HOMES, ELIGIBLE)


SPRING = released(
    "2026-q1",
    date(2026, 3, 31),
    answers("shop", 90, (9, 10, 8), (4, 5, 3), 0.2) + answers("office", 100, (9, 7, 6), (3, 4, 2), 0.3),
)
SUMMER = released(
    "2026-q2",
    date(2026, 6, 30),
    answers("shop", 90, (4, 6, 8), (2, 1, 2), 0.8, 0.7) + answers("office", 100, (9, 7, 6), (3, 4, 2), 0.3),
)


@pytest.fixture
def spring():
    """The earlier round: all is well in the shop."""
    return SPRING


@pytest.fixture
def summer():
    """The later round: the shop's mood has fallen, and it writes about workload; the office is as before."""
    return SUMMER


@pytest.fixture
def small():
    """A round in which four people of the office answered, too few to be shown."""
    said = answers("shop", 90, (9, 10, 8), (4, 5, 3), 0.2) + answers("office", 4, (9, 7, 6), (3, 4, 2), 0.3)
    return released("2026-q3", date(2026, 9, 30), said)


@pytest.fixture
def asked_otherwise():
    """A round whose 0-10 question is another one."""
    others = (Question("enps", "enps", "Would you buy from us?"), QUESTIONS[1])
    said = answers("shop", 90, (4, 6, 8), (2, 1, 2), 0.8) + answers("office", 100, (9, 7, 6), (3, 4, 2), 0.3)
    return released("2026-q4", date(2026, 12, 31), said, others)


PLANT = {"top": None, "sales": "top", "plant": "top", "line-1": "plant"}


@pytest.fixture
def plant_round():
    """A round of the serving tests' company: sales and plant are shown, line-2 was asked with the plant."""
    eligible = {"top": 300, "sales": 120, "plant": 180, "line-1": 60}
    said = [
        *answers("sales", 90, (9, 10, 4), (4, 5, 3), 0.2),
        *answers("plant", 90, (9, 7, 6), (3, 4, 2), 0.3),
        *answers("line-1", 4, (9, 7, 6), (3, 4, 2), 0.3),
    ]
    closed = ClosedRound("2026-q2", OrgTree(PLANT), eligible, QUESTIONS, said, FLOORS)
    names = {unit: unit.title() for unit in (*PLANT, "line-2")}
    homes = {**{unit: unit for unit in PLANT}, "line-2": "plant"}
    day = date(2026, 6, 30)
    return Release("2026-q2", day, day, release_document(closed), names, homes, eligible)
