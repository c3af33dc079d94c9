"""Commands about one person: what is held about them, and a link with which they see it themselves."""

from typing import Annotated

import typer

from ermine.cli.console import Talk
from ermine.cli.options import AsJson


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command("subject")(subject)
    app.command("erase")(erase)


def subject(
    employee_id: Annotated[str, typer.Argument(help="The person's id, exactly as in the HR tables.")],
    link: Annotated[
        bool, typer.Option("--link", help="Make a link that opens the person's own page, once.")
    ] = False,
    bearer: Annotated[
        bool, typer.Option("--bearer", help="Make a bearer key for the person's own routes of the API.")
    ] = False,
    days: Annotated[int, typer.Option(min=1, max=90, help="Days until the link or key expires.")] = 14,
    base_url: Annotated[
        str, typer.Option(help="Address of the pages that the link begins with.")
    ] = "http://127.0.0.1:8000",
    as_json: AsJson = False,
) -> None:
    """What is held about one person, who looked, and why they were on a list."""
    from dataclasses import asdict

    from ermine.jobs.subjects import link_for, what_is_held
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    if link or bearer:
        made = link_for(settings, employee_id, days, bearer=bearer)
        text = made.text if bearer else base_url.rstrip("/") + made.text
        talk.say(f"For this person only, once, for {days} days; shown this once:")
        talk.say(f"  [bold]{text}[/bold]")
        talk.finish({"key" if bearer else "link": text, "days": days})
        return
    found = what_is_held(settings, employee_id)
    rows = [(holding.place, holding.about, len(holding.rows)) for holding in found.holdings]
    talk.table("What is held", ("place", "what", "rows"), rows)
    looks = [(look.at[:16].replace("T", " "), look.who, look.did, look.purpose) for look in found.looks]
    talk.table("Who looked", ("when (UTC)", "who", "what", "purpose"), looks)
    why = [(line.run_id, line.why) for line in found.why_listed]
    talk.table("Why on a list", ("run", "reason"), why)
    if found.objected:
        talk.say("This person objected: never scored, never listed.")
    talk.finish(asdict(found), then=f"ermine subject {employee_id} --link, or --json for every row")


def erase(
    employee_id: Annotated[str, typer.Argument(help="The person's id, exactly as in the HR tables.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do it without asking: it cannot be undone.")] = False,
    as_json: AsJson = False,
) -> None:
    """Erase one person from lake, quarantine, database and audit, and prove that nothing is left."""
    from dataclasses import asdict

    from ermine.jobs.erasing import erase_person
    from ermine.settings import load_settings

    talk = Talk(as_json)
    if not yes and not typer.confirm("Erase this person for good?", err=True):
        raise typer.Exit(1)
    erased = erase_person(load_settings(), employee_id)
    rows = [("lake", erased.lake.rows), ("quarantine", erased.lake.quarantined), *erased.store.items()]
    talk.table("Erased", ("where", "rows"), rows)
    talk.say(f"Older snapshots of the lake removed: {erased.lake.snapshots}.")
    talk.say("The key of their pseudonym is gone: the audit's entries stay and are about nobody.")
    if erased.left_in:
        talk.say(f"[red]Still found in[/red] {', '.join(erased.left_in)}.")
    else:
        talk.say(f"[green]Proof[/green]: searched {erased.files_searched} files of the home, found 0 times.")
    talk.say(
        "[dim]Outside the home are yours to clean: the files you import from, exports, and backups, which `ermine "
        "restore` cleans by erasures.json.[/dim]"
    )
    talk.say(
        "[dim]Later imports leave this person out by the same ledger, and say how many rows that took.[/dim]"
    )
    talk.finish(asdict(erased))
    if erased.left_in:
        raise typer.Exit(3)
