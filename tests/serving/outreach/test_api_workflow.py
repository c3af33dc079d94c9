"""Decisions, outcomes and relationship records through the API: once per key, by version, for one's own people."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from serving.access.roles import Role
from serving.store.audit_tables import audit_log, idempotency
from serving.store.engine import reading


@pytest.fixture
def call(api: Any, keys: Any, office: Any) -> Any:
    """Call the API as an ER manager; what changes something carries a new key unless one is given."""
    headers = {who: keys.er_manager(who) for who in ("ER-1", "ER-2")}
    numbers = iter(range(1000))

    def send(method: str, path: str, body: Any = None, who: str = "ER-1", key: str | None = None) -> Any:
        own = {**headers[who], "Idempotency-Key": key or f"test-key-{next(numbers):04d}"}
        return api.request(method, path, headers=own, json=body)

    return send


def test_a_decision_is_replayed_for_its_key_and_refused_for_a_stale_version(office: Any, call: Any) -> None:
    """The same request twice is one effect; another with the old version is a 409 that says what to do."""
    item = office.line()
    path = f"/v1/outreach/{item.item_id}/decision"
    body = {"decision": "accept", "version": 0}
    first, again = (call("POST", path, body, key="same-key-1") for _ in range(2))
    assert first.json() == again.json()
    assert (first.json()["state"], first.json()["version"]) == ("accepted", 1)
    stale = call("POST", path, {"decision": "dismiss", "reason": "wrong_time", "version": 0})
    assert (stale.status_code, stale.json()["type"]) == (409, "urn:ermine:item-changed")
    assert stale.json()["remedy"]
    listed = call("GET", "/v1/outreach").json()["items"][0]
    assert (listed["state"], listed["version"]) == ("accepted", 1)


def test_a_line_of_a_colleague_and_an_unknown_one_are_the_same_404(office: Any, call: Any) -> None:
    """Byte for byte, for decisions and outcomes."""
    item = office.line()
    for act, body in (
        ("decision", {"decision": "accept", "version": 0}),
        ("outcome", {"kind": "talked", "version": 0}),
    ):
        theirs, unknown = (
            call("POST", f"/v1/outreach/{item_id}/{act}", body, who="ER-2")
            for item_id in (item.item_id, "0" * 24)
        )
        assert theirs.status_code == unknown.status_code == 404
        assert theirs.content == unknown.content


MALFORMED: list[dict[str, Any]] = [
    {"decision": "accept"},
    {"decision": "fire", "version": 0},
    {"decision": "accept", "version": True},
    {"decision": "accept", "version": 0, "probability": 1},
    {"decision": "dismiss", "version": 0, "reason": "bored"},
    {"decision": "dismiss", "version": 0, "reason": "other", "words": "x" * 501},
]


@pytest.mark.parametrize("body", MALFORMED)
def test_a_malformed_decision_is_a_422(office: Any, call: Any, body: dict[str, Any]) -> None:
    """Before anything is looked up."""
    assert call("POST", f"/v1/outreach/{office.line().item_id}/decision", body).status_code == 422


def test_only_er_managers_decide(office: Any, api: Any, keys: Any) -> None:
    """Every other role is refused at the door."""
    for role in (Role.HR_SYSTEM, Role.DATA_SCIENTIST, Role.ER_LEAD, Role.DPO, Role.ADMIN):
        headers = {**keys.of(role), "Idempotency-Key": "some-key-1"}
        path = f"/v1/outreach/{office.line().item_id}/decision"
        assert api.post(path, headers=headers, json={"decision": "accept", "version": 0}).status_code == 403


def test_a_logged_contact_is_on_the_timeline_and_its_note_is_its_authors(office: Any, call: Any) -> None:
    """The author reads the note; whoever takes over sees that there is a private one, until it is shared."""
    item = office.line()
    who = item.employee_id
    note = {
        "note": "Between us.",
        "next_step": "Call again.",
        "next_on": str(office.today + timedelta(days=9)),
    }
    logged = call("POST", f"/v1/outreach/{item.item_id}/outcome", {"kind": "talked", "version": 0, **note})
    assert logged.json()["state"] == "done"
    assert "Between us" not in logged.text
    shared = {"kind": "talked", "note": "Likes mornings.", "share_note": True, "asked_for": True}
    assert call("POST", f"/v1/employees/{who}/contacts", shared).status_code == 200
    mine = call("GET", f"/v1/employees/{who}/timeline").json()
    assert {c["note"] for c in mine["contacts"]} == {"Between us.", "Likes mornings."}
    assert call("GET", f"/v1/employees/{who}/timeline", who="ER-2").status_code == 404
    next_line = call(
        "POST", f"/v1/outreach/{office.line(1).item_id}/decision", {"decision": "accept", "version": 0}
    )
    assert next_line.status_code == 200
    with reading(office.engine) as conn:
        from serving.relationship.contacts import contacts_of

        colleague = contacts_of(conn, who, "ER-2")
    assert [(c.note, c.private) for c in colleague] == [("Likes mornings.", False), ("", True)] or [
        (c.note, c.private) for c in colleague
    ] == [("", True), ("Likes mornings.", False)]


def test_a_relationship_record_is_replaced_version_by_version(office: Any, call: Any) -> None:
    """Empty at first; a stale version is a 409; somebody else's person and an unknown one are the same 404."""
    who = office.line().employee_id
    path = f"/v1/employees/{who}/relationship"
    assert call("GET", path).json()["version"] == 0
    said = {
        "aspirations": "Lead a team.",
        "motivators": "Quiet mornings.",
        "channel": "phone",
        "language": "en",
    }
    assert call("PUT", path, {"version": 0, **said}).json() == {"version": 1}
    assert call("PUT", path, {"version": 0, "aspirations": "Other."}).status_code == 409
    assert call("GET", path).json()["said"] == {**said, "coaching_needs": ""}
    assert office.line().aspirations == "Lead a team."
    foreign, unknown = (call("GET", p, who="ER-2") for p in (path, "/v1/employees/nobody/relationship"))
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


