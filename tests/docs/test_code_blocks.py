"""Code and settings that a page shows are those of the program, and are taken as they stand."""

import ast
import importlib
import importlib.util
import json
import re
import textwrap
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pydantic import TypeAdapter

from data_contracts.policy.outreach import Playbook
from data_contracts.policy.privacy import PrivacyPolicy
from data_contracts.snapshot_mapping import SnapshotMapping
from serving.api.score_request import ScoreRequest

REPO = Path(__file__).resolve().parents[2]
DOCS = REPO / "docs"
OURS = ("data_contracts", "features", "sentiment", "training", "serving", "ermine")


def shown(language: str, page: str = "**/*.md") -> list[str]:
    """The text of each block of a language."""
    blocks = re.compile(rf"^ *```{language}\n(.*?)^ *```$", re.M | re.S)
    pages = (file.read_text("utf-8") for file in sorted(DOCS.glob(page)))
    return [textwrap.dedent(text) for page_text in pages for text in blocks.findall(page_text)]


def flat(text: str) -> str:
    """Its lines without what they are indented by."""
    return "\n".join(line.strip() for line in text.strip().splitlines())


def test_the_walks_show_what_stands_in_the_program() -> None:
    """Code and playbooks of `how-to-add.md` are taken from the repository word by word."""
    kinds = ("py", "toml", "csv")
    files = [file for package in OURS for kind in kinds for file in (REPO / package).rglob(f"*.{kind}")]
    program = "\n".join(flat(file.read_text("utf-8")) for file in files)
    walks = [block for language in ("python", "toml", "csv") for block in shown(language, "how-to-add.md")]
    assert len(walks) >= 5
    assert [text for text in walks if flat(text) not in program] == []


@pytest.mark.parametrize("text", shown("python"))
def test_what_is_imported_on_a_page_is_there(text: str) -> None:
    """Each block is Python, and what it imports from Ermine has that name."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in OURS:
            module = importlib.import_module(str(node.module))
            assert [name.name for name in node.names if not hasattr(module, name.name)] == []


def in_privacy(name: str) -> Callable[[dict[str, Any]], object]:
    """Reads one part of the privacy policy."""
    part = TypeAdapter(PrivacyPolicy.model_fields[name].annotation)
    return lambda said: part.validate_python(said[name])


TAKEN: dict[str, Callable[[dict[str, Any]], object]] = {
    "snapshot": lambda said: SnapshotMapping.model_validate({"name": "people", **said["snapshot"]}),
    "help_lines": in_privacy("help_lines"),
    "concerns": in_privacy("concerns"),
    "playbooks": lambda said: [Playbook.model_validate(one) for one in said["playbooks"]],
    "id": Playbook.model_validate,
}
"""Who reads a block of settings, by its first key."""


@pytest.mark.parametrize("text", shown("toml"))
def test_settings_on_a_page_are_taken(text: str) -> None:
    """A key that was renamed, or a value that is refused by now, is found where it is documented."""
    said = tomllib.loads(text)
    TAKEN[next(iter(said))](said)


@pytest.mark.parametrize("text", shown("json", "api.md"))
def test_bodies_on_the_page_of_the_api_are_taken(text: str) -> None:
    """What the guide sends is read by the type that the route reads."""
    TypeAdapter(ScoreRequest).validate_python(json.loads(text))


def test_the_story_of_the_architecture_names_modules_that_are_there() -> None:
    """What stands behind each step can be opened."""
    named = set(re.findall(rf"\b(?:{'|'.join(OURS)})(?:\.[a-z_]+)+", "".join(shown("", "architecture.md"))))
    assert len(named) >= 8
    assert [name for name in sorted(named) if importlib.util.find_spec(name) is None] == []


def test_the_picture_of_the_architecture_says_what_it_shows() -> None:
    """It has a title and a description, names each package, and the page has words in its place."""
    picture = ElementTree.parse(DOCS / "pictures" / "architecture.svg").getroot()
    words = ["".join(part.itertext()) for part in picture]
    assert picture.get("role") == "img"
    assert [part.get("id") for part in picture][:2] == ["title", "desc"]
    assert [package for package in OURS if package not in words] == []
    [alt] = re.findall(
        r"!\[(.+)\]\(pictures/architecture\.svg\)", (DOCS / "architecture.md").read_text("utf-8")
    )
    assert len(alt) > 80
