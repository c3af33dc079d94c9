"""Commands of the policy files: check, preview."""

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


@policy.command()
def preview(
    file: Annotated[Path, typer.Argument(help="The other outreach policy (TOML).")], as_json: AsJson = False
) -> None:
    """What the lists would be under another policy: lines that come and go for each ER manager, and rates by group."""
    from dataclasses import asdict

    from ermine.jobs.previews import preview_policy
    from ermine.settings import load_settings

    talk = Talk(as_json)
    with talk.progress("preview") as tick:
        found = preview_policy(load_settings(), file, tick)
    for conflict in found.conflicts:
        talk.say(f"[yellow]Conflict:[/yellow] {escape(conflict)}")
    talk.table(
        f"Lists of {found.as_of} under {file.name}",
        ("ER manager", "lines", "added", "dropped", "hours", "missing for coverage"),
        [
            (
                m.name,
                f"{m.before} → {m.after}",
                m.added,
                m.dropped,
                f"{m.hours_before:.1f} → {m.hours_after:.1f}",
                f"{m.short_before} → {m.short_after}",
            )
            for m in found.managers
        ],
    )
    talk.table(
        "In 100 who are on a list, of those who could be",
        ("group", "attribute", "people", "now", "then"),
        [
            (g.value, g.attribute, g.people, f"{100 * g.before:.1f}", f"{100 * g.after:.1f}")
            for g in found.groups
        ],
    )
    talk.finish(asdict(found), then="the page Team shows the same to the ER lead")
