"""Commands that put a home by and bring it back."""

from pathlib import Path
from typing import Annotated

import typer

from ermine.cli.console import Talk
from ermine.cli.options import AsJson


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(backup)
    app.command()(restore)


def backup(
    out: Annotated[Path, typer.Argument(help="File to write, such as ermine-2026-07-01.tar.gz.")],
    as_json: AsJson = False,
) -> None:
    """Write data, models, policies and both databases to one file, while the service runs; says what is left out."""
    from dataclasses import asdict

    from ermine.jobs.backup import back_up
    from ermine.settings import load_settings

    talk, found = Talk(as_json), back_up(load_settings(), out)
    talk.say(
        f"Wrote {out}: {len(found.files)} files, {sum(found.rows.values()):,} rows, audit to {found.head.seq}."
    )
    for one in found.left_out:
        talk.say(f"Left out: {one}.")
    talk.finish(
        {"out": str(out), **asdict(found)}, then="keep it where only you can read it; ermine restore FILE"
    )


def restore(
    file: Annotated[Path, typer.Argument(help="A file that `ermine backup` wrote.")],
    erasures: Annotated[
        Path | None,
        typer.Option(help="A newer ledger of erasures (erasures.json), to erase those people again."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Bring a backup back into an empty home, after checking every file, row count and the audit's end."""
    from dataclasses import asdict

    from ermine.jobs.backup import restore as bring_back
    from ermine.settings import load_settings

    settings = load_settings()
    talk, found = Talk(as_json), bring_back(settings, file, erasures)
    talk.say(
        f"Restored {settings.home} as of {found.made_at}: {sum(found.rows.values()):,} rows, audit to {found.head.seq}."
    )
    for one in found.left_out:
        talk.say(f"Was left out: {one}.")
    talk.finish({"home": str(settings.home), **asdict(found)}, then="ermine audit verify")
