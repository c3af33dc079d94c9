"""Commands of the policy files: check."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.options import AsJson

policy = typer.Typer(help="Policy files: what outreach may cost and whom it may reach.", no_args_is_help=True)

File = Annotated[
    Path | None, typer.Argument(help="An outreach policy (TOML); default: policy/outreach.toml of the home.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.add_typer(policy, name="policy")


@policy.command()
def check(file: File = None, as_json: AsJson = False) -> None:
    """Check an outreach policy and its playbooks: every key, and whether all rules can be kept together."""
    from ermine.jobs.policies import checked_outreach
    from ermine.settings import load_settings

    talk = Talk(as_json)
    checked = checked_outreach(load_settings(), file)
    books = checked.policy
    talk.say(
        f"{escape(str(checked.file))} is valid: {len(books.person_playbooks)} playbooks for one person, "
        f"{len(books.unit_playbooks)} for a unit."
    )
    result = {
        "file": str(checked.file),
        "hash": books.hash,
        "playbooks": [playbook.id for playbook in books.playbooks],
    }
    talk.finish(result, then="ermine run")
