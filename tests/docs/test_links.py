"""Documentation that points at something points at something that is there."""

import re
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
PAGES = sorted([*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md")])
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_every_relative_link_leads_to_a_file(page: Path) -> None:
    """No page links to a file that does not exist."""
    links = [link.split("#")[0] for link in LINK.findall(page.read_text("utf-8"))]
    relative = [link for link in links if link and "://" not in link]
    assert [link for link in relative if not (page.parent / link).exists()] == []


def test_each_page_of_docs_can_be_reached_from_the_readme() -> None:
    """Following links from the README reaches every page."""
    seen: set[Path] = set()
    waiting = [REPO / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md" or not page.exists():
            continue
        seen.add(page)
        links = (link.split("#")[0] for link in LINK.findall(page.read_text("utf-8")))
        waiting += [(page.parent / link).resolve() for link in links if link and "://" not in link]
    assert [page for page in (REPO / "docs").rglob("*.md") if page not in seen] == []
