"""`/v1/rounds`: the ER lead opens and asks for steps; links are for an administrator, once; floors only rise."""

from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest
from sqlalchemy import delete, insert, select
from starlette.testclient import TestClient

from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import Question
from sentiment.release.floors import Floors
from serving.access.roles import Principal, Role
from serving.api.app import create_app
from serving.audit.acts import close_open_acts
from serving.feedback.blindfold import blindfold
from serving.feedback.counting import answers_at_least
from serving.feedback.desk import RoundDesk
from serving.feedback.rounds import Organisation, find_round, move
from serving.feedback.steps import begin_step, end_step
from serving.feedback.store import MIGRATIONS, open_feedback
from serving.feedback.tables import responses, tokens
from serving.store.audit_tables import audit_log
from serving.store.engine import reading, writing
from serving.store.migrate import migrate

COMPANY = Organisation(
    {"top": None, "shop": "top"}, {"top": "Company", "shop": "Shop"}, {"top": 30, "shop": 40}
)
QUESTIONS = (Question("enps", "enps", "Would you recommend us?"), Question("trust", "scale", "I trust HR."))
FLOORS = Floors.of(load_privacy_policy().floors)
OTHERS = ("scores", "enps", "comments", "topic_writers")


@pytest.fixture
def feedback(tmp_path):
    """A feedback database that anybody may read, for the test alone."""
    made = open_feedback(f"sqlite:///{tmp_path / 'feedback.db'}")
    migrate(made, MIGRATIONS)
    yield made
    made.dispose()


@pytest.fixture
def started():
    """The steps for which a process was started."""
    return []


@pytest.fixture
def desk(tmp_path, feedback, started):
    """The desk as the server has it: with a connection that can read no answer."""
    blind = blindfold(open_feedback(f"sqlite:///{tmp_path / 'feedback.db'}"))
    yield RoundDesk(
        blind, lambda units: COMPANY, lambda: QUESTIONS, lambda: FLOORS, started.append, "http://f.test"
    )
    blind.dispose()


@pytest.fixture
def api(parts, desk):
    """The API with a desk."""
    return TestClient(create_app(replace(parts, desk=desk)))


@pytest.fixture
def lead(keys):
    """The headers of an ER lead."""
    return keys.of(Role.ER_LEAD)


def send(api, headers, path, body=None, method="POST", key="round-key-1"):
    """A request that changes something."""
    return api.request(method, path, json=body, headers={**headers, "Idempotency-Key": key})


def opened(api, lead):
    """A round that is open."""
    answer = send(api, lead, "/v1/rounds", {"round_id": "2026-q3", "questions": ["enps"]})
    assert answer.status_code == 201, answer.text
    return answer.json()


def floors_of(**changes):
    """Floors as a request sends them."""
    told = {name: asdict(getattr(FLOORS, name)) for name in OTHERS}
    return {**told, "quotes_eligible": FLOORS.quotes_eligible, **changes}


def test_a_round_is_opened_once_and_audited(api, lead, engine):
    """The same request again gives the same reply; another round of that name is 409."""
    first = opened(api, lead)
    assert (first["state"], first["people"], first["groups"]) == ("open", 70, 2)
    assert [question["id"] for question in first["questions"]] == ["enps"]
    assert opened(api, lead) == first
    again = send(api, lead, "/v1/rounds", {"round_id": "2026-q3"}, key="round-key-2")
    assert again.status_code == 409
    with reading(engine) as conn:
        assert conn.execute(select(audit_log.c.action)).scalars().all() == ["round.opened"]


