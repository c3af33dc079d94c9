"""The employee's own page and the privacy officer's: without JavaScript, by form, for their roles only."""

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from serving.access.roles import Role
from serving.store.engine import writing
from serving.subjects.links import issue_link


@pytest.fixture
def employee(world: Any) -> TestClient:
    """A browser in which E1 opened the link that was made for her, after a mail scanner had looked at it."""
    world.run()
    with writing(world.engine) as conn:
        key = issue_link(conn, "E1", world.now, world.now + timedelta(days=1)).text
    client: TestClient = world.visitor()
    client.get(f"/me/enter/{key}")
    door = client.get(f"/me/enter/{key}")
    assert door.status_code == 200
    form = door.text.split('name="form" value="')[1].split('"')[0]
    answer = client.post("/me/enter", data={"key": key, "form": form})
    assert (answer.status_code, answer.headers["location"]) == (303, "/me")
    assert world.visitor().post("/me/enter", data={"key": key, "form": form}).status_code == 403
    return client


def csrf_of(text: str) -> str:
    """The form's token in a page."""
    return text.split('name="csrf" value="')[1].split('"')[0]


def test_an_employee_sees_contests_and_objects_and_the_officer_answers(world: Any, employee: Any) -> None:
    """The whole journey by forms alone."""
    manager = world.manager()
    assert "Amara" in manager.get("/week").text
    page = employee.get("/me").text
    assert "saw a list with you on it" in page
    assert "Stay interview" in page or "because" in page
    sent = employee.post("/me/contest", data={"about": "I had a raise.", "csrf": csrf_of(page)})
    assert sent.headers["location"] == "/me?done=contested"
    assert "Waiting for an answer" in employee.get("/me?done=contested").text
    assert "Amara" not in manager.get("/week").text
    officer = world.signed_in(Role.DPO)
    desk = officer.get("/privacy").text
    assert "I had a raise." in desk
    assert "Whole" in desk
    contest_id = desk.split('name="contest_id" value="')[1].split('"')[0]
    form = {
        "contest_id": contest_id,
        "outcome": "rejected",
        "told": "It counts later.",
        "csrf": csrf_of(desk),
    }
    assert officer.post("/privacy/contests", data=form).status_code == 303
    assert "It counts later." in employee.get("/me").text
    assert "Amara" in manager.get("/week").text
    person = officer.post("/privacy/person", data={"employee_id": "E1", "csrf": csrf_of(desk)}).text
    assert "answered what you contested" in person
    assert employee.post("/me/object", data={"csrf": csrf_of(page)}).status_code == 303
    assert "You objected" in employee.get("/me").text
    assert "Amara" not in manager.get("/week").text
    assert "Nothing was worked out" in manager.get("/people/E1").text


def test_forms_of_another_site_change_nothing(world: Any, employee: Any) -> None:
    """Without the session's token each act is refused."""
    for path, data in (("/me/contest", {"about": "x"}), ("/me/object", {})):
        assert employee.post(path, data=data).status_code == 403
    officer = world.signed_in(Role.DPO)
    assert officer.post("/privacy/person", data={"employee_id": "E1"}).status_code == 403


def test_the_pages_are_for_their_roles_only(world: Any, employee: Any) -> None:
    """An ER manager sees neither who looked nor what was contested."""
    manager = world.manager()
    for path in ("/me", "/privacy"):
        assert manager.get(path).status_code == 403
    assert employee.get("/privacy").status_code == 403
    assert employee.get("/week").status_code == 403
    assert employee.get("/people/E1").status_code == 403


def test_an_unknown_person_is_said_to_be_nobody(world: Any) -> None:
    """A sentence, not an error."""
    world.run()
    officer = world.signed_in(Role.DPO)
    desk = officer.get("/privacy").text
    answer = officer.post("/privacy/person", data={"employee_id": "nobody", "csrf": csrf_of(desk)})
    assert "Nothing is held" in answer.text
