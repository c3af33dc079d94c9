"""Commands about how long things are kept."""

import typer

from ermine.cli.console import Talk
from ermine.cli.options import AsJson

retention = typer.Typer(help="Remove what may no longer be kept.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.add_typer(retention, name="retention")


@retention.callback()
def _retention() -> None:
    pass


@retention.command("run")
def run(as_json: AsJson = False) -> None:
    """Remove rows older than `[retention]` of privacy.toml lets them be; for a timer, once a day."""
    from ermine.jobs.retention import run_retention
    from ermine.settings import load_settings

    talk, gone = Talk(as_json), run_retention(load_settings())
    rows = [(table, count) for table, count in gone.items() if count]
    if rows:
        talk.table("Removed", ("table", "rows"), rows)
    else:
        talk.say("Nothing is too old.")
    talk.finish({"removed": gone}, then="ermine audit verify")
