"""How fairness, drift and impact are told on the terminal; a finding ends the command with its own code."""

from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from ermine.cli.console import Talk

if TYPE_CHECKING:
    from serving.impact.reading import Impact
    from serving.insight.company_kpis import KpiFigure, UnitKpis
    from training.drift.report import DriftReport
    from training.fairness.report import Comparison, FairnessReport

FOUND = 3
"""Exit code of a report that did its work and found something to look at."""

NOTHING_TO_SAY = 4
"""Exit code of a fairness report that could not judge a single group: silence is no sign of fairness."""


def tell_fairness(talk: Talk, report: "FairnessReport") -> None:
    """Every group with its ratios; failing ones in words."""
    from training.fairness.words import VERDICTS, finding_text, summary

    said = [one for one in report.worth_showing if one.ratio is not None]
    if said:
        columns = ("group", "measure", "people", "rate : others", "ratio (95 %)", "")
        talk.table(
            "Each group against all others", columns, [(*_row(one), VERDICTS[one.verdict]) for one in said]
        )
    few = sorted({f"{one.attribute} {one.value}" for one in report.comparisons if one.ratio is None})
    if few:
        talk.say(f"[dim]Too few to say, in at least one measure: {escape(', '.join(few))}[/dim]")
    for attribute, people in report.not_known.items():
        if people:
            talk.say(f"[dim]{escape(attribute)}: not known of {people:,} people, who are left out[/dim]")
    for one in report.comparisons:
        if one.verdict in ("fails", "look"):
            style = "red" if one.verdict == "fails" else "yellow"
            talk.say(f"[{style}]{VERDICTS[one.verdict]}:[/{style}] {escape(finding_text(one))}")
    talk.say(escape(summary(report)))
    talk.finish({**report.to_dict(), "fails": bool(report.failures)})
    if report.failures:
        raise typer.Exit(FOUND)
    if not report.judged:
        raise typer.Exit(NOTHING_TO_SAY)


def _row(one: "Comparison") -> tuple[str, ...]:
    ratio = one.ratio
    if ratio is None or ratio.low is None or ratio.high is None:
        raise ValueError("only comparisons that were made have a row")
    return (
        f"{one.attribute} {one.value}",
        one.measure,
        f"{one.people:,}",
        f"{one.group:.3f} : {one.rest:.3f}",
        f"{ratio.value:.2f} ({ratio.low:.2f}-{ratio.high:.2f})",
    )


def tell_drift(talk: Talk, report: "DriftReport") -> None:
    """The inputs that moved most, what is told of them, and the months that matured."""
    from training.drift.words import headline, month_text

    when = report.watched or "an undated snapshot"
    talk.say(
        f"{report.model} version {report.version}, trained until {report.trained_until or 'an undated snapshot'}; "
        f"{report.people:,} people on {when}."
    )
    for note in report.notes:
        talk.say(f"[dim]{escape(note)}[/dim]")
    moved = sorted(report.inputs, key=lambda one: (not one.found, -one.nearest))[:10]
    rows = [
        (
            one.label,
            f"{one.index:.2f}",
            f"{one.nearest:.2f}",
            f"{one.limit:.2f}",
            f"{one.distance:.2f}",
            f"{one.missing:.0%}",
            ", ".join(one.found),
        )
        for one in (report.score, *moved)
    ]
    columns = ("", "index", "nearest day", "limit", "distance", "missing", "told")
    talk.table("The score and the ten inputs that moved most", columns, rows)
    for month in report.calibration:
        colour = "red" if month.found else "dim"
        talk.say(f"[{colour}]{escape(month_text(month))}[/{colour}]")
    together: dict[str, list[str]] = {}
    for one in report.drifted:
        together.setdefault(" ".join(one.todo), []).append(headline(one))
    for todo, lines in together.items():
        talk.say(f"[yellow]{escape('; '.join(lines))}.[/yellow] {escape(todo)}")
    talk.say("Something has drifted." if report.found else "Nothing has drifted.")
    talk.finish(report.to_dict(), then="ermine retrain" if report.found else "")
    if report.found:
        raise typer.Exit(FOUND)


def tell_impact(talk: Talk, impact: "Impact", note: str) -> None:
    """The verdict with its intervals, both arms, and the business case."""
    from dataclasses import asdict

    talk.say(f"[bold]{escape(impact.headline)}[/bold] {escape(impact.sentence)}")
    talk.say(escape(impact.trial))
    if note:
        talk.say(f"[yellow]{escape(note)}[/yellow]")
    report = impact.report
    if report is not None and report.now is not None and report.later is not None:
        rows = [
            (name, f"{arm.people:,}", f"{arm.left:,}", f"{100 * arm.left / arm.people:.1f}")
            for name, arm in (("talked to now", report.now), ("talked to later", report.later))
        ]
        talk.table(
            f"As drawn, notice within {report.wait_days} days", ("arm", "people", "notices", "in 100"), rows
        )
        if impact.from_history:
            talk.say(f"[dim]{impact.from_history:,} of {report.assigned:,} lots are from history.[/dim]")
    if impact.effect is not None:
        talk.say(f"The lists go by: {escape(impact.effect.words)}")
    case = impact.business_case
    if case is not None and case["net"] is not None:
        net, unit = case["net"], case["terms"]["currency"]
        talk.say(
            f"Worth less cost, for everybody together: {net['value']:,.0f} {unit} "
            f"(from {net['low']:,.0f} to {net['high']:,.0f})."
        )
    talk.finish({**asdict(impact), "note": note}, then="ermine trial plan")


def tell_kpis(talk: Talk, found: "UnitKpis") -> None:
    """Every KPI of the unit with its interval, the year before, and a change only where it is clear."""
    from dataclasses import asdict

    if found.unit_id is None:
        talk.say("There is nothing to show yet: KPIs are counted with each run.")
    else:
        columns = ("KPI", "now", "95 % interval", "a year before", "change")
        talk.table(f"{found.name}, {found.as_of}", columns, [_kpi_row(one) for one in found.kpis])
        answered = [
            (one.round_id, f"{one.released_on}", _days(one.days_to_promise), _days(one.days_to_done))
            for one in found.responses
        ]
        if answered:
            talk.table(
                "Response to feedback, in days from the release",
                ("round", "released", "promised", "kept"),
                answered,
            )
        work = [
            (one.name, f"{one.people:,}", f"{one.weekly_hours:g}", f"{one.hours_per_100_people or 0:.1f}")
            for one in found.workloads
        ]
        talk.table("People and hours", ("ER manager", "people", "hours a week", "hours for 100"), work)
    talk.finish(asdict(found), then="" if found.unit_id else "ermine run")


def _days(days: int | None) -> str:
    return "not yet" if days is None else f"{days}"


def _kpi_row(one: "KpiFigure") -> tuple[str, ...]:
    if one.now is None:
        return one.label, one.not_shown, "", "", ""
    digits = 0 if one.unit == "days" else 1
    low, high = (None if limit is None else f"{limit:.{digits}f}" for limit in (one.now.low, one.now.high))
    before = "not shown" if one.before is None else f"{one.before.value:.{digits}f}"
    change = {"up": "higher", "down": "lower", "none": "no clear change"}.get(one.change, "")
    return (
        f"{one.label}, {one.unit}",
        f"{one.now.value:.{digits}f}",
        f"{low} to {high or 'more'}",
        before,
        change,
    )
