"""Rounds: the lead opens and asks, the administrator takes links, and neither sees an answer."""

import re
from typing import Any

import pytest

from data_contracts.policy.privacy import load_privacy_policy
from sentiment.release.answers import Question
from sentiment.release.floors import Floors
from serving.access.roles import Role
from serving.feedback.blindfold import blindfold
from serving.feedback.desk import RoundDesk
from serving.feedback.rounds import Organisation
from serving.feedback.store import MIGRATIONS, open_feedback
from serving.store.migrate import migrate

COMPANY = Organisation({"U": None, "A": "U"}, {"U": "Company", "A": "<b>A</b>"}, {"U": 30, "A": 40})


@pytest.fixture
def held(world: Any, tmp_path: Any) -> Any:
    """The world with a desk for rounds."""
    engine = open_feedback(f"sqlite:///{tmp_path / 'feedback.db'}")
    migrate(engine, MIGRATIONS)
    questions = (Question("enps", "enps", "Would you recommend us?"),)
    floors = Floors.of(load_privacy_policy().floors)
    world.steps = []
    world.desk = RoundDesk(
        blindfold(engine),
        lambda units: COMPANY,
        lambda: questions,
        lambda: floors,
        world.steps.append,
        "http://f.test",
    )
    return world


def csrf_in(page: str) -> str:
    """The token of the page's forms."""
    return re.search('name="csrf" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]


def test_a_lead_opens_a_round_and_asks_for_its_close(held: Any) -> None:
    """From the form to the list; the close is behind a second click and starts another process."""
    lead = held.signed_in(Role.ER_LEAD)
    page = lead.get("/rounds").text
    assert "No round has been held yet" in page
    assert "&lt;b&gt;A" in page
    csrf = csrf_in(page)
    form = {"csrf": csrf, "round_id": "2026-q3", "questions": ["enps"], "units": ["A"]}
    assert lead.post("/rounds", data={**form, "csrf": "x"}).status_code == 403
    assert lead.post("/rounds", data=form).status_code == 303
    page = lead.get("/rounds").text
    assert "70 people in 2 groups" in page
    assert "told from 30 on, once a day" in page
    asked = lead.post("/rounds/close", data={"csrf": csrf, "round_id": "2026-q3"})
    assert asked.status_code == 303
    assert len(held.steps) == 1
    assert "Closing" in lead.get("/rounds").text


def test_an_administrator_takes_the_links_once(held: Any) -> None:
    """A file, then a conflict; the lead cannot take them, the administrator cannot open a round."""
    lead, admin = held.signed_in(Role.ER_LEAD), held.signed_in(Role.ADMIN)
    form = {"round_id": "2026-q3", "questions": ["enps"]}
    lead.post("/rounds", data={**form, "csrf": csrf_in(lead.get("/rounds").text)})
    take = {
        "round_id": "2026-q3",
        "base_url": "https://feedback.test",
        "csrf": csrf_in(admin.get("/rounds").text),
    }
    file = admin.post("/rounds/links", data=take)
    assert len(file.text.splitlines()) == 71
    assert file.headers["content-disposition"].startswith("attachment")
    assert admin.post("/rounds/links", data=take).status_code == 409
    assert "cannot be taken again" in admin.get("/rounds").text
    assert lead.post("/rounds/links", data=take).status_code == 403
    assert admin.post("/rounds", data={**form, "csrf": take["csrf"]}).status_code == 403
