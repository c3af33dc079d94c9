"""How imports, trainings, versions and promotions are told to people, and the same as one JSON object."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.health import COLUMNS, COUNTED, by_month, dossier_row, warnings

if TYPE_CHECKING:
    from data_contracts.intake import ImportReport
    from data_contracts.refusal import TableReport
    from data_contracts.snapshot import SnapshotReport
    from ermine.jobs.historic_rounds import RoundsTaken
    from ermine.jobs.training import TrainingOutcome
    from training.evaluation.figures import Difference, Figure, Metrics
    from training.registry.comparison import Comparison
    from training.registry.promotion import Promotion
    from training.registry.versions import ModelVersion

SOME_ROWS_REFUSED = 3
"""Exit code of a command that did its work on the rows that kept the rules, and set the others aside."""


def tell_import(
    talk: Talk,
    report: "ImportReport | SnapshotReport",
    rounds: "RoundsTaken | None" = None,
    *,
    last: bool = True,
) -> None:
    """What was admitted and what was refused and why; ends with a non-zero code when rows were refused.

    `rounds` are the closed feedback rounds that came along.
    """
    tables: Sequence[TableReport] = (*report.tables, *(rounds.reports if rounds else ()))
    rows = [dossier_row(table) for table in tables]
    talk.table("Tables", COLUMNS[:COUNTED], [row[:COUNTED] for row in rows])
    told = [(row[0], *row[COUNTED:]) for row in rows if any(row[COUNTED:])]
    if told:
        talk.table("How whole they are", (COLUMNS[0], *COLUMNS[COUNTED:]), told)
    _tell_months(talk, report)
    for note in warnings(tables):
        talk.say(f"[yellow]{escape(note)}[/yellow]")
    for table in tables:
        if table.refused or table.unknown_columns:
            talk.say(f"[yellow]{escape(table.describe())}[/yellow]")
    for left in report.not_read:
        talk.say(f"[dim]{escape(left.file.name)} is not read: {escape(left.reason)}[/dim]")
    manifest = report.lake.manifest
    talk.say(f"Lake {report.lake.hash[:12]}: covers {manifest.covers_from} to {manifest.covers_until}.")
    refused = sum(table.refused for table in tables)
    if rounds is not None:
        _tell_rounds(talk, rounds)
    if last:
        talk.finish(_import_json(report, rounds), then="ermine train")
        if refused:
            raise typer.Exit(SOME_ROWS_REFUSED)


def _tell_months(talk: Talk, report: "ImportReport | SnapshotReport") -> None:
    until = report.lake.manifest.covers_until
    dated = [table for table in report.tables if table.health and table.health.months]
    bars = [(table.name, by_month(table.health, until)) for table in dated if table.health]
    if bars:
        talk.table(f"Rows by month, the two years until {until:%Y-%m} (·: none)", ("table", "rows"), bars)


def _tell_rounds(talk: Talk, rounds: "RoundsTaken") -> None:
    talk.say(
        f"Feedback: {len(rounds.taken)} closed round(s) redacted, read and stored apart from everything with names"
        + (
            f"; {len(rounds.there_before)} were there before and stay as they are."
            if rounds.there_before
            else "."
        )
    )
    if rounds.held_back:
        talk.say(
            f"[yellow]{len(rounds.held_back)} closed round(s) are held back until every row of surveys and comments "
            "is right: a round is taken in once. Correct the lines named above (also in quarantine/feedback) and "
            "import again.[/yellow]"
        )
    if rounds.taken:
        talk.say(f"[dim]To publish what may be shown: ermine round release {escape(rounds.taken[-1])}[/dim]")


def _import_json(
    report: "ImportReport | SnapshotReport", rounds: "RoundsTaken | None" = None
) -> dict[str, Any]:
    feedback = [asdict(table) for table in rounds.reports] if rounds else []
    return {
        "feedback": feedback,
        "rounds": list(rounds.taken) if rounds else [],
        "lake": report.lake.hash,
        "covers_from": report.lake.manifest.covers_from,
        "covers_until": report.lake.manifest.covers_until,
        "tables": [asdict(table) for table in report.tables],
        "not_read": [asdict(left) for left in report.not_read],
    }


def tell_training(talk: Talk, outcome: "TrainingOutcome") -> None:
    """The figures beside their baselines, the gate's verdict, and what to do next."""
    trained, version = outcome.trained, outcome.version
    report = trained.report
    talk.say(f"{report.method} {report.tested_events:,} events in {report.tested_rows:,} rows.")
    if outcome.data_note:
        talk.say(outcome.data_note)
    named = [("this model", report.model)]
    named += [(entry.name, entry.metrics) for entry in report.baselines]
    if report.ceiling:
        named.append(("ceiling (never served)", report.ceiling.metrics))
    talk.table(
        f"{version.name} version {version.version}",
        ("", "AUC", "average precision", "Brier", "lift at 10 %"),
        [_metrics_row(name, metrics) for name, metrics in named],
    )
    if gain := outcome.mood_gain:
        talk.say(f"[dim]{mood_in_words(gain)}[/dim]")
    if not outcome.is_new:
        talk.say(
            f"The same scorecard as version {version.version}: no new version, the gate was asked again."
        )
    then = _tell_verdict(talk, outcome)
    talk.finish(
        {
            "name": version.name,
            "version": version.version,
            "is_new": outcome.is_new,
            "serves": outcome.serves or outcome.promotion is not None,
            "run_id": version.run_id,
            "candidate": trained.candidate,
            "promoted": outcome.promotion is not None,
            "stopped_by": [asdict(reason) for reason in trained.verdict.reasons],
            "evidence": report.evidence,
            "data_note": outcome.data_note,
            "metrics": asdict(report.model),
            "not_compared": report.not_compared,
        },
        then=then,
    )


