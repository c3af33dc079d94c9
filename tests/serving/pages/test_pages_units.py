"""Units: published figures of one's own units; everything else is one sentence, or not found."""

import re
from datetime import date
from typing import Any

import pytest

from serving.access.roles import Role
from serving.insight.releases import Release

SHOWN = {"shown": True, "n": 60, "value": -20.0, "low": -30.0, "high": -10.0}
HOSTILE = "<script>alert(1)</script> it is too loud"


def a_release(round_id: str, day: date, enps: dict[str, Any]) -> Release:
    """A round in which unit A is shown as told, and unit B is not."""
    mood = {"shown": True, "n": 40, "shares": {"negative": 50, "neutral": 20, "positive": 30}}
    cells = {"enps": enps, "sentiment": mood, "topic:workload": {"shown": True, "share": 40}}
    hidden = {name: {"shown": False, "see": "U"} for name in cells}
    units = [
        {"unit": "U", "cells": cells, "quotes": []},
        {"unit": "A", "cells": cells, "quotes": [HOSTILE]},
        {"unit": "B", "cells": hidden, "quotes": []},
    ]
    asked = [{"id": "enps", "kind": "enps", "text": "Would you recommend us?"}]
    document = {"format": "ermine-release/1", "round": round_id, "questions": asked, "units": units}
    homes, eligible = {unit: unit for unit in "UAB"}, {"U": 200, "A": 100, "B": 9}
    return Release(round_id, day, day, document, {"U": "Company"}, homes, eligible)


@pytest.fixture
def told(week: Any) -> Any:
    """The run's world with two released rounds: the eNPS of unit A fell clearly."""
    before = a_release("2026-q1", date(2026, 3, 31), {**SHOWN, "value": 30.0, "low": 20.0, "high": 40.0})
    week.releases = (before, a_release("2026-q2", date(2026, 6, 30), SHOWN))
    return week


def test_a_unit_shows_figures_intervals_changes_and_quotes_as_text(told: Any) -> None:
    """What was released stands there, what somebody wrote is text and never markup."""
    page = told.manager().get("/units/A").text
    for said in (
        "−20",
        "(−30 to −10)",
        "fell by 50 since 2026-q1",
        "Workload and pressure",
        "Every round as a table",
    ):
        assert said in page
    assert "&lt;script&gt;" in page
    assert "<script>alert" not in page


def test_another_managers_unit_is_the_same_404_as_an_unknown_one(told: Any) -> None:
    """Foreign and unknown cannot be told apart."""
    mine = told.manager()
    foreign, unknown = mine.get("/units/B"), mine.get("/units/NO-SUCH")
    assert foreign.status_code == unknown.status_code == 404
    assert foreign.text == unknown.text


def test_a_withheld_unit_names_the_next_published_one(told: Any) -> None:
    """The ER lead sees every unit; of the small one only where to look."""
    page = told.signed_in(Role.ER_LEAD).get("/units/B")
    assert page.status_code == 200
    assert "Not shown for this group. The next larger group that is shown: Company." in page.text


def test_the_list_of_units_is_ones_own(told: Any) -> None:
    """M1 looks after unit A only; without a released round the page says what is missing."""
    page = told.manager().get("/units").text
    assert "/units/A" in page
    assert "/units/B" not in page
    told.releases = ()
    assert "No round has been released yet" in told.manager().get("/units").text


def test_a_promise_goes_from_the_form_to_the_page_and_can_be_kept(told: Any) -> None:
    """Post, redirect, shown as text; done once, and then the button is gone."""
    mine = told.manager()
    csrf = re.search('name="csrf" value="([^"]+)"', mine.get("/units/A").text).group(1)
    form = {
        "csrf": csrf,
        "unit_id": "A",
        "measure": "topic:workload",
        "what": HOSTILE,
        "owner": "Jo",
        "due": "2026-08-01",
    }
    assert mine.post("/commitments", data={**form, "csrf": "other"}).status_code == 403
    sent = mine.post("/commitments", data=form)
    assert (sent.status_code, sent.headers["location"]) == (303, "/units/A#did")
    page = mine.get("/units/A").text
    assert "Mark as done" in page
    assert "<script>alert" not in page
    promised = re.search('name="commitment_id" value="([^"]+)"', page).group(1)
    done = {"csrf": csrf, "commitment_id": promised, "version": "1"}
    assert mine.post("/commitments/done", data=done).status_code == 303
    assert mine.post("/commitments/done", data=done).status_code == 409
    assert "Mark as done" not in mine.get("/units/A").text
