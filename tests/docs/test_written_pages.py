"""Pages that are written from the program are what the program would write today."""

from pathlib import Path

import pytest

from ermine.documentation import PAGES, error_classes

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_written_page_is_not_stale(name: str) -> None:
    """Every class of refusal and every route has its heading, and no heading is left over."""
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), "run: python -m ermine.documentation docs"


def test_each_refusal_says_what_it_means() -> None:
    """A class without a sentence of its own could not be understood by whoever gets it."""
    assert [
        kind.__name__ for kind in error_classes() if "__doc__" not in vars(kind) or not kind.__doc__
    ] == []