def mood_in_words(gain: "Difference") -> str:
    """What the published mood would buy, for whoever asks whether it is worth its price."""
    return (
        "Not used, because mood_in_scores is off: the published mood of the unit would change the AUC of a "
        f"logistic model by {gain.auc.value:+.3f} ({gain.auc.low:+.3f} to {gain.auc.high:+.3f})."
    )


def _tell_verdict(talk: Talk, outcome: "TrainingOutcome") -> str:
    verdict, reason_not = outcome.trained.verdict, outcome.trained.report.not_compared
    if reason_not:
        talk.say(f"[dim]Not compared with the champion: {escape(reason_not)}[/dim]")
    for reason in verdict.reasons:
        talk.say(f"[yellow]The gate says {reason.code}:[/yellow] {escape(reason.message)}")
    if outcome.promotion:
        talk.say(f"[green]Promoted:[/green] version {outcome.version.version} is the champion.")
        return "ermine run"
    if outcome.serves:
        talk.say(f"Version {outcome.version.version} is the champion already.")
        return "ermine run"
    if verdict.passed:
        return "ermine models promote"
    if verdict.confirmable:
        talk.say("Registered as challenger, not promoted: look at the columns named above.")
        return 'ermine models promote --confirm-leak "why this is no leak"'
    talk.say(
        "Registered as challenger, not promoted. A champion goes on serving; without one `ermine run` makes a "
        "cold-start list."
    )
    return "ermine run"


def _metrics_row(name: str, metrics: "Metrics") -> tuple[str, ...]:
    lift = next((point.lift for point in metrics.at_capacity if abs(point.share - 0.1) < 1e-9), None)
    figures = (metrics.auc, metrics.average_precision, metrics.brier)
    return (name, *(_figure(figure) for figure in figures), "" if lift is None else _figure(lift, 1))


def _figure(figure: "Figure", digits: int = 3) -> str:
    """Value, and its interval on a second line, so that a table of five columns fits 80 characters."""
    return _interval((figure.value, figure.low, figure.high), digits).replace(" to ", "–")


def _interval(figure: "tuple[float, float | None, float | None]", digits: int = 3, sign: str = "") -> str:
    value, low, high = (None if number is None else f"{number:{sign}.{digits}f}" for number in figure)
    return f"{value}" if low is None or high is None else f"{value}\n{low} to {high}"


