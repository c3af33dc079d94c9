"""The page of KPIs: a table with intervals, and words where there is no figure."""

from typing import Any

from serving.access.roles import Role


def test_the_page_says_what_is_missing_and_never_invents(week: Any) -> None:
    """A run without KPIs shows each KPI with the reason why it has no figure, and who looks after whom."""
    page = week.signed_in(Role.ER_LEAD).get("/kpis")
    assert page.status_code == 200
    assert "Voluntary turnover" in page.text
    assert "not known" in page.text
    assert "Ingrid Solheim" in page.text


def test_a_manager_is_shown_their_own_unit(week: Any) -> None:
    """M1 looks after unit A: the unit's name is escaped, the other manager is not named, B is not found."""
    client = week.manager()
    page = client.get("/kpis")
    assert "Data &amp; &lt;b&gt;Platform&lt;/b&gt;" in page.text
    assert "Paul Roy" not in page.text
    assert client.get("/kpis?unit=B").status_code == 404


def test_without_a_run_the_page_says_what_to_do(world: Any) -> None:
    """KPIs are counted with each run."""
    assert "ermine run" in world.signed_in(Role.ER_LEAD).get("/kpis").text
