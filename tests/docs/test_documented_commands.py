"""Commands in the documentation can be typed as they stand; in `console` blocks they say what the page shows."""

import os
import re
import shlex
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import click
import pytest
import typer

from ermine.cli.app import app

REPO = Path(__file__).resolve().parents[2]
PAGES = sorted([*REPO.glob("*.md"), *(REPO / "docs").rglob("*.md")])
BLOCK = re.compile(r"^ *```(\w*)\n(.*?)^ *```$", re.M | re.S)
SHELL = ("", "sh", "console")
LATER = "…"
"""In what a page shows: anything, where a day, a digest or a path is another each time."""


def blocks(page: Path) -> list[tuple[str, str]]:
    """The language and the text of each block of code."""
    return BLOCK.findall(page.read_text("utf-8"))


def commands(page: Path) -> list[list[str]]:
    """The words after `ermine` of each command in the page's shell blocks, comments and variables aside."""
    indented = re.findall(r"^ {4}ermine .*$", page.read_text("utf-8"), re.M)
    text = "\n".join([*(text for language, text in blocks(page) if language in SHELL), *indented])
    lines = re.sub(r"\\\n", " ", text).splitlines()
    found = [line.strip().removeprefix("$ ") for line in lines]
    typed = [re.split(r"\s(?:[#>|]|2>)| {3,}", line)[0] for line in found if line.startswith("ermine ")]
    return [shlex.split(line)[1:] for line in typed]


def parsed(words: list[str]) -> None:
    """Let the command take its options and arguments as a real call would; nothing is run."""
    command: click.Command = typer.main.get_command(app)
    rest = list(words)
    while inner := getattr(command, "commands", None):
        command = inner[rest.pop(0)]
    command.make_context(" ".join(words), rest)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(REPO)))
def test_every_command_of_a_page_exists_with_its_options(page: Path) -> None:
    """A renamed command or option, or a missing argument, is found where it is documented."""
    wrong = []
    for words in commands(page):
        try:
            parsed(words)
        except Exception as refused:  # whichever click it is that typer brings: a refusal has a message
            wrong.append(f"ermine {' '.join(words)}: {getattr(refused, 'message', repr(refused))}")
    assert wrong == []


SHOWN = [page for page in PAGES if any(language == "console" for language, _ in blocks(page))]
IN_THE_DEMO = "In the home of `ermine demo --employees 600 --months 24`:"
"""What stands above a block that needs more than an empty folder."""


@pytest.fixture(scope="module")
def demo(demo_place: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The demo's home again: what is shown on one page may write into it."""
    return demo_place.copy_to(tmp_path_factory.mktemp("shown") / "place")


@pytest.mark.slow
@pytest.mark.parametrize("page", SHOWN, ids=lambda page: str(page.relative_to(REPO)))
def test_what_a_page_shows_is_what_its_commands_say(
    page: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """The page's `console` blocks are run in an empty folder or the demo's home, and say what stands there."""
    env = {k: v for k, v in os.environ.items() if not k.startswith(("ERMINE_", "MLFLOW_"))}
    if IN_THE_DEMO in page.read_text("utf-8"):
        env = request.getfixturevalue("demo").env
    env = {**env, "COLUMNS": "100", "PATH": f"{Path(sys.executable).parent}{os.pathsep}{env['PATH']}"}
    for text in (text for language, text in blocks(page) if language == "console"):
        for typed, shown in re.findall(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", text, re.M):
            ran = subprocess.run(
                typed,
                shell=True,
                capture_output=True,
                text=True,
                cwd=tmp_path,
                env=env,
                timeout=120,
                check=False,
            )
            said = [line.rstrip() for line in (ran.stdout + ran.stderr).splitlines() if line.strip()]
            wanted = [line.rstrip() for line in shown.splitlines() if line.strip()]
            assert len(said) == len(wanted), f"{typed}\n" + "\n".join(said)
            for is_said, is_shown in zip(said, wanted, strict=True):
                pattern = re.sub(r"([\[\]*?])", r"[\1]", is_shown).replace(LATER, "*")
                assert fnmatchcase(is_said, pattern), f"{typed} says now: {is_said}"