def test_no_note_reaches_hr_systems_kept_replies_or_the_audit(
    office: Any, call: Any, api: Any, keys: Any
) -> None:
    """A canary in every text field is found in the relationship tables alone."""
    item, canary = office.line(), "CANARY-7f3a"
    body = {"kind": "talked", "version": 0, "note": canary, "next_step": canary, "next_on": str(office.today)}
    assert call("POST", f"/v1/outreach/{item.item_id}/outcome", body).status_code == 200
    call("PUT", f"/v1/employees/{item.employee_id}/relationship", {"version": 0, "aspirations": canary})
    scores = api.post("/v1/scores", headers=keys.hr_system(), json={"employee_ids": [item.employee_id]})
    assert canary not in scores.text
    with reading(office.engine) as conn:
        kept = repr(conn.execute(select(idempotency)).all()) + repr(conn.execute(select(audit_log)).all())
    assert canary not in kept


def test_a_next_step_without_a_day_is_refused_with_what_to_do(office: Any, call: Any) -> None:
    """Words without a day, a day without words, a day that has passed."""
    who = office.line().employee_id
    past = str(office.today - timedelta(days=1))
    for wrong in (
        {"next_step": "Call."},
        {"next_on": str(office.today)},
        {"next_step": "Call.", "next_on": past},
    ):
        answer = call("POST", f"/v1/employees/{who}/contacts", {"kind": "talked", **wrong})
        assert answer.status_code == 422
        assert answer.json()["remedy"]


def test_the_person_can_be_shown_what_is_kept_about_them(office: Any, call: Any) -> None:
    """Private notes too: the person may ask to see them."""
    from serving.subjects.holdings import held_in_store

    item = office.line()
    office.log(item.item_id, 0, note="Between us.", next_step="Call.", next_on=office.today)
    call("PUT", f"/v1/employees/{item.employee_id}/relationship", {"version": 0, "aspirations": "Lead."})
    with reading(office.engine) as conn:
        held = {holding.place: holding for holding in held_in_store(conn, item.employee_id)}
    assert held["contacts"].rows[0]["note"] == "Between us."
    assert held["promises"].rows[0]["words"] == "Call."
    assert held["relationships"].about == "What matters to you, as your ER manager wrote it down"
