"""Person: every reason, adding up to the score that was stored; and who is not found."""

import math
import re
from urllib.parse import quote

import pytest
from sqlalchemy import select

from serving.outreach.queries import latest_run, person
from serving.store.engine import reading
from serving.store.tables import run_people


@pytest.mark.parametrize("who", ["E1", "E3", "E/4 5%", "E5", "E8"])
def test_every_reason_is_on_the_page_and_they_sum_to_the_score(week, who):
    """The exact figures in the page: starting point plus all reasons equal the stored log-odds."""
    text = week.manager().get(f"/people/{quote(who, safe='')}").text
    parts = [float(value) for value in re.findall(r'<data value="([^"]+)">', text)]
    [score] = [float(value) for value in re.findall(r'<data class="score" value="([^"]+)">', text)]
    with reading(week.engine) as conn:
        [stored] = conn.execute(
            select(run_people.c.log_odds).where(run_people.c.employee_id == who)
        ).scalars()
    assert len(parts) == 1 + len(week.champion.scorecard.features)
    assert math.isclose(math.fsum(parts), score, abs_tol=1e-9)
    assert score == stored


def test_each_bar_says_its_direction_in_words_and_sign(week):
    """A reason stands under "Raises" with a plus or under "Lowers" with a minus, not in colour alone."""
    text = week.manager().get("/people/E3").text
    raised = text[text.index("Raises the score") : text.index("Lowers the score")]
    lowered = text[text.index("Lowers the score") : text.index(">Score<")]
    assert "No raise for 20 months" in raised
    assert "+0.54" in raised
    assert "Works in Lyon" in lowered
    assert "−0.27" in lowered


def test_each_reason_says_when_its_fact_was(week):
    """The month of the last raise, and for what has no day of its own the day it was known on; small reasons too."""
    text = week.manager().get("/people/E3").text
    said = re.findall(r'<span class="label">([^<]*(?:between|known on|on \d)[^<]*)</span>', text)
    assert len(said) == len(week.champion.scorecard.features)
    assert "Months since the last raise, between 2 October 2024 and 1 November 2024" in said
    assert "Location, as known on 1 July 2026" in said


def test_a_missing_value_is_named_as_missing(week):
    """Hours that nobody recorded are said to be unknown, not shown as nought."""
    assert "Hours not recorded" in week.manager().get("/people/E8").text


def test_people_outside_the_population_are_not_found_as_if_they_did_not_exist(week):
    """A colleague's person and an invented id get the same bytes."""
    client = week.manager()
    foreign, unknown = client.get("/people/E9"), client.get("/people/E404")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.content == unknown.content


@pytest.mark.parametrize(("who", "said"), [("E6", "during their notice period"), ("E7", "asked for that")])
def test_people_without_a_score_get_the_reason_and_no_figures(week, who, said):
    """Somebody in notice or who objected has no bar, no band and no score on the page."""
    text = week.manager().get(f"/people/{who}").text
    assert said in text
    assert "<data" not in text
    assert "Every reason" not in text


def test_a_person_who_is_not_listed_is_told_apart_in_words(week):
    """The page gives the stored rule that kept somebody off the list."""
    with reading(week.engine) as conn:
        view = person(conn, latest_run(conn).run_id, "M1", "E6")
    assert view.not_listed
    assert view.not_listed in week.manager().get("/people/E6").text


def test_before_the_first_run_nobody_is_found(world):
    """Without a run there is no person to show, and the page says how to make one."""
    answer = world.manager().get("/people/E1")
    assert answer.status_code == 404
    assert "<code>ermine run</code>" in answer.text
