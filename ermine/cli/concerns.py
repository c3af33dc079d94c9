"""Commands about serious concerns: the key that opens them, and the daily look through open rounds."""

import typer

from ermine.cli.console import Talk
from ermine.cli.options import AsJson

concerns = typer.Typer(
    help="Serious concerns: to trained people within the day, and to nobody else.", no_args_is_help=True
)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.add_typer(concerns, name="concerns")


@concerns.command()
def key(as_json: AsJson = False) -> None:
    """Make the concern handlers' key, outside the home; without it nobody can read a concern."""
    from ermine.jobs.concerns import make_concern_key
    from ermine.settings import load_settings

    talk, path = Talk(as_json), make_concern_key(load_settings())
    talk.say(f"Made {path}. Keep a copy in a safe: what is sealed to a lost key is lost.")
    talk.finish({"key_file": str(path)}, then="ermine key create --role concern_handler --sign-in")


@concerns.command()
def sweep(as_json: AsJson = False) -> None:
    """Look through the comments of every open round and pass on what a trained person must read; run it daily."""
    from ermine.jobs.concerns import sweep_open_rounds
    from ermine.settings import load_settings

    talk = Talk(as_json)
    with talk.progress("sweep") as tick:
        done = sweep_open_rounds(load_settings(), tick)
    for one in done:
        talk.say(
            f"Round {one.round_id}: {one.read:,} comments read again; passed on {one.serious} that may be serious "
            f"and {one.not_assessed} that no program can judge."
        )
    if not done:
        talk.say("No round is open.")
    talk.finish({"rounds": [vars(one) for one in done]}, then="the concern handlers read them at /concerns")
