"""`ermine`: the one entry point. Commands import what they need when they run, so that help is quick."""

import sys
from typing import Annotated

import typer

from data_contracts.errors import ErmineError, Unavailable
from ermine.cli import (
    access,
    audit,
    backup,
    company,
    concerns,
    models,
    outreach,
    policy,
    report,
    retention,
    retrain,
    rounds,
    sentiment,
    service,
    subject,
    text,
    trial,
)  # fmt: skip
from ermine.cli.console import report_error

STOPPED = 130  # what a shell expects of a program that was interrupted

app = typer.Typer(
    name="ermine",
    help="Whom should an employee-relations manager talk to first this week, why, and about what?",
    no_args_is_help=True,
    pretty_exceptions_enable=False,  # a pretty traceback prints local variables, and those hold people
    rich_markup_mode="rich",
)


def _print_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"ermine {version('ermine-insight')}")
        raise typer.Exit


@app.callback()
def _ermine(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    pass


for module in (
    company,
    models,
    retrain,
    outreach,
    policy,
    report,
    trial,
    text,
    sentiment,
    rounds,
    concerns,
    service,
    access,
    audit,
    subject,
    retention,
    backup,
):
    module.register(app)


def main() -> None:
    """Run one command; a refusal is a message and an exit code, never a traceback."""
    as_json = "--json" in sys.argv
    try:
        app()
    except ErmineError as error:
        sys.exit(report_error(error, as_json))
    except KeyboardInterrupt:
        sys.exit(_stopped())
    except SystemExit as ended:
        if ended.code == STOPPED:  # Typer's answer to Ctrl-C, which says nothing
            sys.exit(_stopped())
        raise
    except OSError as error:
        place = f" ({error.filename})" if error.filename else ""
        refusal = Unavailable(
            f"{error.strerror or error}{place}.", remedy="Check rights and free space there."
        )
        sys.exit(report_error(refusal, as_json))
    except Exception as error:
        if not _was_interrupted(error):
            raise
        sys.exit(_stopped())


def _was_interrupted(error: BaseException | None) -> bool:
    """Whether Ctrl-C is behind an error: libraries that are just being imported turn it into one of their own."""
    while error is not None:
        if isinstance(error, KeyboardInterrupt) or type(error).__name__ == "InterruptException":
            return True
        error = error.__cause__ or error.__context__
    return False


def _stopped() -> int:
    typer.echo("Stopped; nothing was left half written.", err=True)
    return STOPPED
