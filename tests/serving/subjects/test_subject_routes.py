"""What a person may ask and do: see, contest, object; what the privacy officer answers; what then holds for others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select
from starlette.testclient import TestClient

from serving.access.roles import Role
from serving.audit.chain import first_break
from serving.audit.reading import links
from serving.store.engine import reading, writing
from serving.store.outreach_tables import item_states
from serving.store.tables import run_people
from serving.subjects.links import issue_link

pytestmark = pytest.mark.db
Person = Callable[[str], dict[str, str]]


@pytest.fixture
def key_of(engine: Engine, kit: Any) -> Person:
    """A bearer key that stands for one person; each use of the result carries a new idempotency key."""

    def made(employee_id: str) -> dict[str, str]:
        with writing(engine) as conn:
            key = issue_link(conn, employee_id, kit.now, kit.now + timedelta(days=1), sign_in=False)
        return {"Authorization": f"Bearer {key.text}", "Idempotency-Key": f"k-{key.key_id}"}

    return made


@pytest.fixture
def listed(api: TestClient, keys: Any, store: Any, inputs: Any) -> str:
    """A run, and the first person on ER-1's list."""
    store(inputs)
    first: str = on_list(api, keys)[0]
    return first


def on_list(api: TestClient, keys: Any, manager: str = "ER-1") -> list[str]:
    """Who is on the ER manager's list."""
    items = api.get("/v1/outreach", headers=keys.er_manager(manager)).json()["items"]
    return [item["employee_id"] for item in items]


def test_a_person_sees_what_is_held_who_looked_and_why(
    api: TestClient, keys: Any, key_of: Person, listed: str
) -> None:
    """Their row, their line, and the ER manager's look at the list, without anybody's name."""
    api.post("/v1/scores", headers=keys.hr_system(), json={"employee_ids": [listed]})
    me = api.get("/v1/me", headers=key_of(listed)).json()
    assert me["employee_id"] == listed
    assert {holding["place"] for holding in me["holdings"]} >= {"run_people", "run_items", "subject_links"}
    assert [line["why"] for line in me["why_listed"]]
    assert {(look["who"], look["did"], look["purpose"]) for look in me["looks"]} == {
        ("An employee-relations manager", "saw a list with you on it", ""),
        ("An HR system", "was given your score", "weekly planning"),
    }
    again = api.get("/v1/me", headers=key_of(listed)).json()
    assert ("You", "looked at this page") in {(look["who"], look["did"]) for look in again["looks"]}


def test_the_privacy_officer_sees_the_same_and_others_see_nothing_of_it(
    api: TestClient, keys: Any, key_of: Person, listed: str
) -> None:
    """Who looked is for the privacy officer and the person; an unknown id is 404."""
    dpo = keys.of(Role.DPO)
    found = api.get(f"/v1/subjects/{listed}", headers=dpo)
    assert found.status_code == 200
    assert found.json()["looks"]
    assert api.get("/v1/subjects/nobody", headers=dpo).status_code == 404
    for role in set(Role) - {Role.DPO}:
        assert api.get(f"/v1/subjects/{listed}", headers=keys.of(role)).status_code == 403
        assert api.get("/v1/contests", headers=keys.of(role)).status_code == 403
    for role in set(Role) - {Role.EMPLOYEE}:
        assert api.get("/v1/me", headers=keys.of(role)).status_code == 403
    assert (
        api.get("/v1/me", headers=keys.of(Role.EMPLOYEE)).status_code == 404
    )  # a key that stands for nobody


def test_a_contested_line_is_suspended_until_a_person_answers(
    api: TestClient, keys: Any, key_of: Person, listed: str
) -> None:
    """Gone from the list and by its id at once; rejected it comes back, upheld it stays away."""
    headers = key_of(listed)
    manager = keys.er_manager("ER-1")
    item = api.get("/v1/outreach", headers=manager).json()["items"][0]["item_id"]
    opened = api.post("/v1/me/contest", headers=headers, json={"about": "I had a raise."})
    assert (opened.status_code, opened.json()["answer_by"]) == (201, "2026-07-31")
    assert listed not in on_list(api, keys)
    assert api.get(f"/v1/outreach/{item}", headers=manager).status_code == 404
    dpo = keys.of(Role.DPO)
    (waiting,) = api.get("/v1/contests", headers=dpo).json()["contests"]
    assert (waiting["employee_id"], waiting["about"]) == (listed, "I had a raise.")
    answer = f"/v1/contests/{waiting['contest_id']}/answer"
    told = {"outcome": "rejected", "answer": "It counts from next month."}
    assert api.post(answer, headers={**dpo, "Idempotency-Key": "answer-one"}, json=told).status_code == 200
    assert listed in on_list(api, keys)
    assert api.post(answer, headers={**dpo, "Idempotency-Key": "answer-two"}, json=told).status_code == 409
    assert api.get("/v1/me", headers=headers).json()["contests"][0]["answer"] == told["answer"]
    again = api.post(
        "/v1/me/contest",
        headers={**headers, "Idempotency-Key": "contest-two"},
        json={"about": "Still wrong."},
    )
    told = {"outcome": "upheld", "answer": "You are right."}
    answer = f"/v1/contests/{again.json()['contest_id']}/answer"
    assert api.post(answer, headers={**dpo, "Idempotency-Key": "answer-three"}, json=told).status_code == 200
    assert listed not in on_list(api, keys)


def test_who_objects_is_out_of_every_list_score_and_stored_run_at_once(
    api: TestClient, keys: Any, key_of: Person, listed: str, engine: Engine
) -> None:
    """No line, no score to the HR system, and nothing of the score left in the store; others keep theirs. The line is
    withdrawn, so that it takes nobody's hours either."""
    others = [who for who in on_list(api, keys) if who != listed]
    assert api.post("/v1/me/object", headers=key_of(listed)).json() == {"objected": True}
    assert on_list(api, keys) == others
    scored = api.post("/v1/scores", headers=keys.hr_system(), json={"employee_ids": [listed]}).json()
    assert (scored["results"][0]["status"], scored["results"][0]["reason"]) == ("not_scored", "objected")
    with reading(engine) as conn:
        row = conn.execute(select(run_people).where(run_people.c.employee_id == listed)).one()
        assert (row.log_odds, row.probability, row.features, row.contributions) == (None, None, {}, {})
        line = conn.execute(select(item_states.c.state, item_states.c.reason)).one()
        assert tuple(line) == ("withdrawn", "objected")
        assert first_break(links(conn)) is None
        actions = [link.entry.action for link in links(conn)]
    assert "person.objected" in actions


@pytest.mark.parametrize("about", ["", "x" * 2001, 5, None])
def test_a_contest_needs_words_and_not_too_many(
    api: TestClient, key_of: Person, listed: str, about: object
) -> None:
    """422, and nothing is suspended."""
    answer = api.post("/v1/me/contest", headers=key_of(listed), json={"about": about})
    assert answer.status_code == 422


def test_one_contest_at_a_time(api: TestClient, key_of: Person, listed: str) -> None:
    """A second one while the first waits is a conflict."""
    headers = key_of(listed)
    api.post("/v1/me/contest", headers=headers, json={"about": "Wrong."})
    second = api.post(
        "/v1/me/contest", headers={**headers, "Idempotency-Key": "contest-two"}, json={"about": "Wrong."}
    )
    assert second.status_code == 409