def test_closing_is_asked_for_and_done_by_another_process(api, lead, started, engine, parts):
    """202 with a step; a second request while it runs is 409; releasing an open round is 409."""
    opened(api, lead)
    assert send(api, lead, "/v1/rounds/2026-q3/release").status_code == 409
    asked = send(api, lead, "/v1/rounds/2026-q3/close", key="round-key-3")
    assert asked.status_code == 202
    assert started == [asked.json()["step_id"]]
    assert send(api, lead, "/v1/rounds/2026-q3/close", key="round-key-4").status_code == 409
    with writing(engine) as conn:
        assert begin_step(conn, started[0]) is not None
        assert begin_step(conn, started[0]) is None
        end_step(conn, started[0], parts.clock(), "The home is busy.")
    step = api.get("/v1/rounds/2026-q3", headers=lead).json()["step"]
    assert (step["state"], step["message"]) == ("failed", "The home is busy.")


def test_a_closed_round_cannot_be_closed_again(api, lead, desk):
    """Closing twice is a conflict, not a second reading."""
    opened(api, lead)
    with writing(desk.engine) as conn:
        move(conn, "2026-q3", state="closed", closed_on=date(2026, 7, 2))
    assert send(api, lead, "/v1/rounds/2026-q3/close", key="round-key-3").status_code == 409
    assert send(api, lead, "/v1/rounds/2026-q3/release", key="round-key-4").status_code == 202


def test_links_are_for_an_administrator_and_told_once(api, lead, keys, feedback, engine):
    """One link per person as CSV; the second time is 409, the ER lead is refused, and it stands in the audit."""
    opened(api, lead)
    assert api.get("/v1/rounds/2026-q3/tokens", headers=lead).status_code == 403
    admin = keys.of(Role.ADMIN)
    file = api.get("/v1/rounds/2026-q3/tokens", headers=admin)
    lines = file.text.splitlines()
    assert file.headers["cache-control"] == "no-store"
    assert (lines[0], len(lines)) == ("group,link", 71)
    assert all(line.split(",")[1].startswith("http://f.test/r/2026-q3/") for line in lines[1:])
    assert api.get("/v1/rounds/2026-q3/tokens", headers=admin).status_code == 409
    with reading(feedback) as conn:
        assert len(conn.execute(select(tokens.c.digest)).all()) == 70
    with reading(engine) as conn:
        assert "round.tokens" in conn.execute(select(audit_log.c.action)).scalars().all()


def test_floors_may_rise_and_never_fall(api, lead):
    """Lowering any of them is 409, also before the first answer; raising is taken."""
    opened(api, lead)
    path = "/v1/rounds/2026-q3/floors"
    raised = send(api, lead, path, floors_of(scores={"group": 8, "remainder": 8}), "PUT", "floors-key-1")
    assert raised.json()["floors"]["scores"]["group"] == 8
    lowered = send(api, lead, path, floors_of(), "PUT", "floors-key-2")
    assert lowered.status_code == 409
    assert "floor" in lowered.json()["detail"]


def test_answers_are_counted_coarsely_and_once_a_day(engine, feedback, desk, api, lead):
    """Below thirty nothing is told; then steps of ten; an answer that comes after today's count shows tomorrow."""
    opened(api, lead)
    day = date(2026, 7, 3)

    def told(on, answers):
        with writing(feedback) as conn:
            conn.execute(delete(responses))
            rows = [
                {"response_id": bytes([n]) * 16, "round_id": "2026-q3", "unit": "top"} for n in range(answers)
            ]
            conn.execute(insert(responses), [{**row, "scores": {}, "may_quote": False} for row in rows])
            found = find_round(conn, "2026-q3")
        with writing(engine) as conn:
            return answers_at_least(conn, desk.engine, found, on)

    assert told(day, 29) is None
    assert told(day, 47) is None
    assert told(day + timedelta(days=1), 47) == 40
    assert told(day + timedelta(days=1), 61) == 40


def test_a_server_starts_again_after_a_round_was_opened_on_a_page(api, lead, keys, engine, audit):
    """What stands in the audit without a step is no act that a crash cut short."""
    opened(api, lead)
    api.get("/v1/rounds/2026-q3/tokens", headers=keys.of(Role.ADMIN))
    with writing(engine) as conn:
        assert close_open_acts(conn, audit, Principal("test", Role.ADMIN, "a test")) == 0
