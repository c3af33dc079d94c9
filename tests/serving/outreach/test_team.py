"""The ER lead's view: hours, coverage, what became of suggestions, reassignment, goals, and another policy's lists."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from data_contracts.errors import InputRefused, NotFound
from serving.access.roles import Principal, Role
from serving.outreach.on_the_desk import reassigned
from serving.outreach.preview import compare
from serving.outreach.run import make_run
from serving.outreach.team import Handover, close_goal, reassign, set_goal, team
from serving.store.audit_tables import audit_log
from serving.store.engine import reading, writing

LEAD = Principal("key-lead", Role.ER_LEAD, "test")


def test_the_team_is_told_in_figures_that_add_up(office: Any) -> None:
    """Listed, decided, held and carried lines of each ER manager, counted from what was stored."""
    first, second = office.week().items[:2]
    office.decide(first.item_id, "accept", 0)
    office.log(second.item_id, 0)
    with reading(office.engine) as conn:
        found = team(conn, office.today)
    one, other = found.managers
    week = office.week()
    assert (one.population, other.population) == (20, 40)
    assert (one.listed, one.decided, one.held) == (len(week.items), 2, 1)
    assert one.listed_hours == sum(item.hours for item in week.items) <= one.weekly_hours
    assert (one.days_to_contact, other.days_to_contact) == (0, None)
    assert sum(use.held for use in found.playbooks) == 1
    names = {item.name for item in (*week.items, *office.week("ER-2").items)}
    assert not [name for name in names if name in repr(found)]


def test_a_reassignment_is_audited_and_obeyed_by_the_next_run(office: Any) -> None:
    """From its day on; a day that has passed, an unknown unit and two subjects are refused."""
    today = office.today

    def hand(handover: Handover) -> None:
        with writing(office.engine) as conn:
            reassign(conn, office.audit, LEAD, handover, today, office.at)

    hand(Handover("ER-2", "sales", None, today + timedelta(days=3), "Speak to Ana first."))
    with reading(office.engine) as conn:
        [entry] = reassigned(conn)
        [note] = team(conn, today).handovers
        [(action, detail)] = conn.execute(select(audit_log.c.action, audit_log.c.detail)).all()
    assert (entry.er_manager_id, entry.unit_id, note.note) == ("ER-2", "sales", "Speak to Ana first.")
    assert action == "population.reassigned"
    assert "Ana" not in detail
    with pytest.raises(InputRefused, match="passed"):
        hand(Handover("ER-2", "sales", None, today - timedelta(days=1), ""))
    with pytest.raises(InputRefused, match="unit or a person"):
        hand(Handover("ER-2", "sales", "E0000", today, ""))
    for unknown in (Handover("ER-9", "sales", None, today, ""), Handover("ER-2", "moon", None, today, "")):
        with pytest.raises(NotFound):
            hand(unknown)


def test_goals_are_set_and_closed(office: Any) -> None:
    """Goal, playbook, KPI and day; closed once."""
    with writing(office.engine) as conn:
        made = set_goal(
            conn, office.audit, LEAD, words="Fewer early leavers", playbook_id="onboarding-check-in",
            kpi="retention", due=office.today + timedelta(days=90), today=office.today, at=office.at,
        )  # fmt: skip
        close_goal(conn, office.audit, LEAD, made, office.today)
        [goal] = team(conn, office.today).goals
        assert (goal.kpi, goal.closed_on) == ("retention", office.today)
        with pytest.raises(NotFound):
            close_goal(conn, office.audit, LEAD, made, office.today)


def test_a_preview_counts_what_comes_and_goes_and_names_nobody(
    inputs: Any, champion: Any, policy: Any
) -> None:
    """Recounted from both runs' lines; groups of fewer than 30 are left out."""
    rules = policy.model_copy(update={"cool_down_days": 1, "hourly_cost": 500.0})
    before, after = (make_run(inputs, champion, None, one, "ef" * 32) for one in (policy, rules))
    groups = {person.employee_id: "few" if i < 29 else "many" for i, person in enumerate(inputs.people)}
    found = compare(before, after, {"shift": groups})
    for change in found.managers:
        old, new = (
            {i.employee_id for i in run.items if i.er_manager_id == change.er_manager_id}
            for run in (before, after)
        )
        assert (change.before, change.after, change.added, change.dropped) == (
            len(old), len(new), len(new - old), len(old - new),
        )  # fmt: skip
    [group] = found.groups
    listed = {item.employee_id for item in before.items}
    many = [who for who, value in groups.items() if value == "many"]
    assert (group.value, group.people) == ("many", 31)
    assert group.before == sum(who in listed for who in many) / 31
    assert "Person " not in repr(found)


def test_the_team_is_read_and_changed_by_er_leads_only(office: Any, api: Any, keys: Any) -> None:
    """Figures and reassignment through the API; everybody else is refused; before a preview the command is named."""
    lead = keys.of(Role.ER_LEAD)
    assert api.get("/v1/team", headers=lead).json()["managers"][0]["population"] == 20
    assert api.get("/v1/team", headers=keys.er_manager("ER-1")).status_code == 403
    body = {"to": "ER-2", "unit_id": "sales", "valid_from": str(office.today)}
    answer = api.post("/v1/team/reassignments", headers={**lead, "Idempotency-Key": "hand-sales"}, json=body)
    assert answer.json() == {"to": "ER-2", "valid_from": str(office.today)}
    nothing = api.get("/v1/policy/preview", headers=lead)
    assert nothing.status_code == 404
    assert "ermine policy preview" in nothing.json()["remedy"]
    assert "Person" not in json.dumps(api.get("/v1/team", headers=lead).json())
