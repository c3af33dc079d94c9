"""My week: the stored list as the ER manager reads it, and what stands there when there is none."""

import re
from datetime import date
from urllib.parse import unquote

import pytest

from serving.access.roles import Role
from serving.outreach.queries import latest_run, manager_list
from serving.store.engine import reading


def names(text):
    """The people on a page, in order, by the address of their page."""
    addresses = re.findall(r'<h2 id="person-[^"]+"><a href="/people/([^"]+)">', text)
    return [unquote(address) for address in addresses]


@pytest.fixture
def stored(week):
    """The list as it is stored."""
    with reading(week.engine) as conn:
        return manager_list(conn, latest_run(conn).run_id, "M1")


def test_the_page_shows_the_stored_list_in_its_order(week, stored):
    """The page has exactly the stored people, in the stored order, each linked by an id that fits an address."""
    shown = names(week.manager().get("/week").text)
    assert shown == [item.employee_id for item in stored.items]
    assert len(shown) >= 3


def test_each_line_answers_who_why_how_sure_and_about_what(week, stored):
    """Every line has its band in words, what people with such scores did, reasons, questions and hours."""
    text = week.manager().get("/week").text
    for item in stored.items:
        [line] = re.findall(rf'<li value="{item.order}">.*?</li>\n(?=<li value|</ol>)', text, re.DOTALL)
        assert item.band.replace("_", " ") in line
        assert item.band_observed.sentence in line
        assert 1 <= len(item.reasons) <= 3
        assert all(reason.text in line for reason in item.reasons)
        assert all(question.replace("'", "&#39;") in line for question in item.playbook.opening_questions)
        assert item.playbook.name in line
        assert "Good until 8 July 2026" in line


def test_the_page_says_how_the_list_was_made(week):
    """Day, model with version, data and the frozen calendar are on the page."""
    text = week.manager().get("/week").text
    for said in ("Wednesday 1 July 2026", "attrition, version 3", "invented people", "stands still"):
        assert said in text


def test_hours_planned_and_left_add_up_to_the_weeks_hours(week, stored):
    """The hours bar shows the stored hours, and both figures are there in words."""
    text = week.manager().get("/week").text
    planned = round(stored.hours_used * 60)
    assert 0 < planned <= stored.hours_available * 60 == 360
    shown = re.search(r"<span>(?:(\d+) h)? ?(?:(\d+) min)? planned</span>", text)
    assert int(shown.group(1) or 0) * 60 + int(shown.group(2) or 0) == planned


def test_one_band_can_be_shown_alone(week, stored):
    """The filter keeps the numbers on the whole list and shows the people of one band."""
    text = week.manager().get("/week?band=talk_soon").text
    expected = [item.employee_id for item in stored.items if item.band == "talk_soon"]
    assert 0 < len(expected) < len(stored.items)
    assert len(names(text)) == len(expected)
    assert f'All <span class="figure">{len(stored.items)}</span>' in text


def test_a_band_that_does_not_exist_is_not_taken_for_all(week):
    """A wrong filter is refused instead of being ignored."""
    assert week.manager().get("/week?band=red").status_code == 422


def test_nobody_sees_a_colleagues_people(week):
    """The other ER manager's list has only the other unit's person."""
    text = week.signed_in(Role.ER_MANAGER, "M2").get("/week").text
    assert names(text) == ["E9"]
    assert "Amara" not in text


def test_before_the_first_run_the_page_names_the_command(world):
    """The empty state says which commands make a list."""
    answer = world.manager().get("/week")
    assert answer.status_code == 200
    assert "There is no list yet" in answer.text
    assert "ermine run" in answer.text


def test_an_er_manager_whom_the_run_does_not_know_is_told_why(week):
    """Somebody without a population reads what is missing instead of an empty list."""
    answer = week.signed_in(Role.ER_MANAGER, "M99").get("/week")
    assert answer.status_code == 200
    assert "The last run made no list for you" in answer.text


def test_a_list_that_ran_out_says_so(week):
    """After its last good day the list is still shown, with a warning."""
    assert "ran out on" not in week.manager().get("/week").text
    week.today = date(2026, 7, 9)
    assert "ran out on 8 July 2026" in week.manager().get("/week").text


def test_without_a_model_the_page_says_that_nobody_has_a_score(world):
    """A cold-start list claims no band and no order by benefit."""
    world.run(cold=True)
    text = world.manager().get("/week").text
    assert "No personal model is in use." in text
    assert "not known" in text
    assert "should do the most good" not in text
    assert "talk soon" not in text


def test_a_week_with_nobody_to_suggest_explains_itself(world):
    """When everyone is in notice or objected the page says so in words."""
    world.run(people=("E6", "E7", "E9"))
    answer = world.manager().get("/week")
    assert answer.status_code == 200
    assert "Nobody was left for whom a conversation is suggested" in answer.text
