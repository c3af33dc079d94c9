"""Commands that bring data: the sample company, an import, the demo."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ermine.cli.console import Talk
from ermine.cli.options import AsJson, Employees, Months, Seed

if TYPE_CHECKING:
    from data_contracts.intake import ImportReport
    from data_contracts.snapshot import SnapshotReport
    from ermine.jobs.historic_rounds import RoundsTaken
    from ermine.settings import Settings


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(demo)
    app.command()(sample)
    app.command("import")(import_)


def demo(
    employees: Employees = 2000,
    months: Months = 36,
    seed: Seed = 7,
    port: Annotated[
        int, typer.Option(help="Port of the pages; the next free one is taken if it is in use.")
    ] = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="Stop before serving the pages.")] = False,
    as_json: AsJson = False,
) -> None:
    """Sample company, import, training, outreach run and the pages: everything once, on invented people."""
    from ermine.jobs.demo import play_demo

    play_demo(Talk(as_json), employees, months, seed, port, serve=not no_serve)


def sample(
    out: Annotated[Path, typer.Option(help="Folder for the tables and truth.json.")],
    employees: Employees = 2000,
    months: Months = 36,
    seed: Seed = 7,
    end: Annotated[str, typer.Option(help="Last day that the tables cover (ISO).")] = "2026-06-30",
    dirt: Annotated[
        float,
        typer.Option(
            min=0, max=1, help="Slips of real exports: none at 0, many at 1; truth.json names them."
        ),
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Write the tables of an invented company, with the planted truth; one seed gives identical bytes."""
    from ermine.cli.options import iso_day
    from ermine.sample.write import write_sample

    talk = Talk(as_json)
    with talk.progress("sample") as tick:
        report = write_sample(out, employees, months, seed, end=iso_day(end, "--end"), tick=tick, dirt=dirt)
    talk.say(
        f"Wrote {len(report.rows)} tables with {sum(report.rows.values()):,} rows of invented people to {out}, "
        f"and what they said without their names: {sum(report.feedback.values()):,} rows."
    )
    if dirt:
        talk.say(
            f"An import has to refuse {report.dirt.refused:,} of them: {report.truth} names their lines."
        )
    result = {
        "out": str(out),
        "rows": {**report.rows, **report.feedback},
        "rows_to_refuse": report.dirt.refused,
    }
    talk.finish(result, then=f"ermine import {out}")


def import_(
    path: Annotated[
        Path | None, typer.Argument(help="Folder of HR tables, or one flat file with --map.")
    ] = None,
    map_file: Annotated[Path | None, typer.Option("--map", help="Mapping of a flat snapshot.")] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse everything when any row is refused.")
    ] = False,
    template: Annotated[
        Path | None, typer.Option("--template", help="Import nothing; write an empty CSV per table here.")
    ] = None,
    html: Annotated[
        Path | None, typer.Option("--html", help="Also write the data-health dossier to this HTML file.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Check HR tables against the contracts; admit what keeps the rules, set the rest aside with reasons."""
    from ermine.cli.health import dossier_page
    from ermine.cli.reports import tell_import
    from ermine.clock import calendar_day
    from ermine.jobs.importing import import_company, import_snapshot
    from ermine.settings import load_settings

    talk = Talk(as_json)
    if template is not None or path is None:
        return _write_templates(talk, template, path)
    settings = load_settings()
    today = calendar_day(settings)
    with talk.progress("import") as tick:
        if map_file is None:
            report = import_company(settings, path, strict, today, tick)
        else:
            report = import_snapshot(settings, map_file, path, strict, today, tick)
    if html is not None:
        html.write_text(dossier_page(report), encoding="utf-8")
        talk.say(f"Wrote {html}.")
    return tell_import(talk, report, _rounds(talk, settings, report))


def _rounds(
    talk: Talk, settings: "Settings", report: "ImportReport | SnapshotReport"
) -> "RoundsTaken | None":
    """Closed rounds go to the feedback database, after the tables that say who works where."""
    from data_contracts.intake import ImportReport
    from ermine.jobs.historic_rounds import take_rounds

    if not isinstance(report, ImportReport) or not report.feedback:
        return None
    with talk.progress("rounds") as tick:
        return take_rounds(settings, report.feedback, tick)


def _write_templates(talk: Talk, folder: Path | None, path: Path | None) -> None:
    """Empty tables to fill in; refuses an import of nothing, and both at once."""
    from data_contracts.errors import InputRefused
    from data_contracts.templates import EXAMPLE, write_templates

    if folder is None or path is not None:
        raise InputRefused(
            "Name a folder to import, or one for templates with --template, not both and not neither.",
            remedy="Run: ermine import DIR, or: ermine import --template DIR",
        )
    files = write_templates(folder)
    talk.say(f"Wrote {len(files)} empty tables to {folder}; employees.csv and exits.csv are needed.")
    talk.say(f"Rows that begin with {EXAMPLE.strip()!r} show what to write and are never imported.")
    talk.finish(
        {"template": str(folder), "files": [file.name for file in files]}, then=f"ermine import {folder}"
    )
