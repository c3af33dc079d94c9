"""`ermine trial`: a randomised waiting list that shows whether talking helps."""

from typing import TYPE_CHECKING

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.options import AsJson

if TYPE_CHECKING:
    from ermine.jobs.trial import PlannedTrial

trial = typer.Typer(help="A randomised waiting list that shows whether talking helps.", no_args_is_help=True)

_MONTHS_TOLD = (3, 6, 9, 12, 18, 24)


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.add_typer(trial, name="trial")


@trial.command()
def plan(as_json: AsJson = False) -> None:
    """What a trial could find out here by when, and whether it may start; nobody is asked to wait yet."""
    from dataclasses import asdict

    from ermine.jobs.trial import plan_in_home
    from ermine.settings import load_settings

    talk, found = Talk(as_json), plan_in_home(load_settings())
    _tell_plan(talk, found)
    talk.finish({**asdict(found), "can_start": not found.why_not}, then=_next(found))


def _tell_plan(talk: Talk, found: "PlannedTrial") -> None:
    if found.plan.people:
        rows = [(f"{month}", _drop(found.plan.detectable[month - 1])) for month in _MONTHS_TOLD]
        talk.table(
            "What could be found by when",
            ("month", "smallest drop in notices found four times in five"),
            rows,
        )
        talk.say(
            f"{found.waiting_share:.0%} of those drawn would wait for {found.wait_days} days; about "
            f"{found.plan.people:,} people would be known after 24 months, of whom "
            f"{100 * found.plan.share_later:.1f} in 100 give notice within the wait without a talk."
        )
    talk.say(escape(found.why_not) or "[green]A trial can teach something here and is approved.[/green]")


def _drop(share: float | None) -> str:
    return "none" if share is None else f"{100 * share:.0f} %"


def _next(found: "PlannedTrial") -> str:
    return "ermine report impact" if found.why_not else "ermine trial start"


@trial.command()
def start(as_json: AsJson = False) -> None:
    """Draw lots from the next run on; refused unless it can teach something and the privacy officer has approved it."""
    from ermine.jobs.trial import start_in_home
    from ermine.settings import load_settings

    talk, begun = Talk(as_json), start_in_home(load_settings())
    talk.say(
        f"{begun.trial_id} draws lots from the next run on: {begun.waiting_share:.0%} of those drawn wait for "
        f"{begun.wait_days} days."
    )
    talk.finish(
        {"trial_id": begun.trial_id, "started_on": begun.started_on, "planned_people": begun.planned_people},
        then="ermine run",
    )


@trial.command()
def stop(as_json: AsJson = False) -> None:
    """Draw no more lots and let nobody wait any longer; what was drawn is still analysed as it was drawn."""
    from ermine.jobs.trial import stop_in_home
    from ermine.settings import load_settings

    talk, ended = Talk(as_json), stop_in_home(load_settings())
    talk.say(f"{ended.trial_id} draws no more lots, and nobody waits any longer.")
    talk.finish({"trial_id": ended.trial_id}, then="ermine report impact")


@trial.command()
def show(as_json: AsJson = False) -> None:
    """Which trials there were, whether lots are drawn now, and if not, why."""
    from dataclasses import asdict

    from ermine.jobs.impact import impact_of_home
    from ermine.settings import load_settings

    talk, found = Talk(as_json), impact_of_home(load_settings())
    rows = [
        (one.trial_id, one.started_on, one.stopped_on or "", f"{one.waiting_share:.0%}", f"{one.wait_days}")
        for one in found.trials
    ]
    if rows:
        talk.table("Trials", ("trial", "started", "stopped", "wait", "days"), rows)
    talk.say(escape(found.trial))
    talk.finish(
        {"trials": [asdict(one) for one in found.trials], "now": found.trial}, then="ermine report impact"
    )
