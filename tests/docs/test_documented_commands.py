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


RUN = (
    "doctor",
    "audit verify",
    "models list",
    "models verify",
    "models requests",
    "report dossier",
    "report drift",
    "report drift --html drift.html",
    "report fairness",
    "report fairness --html fairness.html",
    "report fairness --lists back-test",
    "report fairness --lists last",
    "policy check COPY.toml",
    "policy preview COPY.toml",
    "import --template my-company",
    "redact comments.csv --text-column text --out redacted.parquet",
    "key create --role hr_system --purpose nightly sync --days 90",
    "key create --role hr_system --purpose retention dashboard --days 90",
    "subject E000042",
    "subject E000042 --link",
    "round open 2026-q3 --unit U0002 --unit U0003",
    "round tokens 2026-q3 --out links.csv --base-url https://feedback.example.com",
    "concerns sweep",
    "round close 2026-q3",
    "round release 2026-q3",
    "retention run",
)
"""What is run here as it is documented, in this order, in the demo's home."""

ELSEWHERE = {
    r"sample .*|import (my-company|path/.*)|train.*|run": "the journeys bring up companies and tables with these",
    r"models (compare|promote|rollback|requests --decline).*": "they need a second version: the models journey",
    r"report drift --as-of .*": "an earlier day of one's own data: the retrain journey",
    r"run --engine spark .*": "the Spark journey",
    r"erase .*": "it asks first: the attacks on an erased person",
    r"serve": "every journey in a browser",
    r"key rotate KEY .*": "needs a key's text: the tests of keys",
    r"redact .* --roster .*": "the text journey",
    r"sentiment train .*": "the tests of training on own labels",
}
"""What is not run here, and what runs it."""

ONE_AFTER_THE_OTHER = """
import shlex, sys
from ermine.cli.app import main
for line in sys.stdin.read().splitlines():
    sys.argv = ["ermine", *shlex.split(line)]
    try:
        main()
        code = 0
    except SystemExit as ended:
        code = ended.code or 0
    print(f"ended {code}: {line}", file=sys.stderr)
"""


def test_every_documented_command_is_run_somewhere() -> None:
    """A command of the documentation that nothing runs is named, and one that is documented no more."""
    documented = {" ".join(words) for page in PAGES for words in commands(page)}
    assert [one for one in RUN if one not in documented] == []
    rest = documented.difference(RUN)
    assert [one for one in sorted(rest) if not any(re.fullmatch(known, one) for known in ELSEWHERE)] == []


@pytest.mark.slow
def test_documented_commands_run_in_the_home_of_the_demo(demo: Any, tmp_path: Path) -> None:
    """One after the other in one process, with the words of the page: none is refused, none breaks."""
    policy = REPO / "data_contracts" / "policy" / "outreach.toml"
    (tmp_path / "COPY.toml").write_text(
        policy.read_text("utf-8").replace("cool_down_days = 60", "cool_down_days = 90")
    )
    (tmp_path / "comments.csv").write_text("text\nWrite to jo@example.com about the shifts.\n")
    typed = {" ".join(words): shlex.join(words) for page in PAGES for words in commands(page)}
    ran = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_THE_OTHER],
        input="\n".join(typed[one] for one in RUN), capture_output=True, text=True, cwd=tmp_path, env=demo.env,
        timeout=300, check=False,
    )  # fmt: skip
    ended = re.findall(r"^ended (\d+): (.*)$", ran.stderr, re.M)
    assert [line for _, line in ended] == [typed[one] for one in RUN], ran.stderr[-3000:]
    told = ("0", "3", "4")  # of a report: there is something to look at, or too little to say anything
    wrong = [end for end in ended if end[0] not in (told if end[1].startswith("report ") else "0")]
    assert wrong == [], ran.stderr[-5000:]
