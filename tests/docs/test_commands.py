"""The page of commands and settings says what the program has, no more and no less."""

import re
from pathlib import Path

import click
import typer
from pydantic.fields import FieldInfo

from ermine.cli.app import app
from ermine.settings import Settings

REPO = Path(__file__).resolve().parents[2]
PAGE = (REPO / "docs" / "commands.md").read_text("utf-8")


def commands() -> dict[str, click.Command]:
    """Every command by the words that call it."""
    found: dict[str, click.Command] = {}

    def walk(words: str, command: click.Command) -> None:
        inner = getattr(command, "commands", None)
        if inner is None:
            found[words] = command
        for name, child in (inner or {}).items():
            walk(f"{words} {name}", child)

    walk("ermine", typer.main.get_command(app))
    return found


def section(words: str) -> str:
    """The text below a command's heading."""
    found = re.search(rf"^## `{re.escape(words)}`\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)
    assert found, f"docs/commands.md has no heading for {words}"
    return found[1]


def test_every_command_has_its_heading_and_no_heading_is_stale() -> None:
    """Headings and commands are the same set."""
    headings = set(re.findall(r"^## `(ermine[^`]*)`$", PAGE, re.M))
    assert headings == set(commands())


def test_every_option_is_named_below_its_command() -> None:
    """An option that exists is documented, and one that is documented exists."""
    for words, command in commands().items():
        options = {
            option for parameter in command.params for option in parameter.opts if option.startswith("--")
        }
        said = set(re.findall(r"`(--[a-z-]+)", section(words)))
        assert said == options - {"--help"}, words


def test_every_setting_is_in_the_table() -> None:
    """Each environment variable that is read is documented."""

    def variable(name: str, field: FieldInfo) -> str:
        return str(field.validation_alias or f"ERMINE_{name.upper()}")

    said = set(re.findall(r"^\| `([A-Z_]+)` \|", PAGE, re.M))
    assert said == {variable(name, field) for name, field in Settings.model_fields.items()}