def tell_versions(talk: Talk, versions: "Sequence[ModelVersion]") -> None:
    """Every version with its aliases, figures, the gate's verdict and what people decided about it."""
    rows = [
        (
            f"{version.version} {' '.join(f'@{alias}' for alias in version.aliases)}",
            version.candidate,
            f"{version.horizon_days} days" if version.horizon_days else "",
            f"{version.figures.get('auc', float('nan')):.3f}",
            f"{version.figures.get('average_precision', float('nan')):.3f}",
            "passed" if version.passed else ", ".join(version.stopped_by).replace("_", " "),
            f"{version.registered_at:%Y-%m-%d %H:%M}",
        )
        for version in versions
    ]
    columns = ("version", "candidate", "ahead", "AUC", "AP", "gate", "registered (UTC)")
    talk.table(versions[0].name if versions else "No versions", columns, rows)
    if len({version.horizon_days for version in versions}) > 1:
        talk.say(
            "[yellow]The versions look differently far ahead: their figures cannot be compared.[/yellow]"
        )
    for version in versions:
        for key, words in (("confirm_leak", "leak confirmed as none"), ("override", "gate overridden")):
            if said := version.notes.get(key):
                talk.say(f"[yellow]Version {version.version}, {words}:[/yellow] {escape(said)}")
    talk.finish({"versions": [asdict(version) for version in versions]}, then="ermine models compare A B")


MOST_SHAPES = 8


def tell_comparison(talk: Talk, comparison: "Comparison") -> None:
    """Two versions, figure by figure, input by input."""
    a, b = comparison.a, comparison.b
    if a.horizon_days != b.horizon_days:
        talk.say(
            f"[yellow]Version {a.version} looks {a.horizon_days} days ahead, version {b.version} {b.horizon_days}.\n"
            "More people leave in a longer time: no figure below can be compared.[/yellow]"
        )
    if comparison.paired_on:
        talk.say(f"Changes with an interval are paired on {comparison.paired_on}.")
    else:
        talk.say("[yellow]Not tested on the same rows: the changes below are not the models' alone.[/yellow]")
    rows = [
        (row.metric.replace("_", " "), _interval(row.a), _interval(row.b),
         _interval((row.change, row.low, row.high), 4, "+"))
        for row in comparison.metrics
    ]  # fmt: skip
    talk.table(f"{a.name}", ("", f"version {a.version}", f"version {b.version}", "change"), rows)
    for words, names in (("New inputs", comparison.added), ("Inputs left out", comparison.removed)):
        if names:
            talk.say(f"{words}: {escape(', '.join(names))}")
    shapes = [
        (change.label or change.name, f"{change.mean:.3f}", f"{change.largest:+.3f}", _at(change.at))
        for change in comparison.shapes[:MOST_SHAPES]
    ]
    if shapes:
        talk.table("Shapes that changed most (log-odds)", ("input", "mean", "largest", "where"), shapes)
    talk.finish(asdict(comparison), then=f"ermine models promote {b.version}")


def _at(value: float | str | None) -> str:
    if value is None:
        return "not known"
    return value if isinstance(value, str) else f"{value:.6g}"


def tell_promotion(talk: Talk, promotion: "Promotion", then: str) -> None:
    """Who serves now and whom it replaced."""
    champion = promotion.champion
    replaced = f", replacing version {promotion.replaced}" if promotion.replaced else ""
    talk.say(
        f"{champion.name} version {champion.version} is the champion{replaced}; signed in {promotion.file}."
    )
    if promotion.overridden:
        talk.say("[yellow]The gate was against it; the reason given is recorded with the version.[/yellow]")
    talk.finish(
        {"name": champion.name, "version": champion.version, "replaced": promotion.replaced,
         "leak_confirmed": promotion.leak_confirmed, "overridden": promotion.overridden, "file": str(promotion.file)},
        then=then,
    )  # fmt: skip
