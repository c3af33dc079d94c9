"""A company that is asked, in a feedback database of its own."""

from datetime import date

import pytest

from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import Question
from sentiment.release.floors import Floors
from serving.feedback.rounds import Organisation, open_round
from serving.feedback.store import MIGRATIONS, open_feedback
from serving.store.engine import writing
from serving.store.migrate import migrate

FLOORS = Floors.of(load_privacy_policy().floors)
QUESTIONS = (
    Question("enps", "enps", "Would you recommend us?"),
    Question("trust", "scale", "I trust HR."),
)
COMPANY = Organisation(
    parents={"all": None, "shop": "all", "office": "all", "desk": "office"},
    names={"all": "Everyone", "shop": "Shop", "office": "Office", "desk": "Front desk"},
    people={"all": 2, "shop": 60, "office": 40, "desk": 4},
)


@pytest.fixture
def engine(database):
    """An empty feedback database."""
    made = open_feedback(database("feedback"))
    migrate(made, MIGRATIONS)
    yield made
    made.dispose()


@pytest.fixture
def opened(engine):
    """A round that is open; its tokens are not handed out yet."""
    with writing(engine) as conn:
        return open_round(conn, "2026-q2", COMPANY, QUESTIONS, FLOORS, date(2026, 7, 1))
