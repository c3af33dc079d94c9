"""The impact page: the verdict in words, both arms, and who may see it."""

import re
from datetime import date
from typing import Any

import pytest
from fastapi.testclient import TestClient

from serving.access.roles import Role
from serving.impact.outcomes import Facts, PastLot, record_outcomes, take_history
from serving.impact.terms import store_terms
from serving.outreach.queries import latest_run
from serving.store.engine import reading, writing
from training.impact.business import Terms
from training.impact.effect import effect_in_use

DRAWN = date(2026, 1, 1)


@pytest.fixture
def drawn(week: Any) -> Any:
    """A store in which 600 people were drawn: of 300 now 20 left, of 300 later 30; those of now were talked to."""
    lots = [PastLot(f"H{n:04d}", "now" if n % 2 else "later", DRAWN) for n in range(600)]
    left = {f"H{n:04d}": date(2026, 2, 1 + n % 20) for n in range(0, 60, 2)}
    left |= {f"H{n:04d}": date(2026, 2, 1 + n % 20) for n in range(1, 41, 2)}
    with writing(week.engine) as conn:
        take_history(conn, lots, 90)
        talks = {f"H{n:04d}": (date(2026, 1, 9),) for n in range(1, 601, 2)}
        record_outcomes(conn, Facts(date(2026, 6, 30), left, {}, talks))
    return week


def test_the_page_says_no_more_than_its_interval(drawn: Any) -> None:
    """An effect that is not shown reads "Cannot tell yet.", with its interval, curves and table."""
    page = drawn.signed_in(Role.ER_LEAD).get("/impact")
    assert page.status_code == 200
    assert "<h1>Cannot tell yet.</h1>" in page.text
    assert "Holds at every look" in page.text
    assert 'class="arms"' in page.text
    assert "from history" in page.text
    assert "Smallest drop that so many people show" in page.text
    assert "<summary>As a table</summary>" in page.text


def test_the_business_case_stands_in_money_with_its_range(drawn: Any) -> None:
    """Three figures a line, from and to beside the estimate; a range with a loss in it is said in words."""
    with reading(drawn.engine) as conn:
        run_id = latest_run(conn).run_id
    with writing(drawn.engine) as conn:
        store_terms(conn, run_id, Terms("EUR", 60.0, 30_000.0), 0.15, effect_in_use(0.15, None))
    text = drawn.signed_in(Role.ER_LEAD).get("/impact").text
    rows = re.findall(r'<th scope="row">(Notices[^<]*|Worth[^<]*)</th>((?:<td[^>]*>[^<]*</td>)+)', text)
    told = {name: re.findall(r"<td[^>]*>([^<]*)</td>", cells) for name, cells in rows}
    assert told["Notices prevented"][0] == "10.0"
    assert told["Notices prevented"][1].startswith("\N{MINUS SIGN}")
    assert told["Worth, at 30,000 a replacement"][0] == "300,000"
    assert len(told["Worth less cost"]) == 3
    assert "It pays from" in text
    assert "it cannot be told yet whether this pays" in text


def test_an_empty_store_has_a_page_too(world: Any) -> None:
    """Nothing drawn: the page says that nothing is measured, and why."""
    page = world.signed_in(Role.ER_LEAD).get("/impact")
    assert "<h1>Not measured.</h1>" in page.text
    assert "privacy officer has not approved" in page.text


def test_only_the_lead_has_the_page(drawn: Any, roles: Any) -> None:
    """Every other role is refused, and nobody in particular is sent to sign in."""
    clients: dict[str, TestClient] = roles(drawn)
    for role, client in clients.items():
        status = client.get("/impact").status_code
        assert status == (200 if role == "er_lead" else 303 if role == "nobody" else 403), role
