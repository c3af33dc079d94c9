"""Team: the ER lead's page, its forms, and its empty state."""

import re
from datetime import date

from serving.access.roles import Role
from serving.outreach.lead_desk import LeadDesk
from serving.outreach.preview import GroupChange, ManagerChange, PolicyPreview


def test_the_team_page_shows_weeks_and_names_nobody_who_is_looked_after(week):
    """ER managers by name, people by number alone; the policy preview says how to get one."""
    text = week.signed_in(Role.ER_LEAD).get("/team").text
    assert "Ingrid Solheim" in text
    assert "Amara" not in text
    assert "ermine policy preview" in text
    assert "Hours and coverage" in text
    assert "Who gets help" in text
    assert "proven to be worth the most" in text


def test_a_preview_shows_how_lists_and_shares_of_groups_would_change(week):
    """Lines, hours and what is missing of each ER manager, and of each group who is listed now and then."""
    made = PolicyPreview(
        as_of=date(2026, 7, 1),
        current_policy="a" * 64,
        other_policy="b" * 64,
        conflicts=("capacity is zero for M2",),
        managers=(ManagerChange("M1", "Ingrid Solheim", 5, 7, 3, 1, 6.0, 7.5, 0, 2),),
        groups=(GroupChange("gender", "woman", 40, 0.125, 0.2),),
    )
    week.lead = LeadDesk(preview=lambda: made)
    text = week.signed_in(Role.ER_LEAD).get("/team").text
    lines = [re.sub("<[^>]*>", "|", row) for row in re.findall("<tr>.*?</tr>", text)]
    cells = [[cell for cell in line.split("|") if cell] for line in lines]
    assert ["Ingrid Solheim", "5", "7", "3", "1", "6 h → 7 h 30 min", "0 → 2"] in cells
    assert ["woman", "gender", "40", "12.5", "20.0"] in cells
    assert "capacity is zero for M2." in text
    assert "ermine policy preview" not in text


def test_a_unit_is_reassigned_and_a_goal_set_on_the_page(week):
    """Plain forms with the session's token; what was refused stands above the page."""
    client = week.signed_in(Role.ER_LEAD)
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/team").text).group(1)
    form = {"csrf": token, "to": "M2", "unit_id": "A", "valid_from": "2026-07-02", "note": "From Monday."}
    assert client.post("/team/reassign", data=form).status_code == 303
    assert "Unit A: M2 from 2 July 2026. From Monday." in client.get("/team").text
    past = client.post("/team/reassign", data={**form, "valid_from": "2026-06-01"})
    assert past.status_code == 422
    assert "has passed" in past.text
    goal = {"csrf": token, "words": "Fewer early leavers", "kpi": "retention", "due": "2026-12-31"}
    assert client.post("/team/goals", data=goal).status_code == 303
    assert "Fewer early leavers" in client.get("/team").text
    assert client.post("/team/goals", data={**goal, "kpi": "enps", "words": "Heard"}).status_code == 303
    told = client.get("/kpis").text
    assert '<th scope="row">Fewer early leavers' in told
    assert "<td>31 December 2026</td><td>Retention</td>" in told
    assert "Heard" in told
    unknown = client.post("/team/goals", data={**goal, "kpi": "happiness"})
    assert unknown.status_code == 422
    assert "voluntary_turnover" in unknown.text
    assert client.post("/team/goals", data={**goal, "csrf": "x"}).status_code == 403


def test_the_page_is_the_leads_alone_and_has_an_empty_state(world):
    """Before the first run it names the command; an ER manager is turned away."""
    assert "ermine run" in world.signed_in(Role.ER_LEAD).get("/team").text
    assert world.manager().get("/team").status_code == 403


def test_a_handover_note_stands_above_the_new_managers_list(week):
    """From its day on the new ER manager reads it; nobody else does."""
    client = week.signed_in(Role.ER_LEAD)
    token = re.search(r'name="csrf" value="([^"]+)"', client.get("/team").text).group(1)
    form = {
        "csrf": token,
        "to": "M2",
        "unit_id": "A",
        "valid_from": "2026-07-01",
        "note": "Ingrid tells you more.",
    }
    assert client.post("/team/reassign", data=form).status_code == 303
    assert "Ingrid tells you more." in week.signed_in(Role.ER_MANAGER, "M2").get("/week").text
    assert "Ingrid tells you more." not in week.manager().get("/week").text
