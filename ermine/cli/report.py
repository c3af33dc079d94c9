"""`ermine report`: what a data scientist, an ER lead or a scheduler asks of a home that serves."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.options import AsJson, iso_day

report = typer.Typer(
    help="Reports: fairness and drift of what serves, the impact of talking, KPIs.", no_args_is_help=True
)

Html = Annotated[Path | None, typer.Option("--html", help="Also write the report to this HTML file.")]


class Lists(StrEnum):
    """Which lists a fairness report is about."""

    ISSUED = "issued"
    LAST = "last"
    BACK_TEST = "back-test"


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.add_typer(report, name="report")


@report.command()
def fairness(
    lists: Annotated[
        Lists,
        typer.Option(
            help="issued: all stored runs whose outcome is known, else the last; last: the last run; "
            "back-test: the lists that the champion would have made."
        ),
    ] = Lists.ISSUED,
    html: Html = None,
    as_json: AsJson = False,
) -> None:
    """Who is found, who is listed and whose probabilities hold, by protected group.

    Ends with 3 when a group fails and with 4 when too few people or events let nothing be said of any group.
    """
    from ermine.cli.findings import tell_fairness
    from ermine.jobs.fairness import fairness_of_home
    from ermine.settings import load_settings

    talk, found = Talk(as_json), fairness_of_home(load_settings(), lists.value)
    if html is not None:
        from training.fairness.page import fairness_page

        _write(talk, html, fairness_page(found, "Fairness of the lists"))
    tell_fairness(talk, found)


@report.command()
def drift(
    as_of: Annotated[
        str | None, typer.Option(help="Day to watch; default: the day after the data end.")
    ] = None,
    html: Html = None,
    as_json: AsJson = False,
) -> None:
    """Whether people still look like those the champion learned from; ends with 3 when they do not."""
    from ermine.cli.findings import tell_drift
    from ermine.home import Home
    from ermine.jobs.papers import keep_drift
    from ermine.jobs.watching import watch_home
    from ermine.settings import load_settings

    talk = Talk(as_json)
    day = iso_day(as_of, "--as-of") if as_of else None
    settings = load_settings()
    with talk.progress("drift") as tick:
        found = watch_home(settings, day, tick)
    keep_drift(Home(settings.home), found)
    if html is not None:
        from training.drift.page import drift_page

        _write(talk, html, drift_page(found, "Drift"))
    tell_drift(talk, found)


@report.command()
def impact(
    html: Html = None,
    as_json: AsJson = False,
) -> None:
    """Whether talking helped, how sure one can be, and what it cost: from lots alone, never before against after."""
    from ermine.cli.findings import tell_impact
    from ermine.jobs.impact import history_note, impact_of_home
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    found, note = impact_of_home(settings), history_note(settings)
    if html is not None:
        from serving.pages.impact import impact_fragment
        from training.impact.page import standalone

        _write(talk, html, standalone(found.headline, impact_fragment(found)))
    tell_impact(talk, found, note)


@report.command()
def kpis(
    unit: Annotated[str | None, typer.Option(help="Unit to report on; default: the highest.")] = None,
    html: Html = None,
    as_json: AsJson = False,
) -> None:
    """How a unit and all below it are doing, with intervals, as counted with the latest run."""
    from ermine.cli.findings import tell_kpis
    from ermine.jobs.kpis import kpis_of_home
    from ermine.settings import load_settings

    talk, found = Talk(as_json), kpis_of_home(load_settings(), unit)
    if html is not None:
        from serving.pages.kpis import kpis_fragment
        from training.impact.page import standalone

        _write(talk, html, standalone(f"KPIs: {found.name}", kpis_fragment(found)))
    tell_kpis(talk, found)


@report.command()
def dossier(
    html: Html = None,
    as_json: AsJson = False,
) -> None:
    """The technical dossier in Markdown: purpose, data, model by group, oversight, policies, risks, hashes."""
    from ermine.dossier.page import as_json as plain
    from ermine.dossier.page import as_markdown, as_page
    from ermine.jobs.dossier import dossier_of
    from ermine.settings import load_settings

    talk, found = Talk(as_json), dossier_of(load_settings())
    if html is not None:
        html.write_text(as_page(found), encoding="utf-8")
        talk.err.print(f"Wrote {escape(str(html))}.")
    if not as_json:
        typer.echo(as_markdown(found), nl=False)
    talk.finish(plain(found))


def _write(talk: Talk, file: Path, page: str) -> None:
    file.write_text(page, encoding="utf-8")
    talk.say(f"Wrote {escape(str(file))}.")
