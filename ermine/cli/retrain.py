"""`ermine retrain`: import, watch, train, compare and promote or keep, as one story for people and schedulers."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.findings import FOUND
from ermine.cli.options import AsJson

if TYPE_CHECKING:
    from ermine.jobs.retraining import Retraining

HEADLINES = {
    "auc": "AUC",
    "average_precision": "average precision",
    "brier": "Brier",
    "observed_over_expected": "observed / expected",
}


def register(app: typer.Typer) -> None:
    """Add this command to the application."""
    app.command()(retrain)


def retrain(
    data: Annotated[
        Path | None, typer.Option(help="Folder or file to import; default: that of the last import.")
    ] = None,
    no_promote: Annotated[bool, typer.Option("--no-promote", help="Register as challenger only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Import since last time, train, compare, and promote or keep.

    Ends with 0 when a new model serves or there was nothing new to learn (whatever became of the version trained on the
    same data before), and with 3 when the gate kept a new version from serving or rows were refused.
    """
    from ermine.clock import calendar_day
    from ermine.jobs.retraining import retrain_home
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    with talk.progress("retrain") as tick:
        done = retrain_home(settings, data, not no_promote, calendar_day(settings), tick)
    tell_retraining(talk, done)


def tell_retraining(talk: Talk, done: "Retraining") -> None:
    """What came in, what has drifted, old figures beside new ones, and who serves now."""
    manifest, refused = done.imported.lake.manifest, _refused(done)
    talk.say(f"Imported: covers {manifest.covers_from} to {manifest.covers_until}; {refused:,} rows refused.")
    if done.rounds is not None:
        talk.say(
            f"Feedback: {len(done.rounds.taken)} closed round(s) taken in, apart from everything with names."
        )
    _tell_drift(talk, done)
    if done.training is None:
        what = f"version {done.latest.version}" if done.latest else "the latest version"
        talk.say(f"[green]Nothing new:[/green] {what} was trained on exactly these data. No new version.")
    else:
        _tell_change(talk, done)
    talk.finish(_as_json(done), then=_next(done))
    if refused or (done.training is not None and not done.training.trained.verdict.passed):
        raise typer.Exit(FOUND)


def _refused(done: "Retraining") -> int:
    feedback = done.rounds.reports if done.rounds else ()
    return sum(table.refused for table in (*done.imported.tables, *feedback))


def _tell_drift(talk: Talk, done: "Retraining") -> None:
    from training.drift.words import headline

    if done.drift is None:
        talk.say("[dim]Drift: no champion with a reference to drift from.[/dim]")
        return
    for one in done.drift.drifted:
        talk.say(f"[yellow]Drift: {escape(headline(one))}.[/yellow]")
    if not done.drift.drifted:
        talk.say("Drift: no input stands out.")
    for month in done.drift.calibration:
        if month.found:
            talk.say(f"[yellow]Calibration of {month.as_of} no longer holds.[/yellow]")


def _tell_change(talk: Talk, done: "Retraining") -> None:
    change = _as_json(done)
    before, now = change["rows"]["before"], change["rows"]["now"]
    talk.say(
        f"Labelled rows: {'none' if before is None else f'{before:,}'} before, {now:,} now; days until "
        f"{change['days_until']['before'] or 'none'} before, {change['days_until']['now'] or 'undated'} now."
    )
    old = done.before_model or {}
    rows = [
        (words, _text(old.get(key)), _text(change["metrics"][key]["challenger"]))
        for key, words in HEADLINES.items()
    ]
    serving = f"champion, version {done.before.version}" if done.before else "no champion"
    talk.table("Each on its own test months", ("", serving, f"version {change['version']}"), rows)
    if change["not_compared"]:
        talk.say(f"[dim]Not compared with the champion: {escape(change['not_compared'])}[/dim]")
    for reason in change["stopped_by"]:
        talk.say(f"[yellow]The gate says {reason['code']}:[/yellow] {escape(reason['message'])}")
    kept = f"version {done.before.version} goes on serving" if done.before else "no model serves yet"
    served = f"version {change['version']} serves from now on"
    talk.say(f"[green]Promoted:[/green] {served}." if change["promoted"] else f"Not promoted: {kept}.")


def _text(figure: dict[str, Any] | None) -> str:
    if figure is None:
        return ""
    if figure["low"] is None:
        return f"{figure['value']:.3f}"
    return f"{figure['value']:.3f} ({figure['low']:.3f} to {figure['high']:.3f})"


def _as_json(done: "Retraining") -> dict[str, Any]:
    from dataclasses import asdict

    training, before = done.training, done.before
    old, new = done.before_model, asdict(training.trained.report.model) if training else None
    period = before.scorecard.trained if before else None
    learned = training.trained.scorecard.trained if training else None
    drift = done.drift
    return {
        "new": training is not None,
        "data_until": done.imported.lake.manifest.covers_until,
        "rows_refused": _refused(done),
        "rounds": list(done.rounds.taken) if done.rounds else [],
        "rows": {"before": period and period.rows, "now": learned and learned.rows},
        "days_until": {"before": period and period.last, "now": learned and learned.last},
        "drift": drift
        and {
            "found": drift.found,
            "inputs": [one.name for one in drift.drifted],
            "months": [month.as_of for month in drift.calibration if month.found],
        },
        "champion_before": before and before.version,
        "version": training and training.version.version,
        "promoted": bool(training and training.promotion),
        "not_compared": training.trained.report.not_compared if training else "",
        "stopped_by": [asdict(reason) for reason in training.trained.verdict.reasons] if training else [],
        "metrics": {key: {"champion": old and old[key], "challenger": new and new[key]} for key in HEADLINES},
    }


def _next(done: "Retraining") -> str:
    if done.training is None or done.training.promotion:
        return "ermine run"
    return "ermine models promote" if done.training.trained.verdict.passed else "ermine models compare"
