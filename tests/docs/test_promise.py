"""The promise is one text, and each sentence of it has a test that exists."""

import ast
import re
from pathlib import Path

import pytest

from serving.intake.promise import Sentence, load_promise, promise_page

REPO = Path(__file__).resolve().parents[2]
PAGE = REPO / "docs" / "promise.md"
SENTENCES = [sentence for part in load_promise().parts for sentence in part.sentences]


def defined_in(file: Path) -> set[str]:
    """The names of the tests that a file defines."""
    parsed = ast.parse(file.read_text("utf-8"))
    return {node.name for node in parsed.body if isinstance(node, ast.FunctionDef)}


def test_the_page_is_the_text_that_is_served() -> None:
    """The page in the repository is, letter by letter, what the served promise gives."""
    assert PAGE.read_text("utf-8") == promise_page(), "run: python -m serving.intake.promise docs/promise.md"


@pytest.mark.parametrize("sentence", SENTENCES, ids=lambda sentence: sentence.test.rpartition("::")[2])
def test_each_sentence_names_a_test_that_exists(sentence: Sentence) -> None:
    """The file is there and defines a test of that name."""
    file, _, name = sentence.test.partition("::")
    assert name.startswith("test_")
    assert name in defined_in(REPO / file)


def test_each_line_of_the_page_links_to_its_test() -> None:
    """Whoever reads the page gets to the file of the test with one click."""
    linked = re.findall(r"^- .+ \(\[`(\w+)`\]\(\.\./(tests/[\w/.]+)\)\)$", PAGE.read_text("utf-8"), re.M)
    assert [f"{file}::{name}" for name, file in linked] == [sentence.test for sentence in SENTENCES]
