"""How often a page asks the database: as often for ten times as many people."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, event

from benchmarks.page_time import LEAD_PAGES, MANAGER_PAGES, Served, served

SEEN_BY_BOTH = [page for page in MANAGER_PAGES if "start" not in page]
PAGES = [*(("manager", page) for page in SEEN_BY_BOTH), *(("lead", page) for page in LEAD_PAGES)]


@pytest.fixture(scope="module")
def companies(tmp_path_factory: pytest.TempPathFactory) -> tuple[Served, Served]:
    """One of 100 people and one of 1,000 in two departments."""
    folder = tmp_path_factory.mktemp("companies")
    return served(100, folder / "small"), served(1000, folder / "large")


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """Everything that is asked of any database while a test runs."""
    asked: list[str] = []

    def note(conn: object, cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


@pytest.mark.parametrize(("who", "page"), PAGES)
def test_a_page_asks_as_often_for_ten_times_as_many_people(companies, statements, who, page) -> None:
    """Lists, a person, units and the team; only whether this one person is listed may cost a look-up or two."""
    counts = []
    for company in companies:
        client = getattr(company, who)
        client.get(page)
        statements.clear()
        assert client.get(page).status_code == 200
        counts.append(len(statements))
    assert counts[1] <= 30, statements
    assert abs(counts[1] - counts[0]) <= (2 if "/people/" in page else 0), counts
