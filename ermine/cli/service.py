"""Commands that run the service and look after it."""

from typing import Annotated

import typer

from ermine.cli.console import Talk
from ermine.cli.options import AsJson, iso_day


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(serve)
    app.command()(doctor)


def serve(
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help="Port; default ERMINE_PORT or 8000.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Freeze the business clock, to look at past data.")
    ] = None,
    no_feedback: Annotated[
        bool, typer.Option("--no-feedback", help="Leave out the feedback pages, a process of their own.")
    ] = False,
    workers: Annotated[
        int,
        typer.Option(min=1, max=64, help="Processes that answer requests; each takes about the same memory."),
    ] = 1,
    as_json: AsJson = False,
) -> None:
    """Serve the pages and the API of this home, and beside them the feedback pages, until interrupted (Ctrl-C)."""
    from contextlib import nullcontext

    from ermine.jobs.beside import feedback_pages
    from ermine.jobs.concerns import ensure_concern_key
    from ermine.jobs.logs import log_as_json
    from ermine.jobs.serving import build_app, free_port, serve_app
    from ermine.jobs.workers import serve_workers
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    if not no_feedback:
        ensure_concern_key(settings)
    today = iso_day(as_of, "--as-of") if as_of else None
    feedback = (
        None if no_feedback else free_port(settings.host, settings.feedback_port, name="ERMINE_FEEDBACK_PORT")
    )
    app = build_app(settings, today, feedback)
    log_as_json()
    chosen = free_port(settings.host, settings.port if port is None else port)
    talk.say(
        f"Pages: http://{settings.host}:{chosen}/   API: http://{settings.host}:{chosen}/openapi.json   (Ctrl-C ends)"
    )
    with nullcontext() if feedback is None else feedback_pages(feedback):
        feedback_url = f"http://{settings.host}:{feedback}/" if feedback else ""
        if feedback_url:
            talk.say(
                f"Feedback: {feedback_url} (a process of its own, in no log; `ermine round open` begins a round)"
            )
        talk.finish(
            {"url": f"http://{settings.host}:{chosen}/", "feedback_url": feedback_url},
            then="ermine key create --role er_manager --er-manager ID --sign-in",
        )
        if workers > 1:
            serve_workers(settings.host, chosen, workers, today, feedback)
        else:
            serve_app(app, settings.host, chosen)


def doctor(as_json: AsJson = False) -> None:
    """Look at this machine and this home, and say what is well and what is not."""
    from ermine.jobs.doctor import examine
    from ermine.settings import load_settings

    talk, findings = Talk(as_json), examine(load_settings())
    for finding in findings:
        mark = {"ok": "[green]ok[/green]  ", "note": "[yellow]note[/yellow]", "bad": "[red]bad[/red] "}[
            finding.state
        ]
        talk.say(f"{mark} {finding.what}: {finding.found}")
    bad = [finding for finding in findings if finding.state == "bad"]
    talk.finish({"findings": [vars(finding) for finding in findings], "healthy": not bad})
    if bad:
        raise typer.Exit(1)
