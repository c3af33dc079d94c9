"""Commands about the audit: is it whole, and a copy of it for elsewhere."""

from pathlib import Path
from typing import Annotated

import typer

from ermine.cli.console import Talk
from ermine.cli.options import AsJson

audit = typer.Typer(help="Who did what, who looked at whom: check it, keep a copy.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.add_typer(audit, name="audit")


@audit.command("verify")
def verify(
    head: Annotated[
        Path | None, typer.Option(help="An exported head: shows also whether the last entries were cut off.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Follow the chain from its first entry to its last; ends with 3 where it breaks."""
    from ermine.jobs.auditing import verify_audit
    from ermine.settings import load_settings

    talk, verdict = Talk(as_json), verify_audit(load_settings(), head)
    broken = verdict.broken
    if broken is None:
        talk.say(f"[green]Whole[/green]: entries {verdict.first} to {verdict.last}, each hash holds.")
        if verdict.against is not None:
            talk.say(f"It contains the exported head, entry {verdict.against.seq}.")
    else:
        talk.say(f"[red]Broken[/red] at entry {broken.seq}: {broken.why}.")
    talk.finish(
        {
            "whole": verdict.whole,
            "first": verdict.first,
            "last": verdict.last,
            "broken_at": broken.seq if broken else None,
            "why": broken.why if broken else None,
        },
        then="ermine audit export --out FILE, and keep the head where nobody who can write here can write"
        if broken is None
        else "compare with an export, and restore from a backup",
    )
    if broken is not None:
        raise typer.Exit(3)


@audit.command("export")
def export(
    out: Annotated[
        Path, typer.Option(help="File to write: one entry a line; its head goes to FILE.head.json.")
    ],
    as_json: AsJson = False,
) -> None:
    """Write every entry, and the chain's head signed with the promoter's key if that is here."""
    from ermine.jobs.auditing import export_audit
    from ermine.settings import load_settings

    talk, exported = Talk(as_json), export_audit(load_settings(), out)
    talk.say(f"{exported.entries} entries in {exported.files[0]}, the head in {exported.files[1]}.")
    if not exported.signed:
        talk.say(
            "[yellow]The head is not signed:[/yellow] the promoter's key (ERMINE_SIGNING_KEY) is not here."
        )
    talk.finish(
        {
            "entries": exported.entries,
            "seq": exported.head.seq,
            "h": exported.head.h,
            "signed": exported.signed,
            "files": exported.files,
        },
        then=f"ermine audit verify --head {exported.files[1]}",
    )
