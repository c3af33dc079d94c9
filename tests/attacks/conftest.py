"""What attacks start from: an open round in a feedback database of its own, and the real application on it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import Engine, event
from starlette.testclient import TestClient

from data_contracts.policy.privacy import load_privacy_policy
from sentiment.redaction.redactor import Redactor
from sentiment.release.answers import Question
from sentiment.release.floors import Floors
from serving.feedback.rounds import Organisation, open_round
from serving.feedback.store import MIGRATIONS, open_feedback
from serving.feedback.tokens import issue_tokens
from serving.intake.app import create_intake
from serving.intake.parts import ConcernDoor, IntakeParts
from serving.store.engine import writing
from serving.store.migrate import migrate

from .a_year import live

FLOORS = Floors.of(load_privacy_policy().floors)
COMPANY = Organisation(
    {"all": None, "shop": "all"}, {"all": "Everyone", "shop": "Shop"}, {"all": 150, "shop": 100}
)
HANDLERS_KEY = X25519PrivateKey.generate()
"""Only concern handlers have it; the attacker does not."""


@dataclass(frozen=True)
class Held:
    """A round that is open: its database, its application, and every token in the order of the eligibility list."""

    engine: Engine
    parts: IntakeParts
    tokens: list[str]

    @property
    def file(self) -> Path:
        """The database file."""
        return Path(str(self.engine.url.database))

    def visitor(self) -> TestClient:
        """A browser that shows bugs as they are."""
        return TestClient(create_intake(self.parts))


def hold(folder: Path, redact: Any) -> Held:
    """Open a round for 250 people in a new database in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    engine = open_feedback(f"sqlite:///{folder / 'feedback.db'}")
    # Where bytes lie does not depend on when they are flushed, and flushing takes nearly all of the time.
    event.listen(engine, "connect", lambda raw, _: raw.execute("pragma synchronous = off"))
    migrate(engine, MIGRATIONS)
    return hold_round(engine, "spring", redact)


def hold_round(engine: Engine, round_id: str, redact: Any) -> Held:
    """Open a round for 250 people in a database."""
    questions = [
        Question("enps", "enps", "Would you recommend us?"),
        Question("trust", "scale", "I trust HR."),
    ]
    with writing(engine) as conn:
        found = open_round(conn, round_id, COMPANY, questions, FLOORS, date(2026, 7, 1))
        tokens = [token.text for token in issue_tokens(conn, found)]
    door = ConcernDoor(HANDLERS_KEY.public_key(), lambda: date(2026, 7, 2), "first", 1, 14)
    return Held(engine, IntakeParts(engine, redact, {"Help": "112"}, door), tokens)


@pytest.fixture(scope="session")
def lived_place(tmp_path_factory: Any, asked_place: Any, build_once: Any) -> Any:
    """A home after a year of rounds and changes (`a_year.py`), in which round `spring` is open; copy it."""
    return replace(asked_place, folder=build_once("lived", lambda folder: live(asked_place.copy_to(folder))))


@pytest.fixture(scope="session")
def asked(tmp_path_factory: Any, lived_place: Any, serve_asked: Any, new_servers: Any) -> Iterator[Any]:
    """Everything that attacks ask of a served home they ask of one with a history."""
    servers = new_servers()
    yield serve_asked(tmp_path_factory.mktemp("lived") / "place", lived_place, servers)
    servers.stop()


@pytest.fixture(scope="session")
def redactor() -> Redactor:
    """The redactor, loaded once."""
    return Redactor(["Anna Weber"])


@pytest.fixture
def held(tmp_path, redactor):
    """An open round behind the real application with the real redactor."""
    made = hold(tmp_path / "held", lambda text: redactor.redact(text).text)
    yield made
    made.engine.dispose()
