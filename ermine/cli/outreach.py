"""Commands of the week: make the run, score a file."""

from collections import Counter
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.options import AsJson, Engine, MapFile, ModelName, SparkMaster, iso_day

_TOLD = ("kind", "as_of", "valid_until", "model_name", "model_version", "explanation")


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(run)
    app.command()(score)


def run(
    as_of: Annotated[
        str | None, typer.Option("--as-of", help="Day to rank for; default: the day after the data end.")
    ] = None,
    map_file: MapFile = None,
    model: ModelName = None,
    engine: Engine = "duckdb",
    spark_master: SparkMaster = None,
    as_json: AsJson = False,
) -> None:
    """Make this week's lists: features of the day, scores with reasons, ranked within each manager's hours."""
    from ermine.jobs.checks import refuse_other_map
    from ermine.jobs.engines import chosen_engine
    from ermine.jobs.outreach import make_outreach
    from ermine.settings import load_settings
    from serving.outreach.eligibility import NOT_LISTED

    talk, settings = Talk(as_json), load_settings()
    refuse_other_map(settings, map_file, model)
    choice = chosen_engine(engine, spark_master)
    with talk.progress("run") as tick:
        made = make_outreach(settings, iso_day(as_of, "--as-of") if as_of else None, tick, choice)
    header = made.run.header
    talk.say(header.explanation)
    talk.say(
        f"{len(made.run.people):,} people, {made.run.scored:,} scored, {len(made.run.items):,} listed for "
        f"{len(made.run.er_managers)} ER manager(s); valid until {header.valid_until}. "
        f"{'Stored' if made.stored.new else 'Unchanged, kept'} as run {made.stored.run_id}."
    )
    left_out = Counter(NOT_LISTED[person.not_listed] for person in made.run.people if person.not_listed)
    for why, people in left_out.most_common():
        talk.say(f"  [dim]{people:>6,} not listed: {why}[/dim]")
    result = {
        "run_id": made.stored.run_id,
        "new": made.stored.new,
        "people": len(made.run.people),
        "scored": made.run.scored,
        "listed": len(made.run.items),
        "not_listed": dict(left_out),
        **{name: getattr(header, name) for name in _TOLD},
    }
    key = (
        f"ermine key create --role er_manager --er-manager {made.run.er_managers[0].er_manager_id} --sign-in"
    )
    talk.finish(result, then=f"ermine serve, and for a key to sign in with: {key}")


def score(
    file: Annotated[Path, typer.Argument(help="People (a column employee_id) or rows of a snapshot.")],
    out: Annotated[Path, typer.Option(help="Parquet file to write.")],
    map_file: MapFile = None,
    model: ModelName = None,
    as_of: Annotated[str | None, typer.Option("--as-of", help="Day to score for (HR tables only).")] = None,
    engine: Engine = "duckdb",
    spark_master: SparkMaster = None,
    as_json: AsJson = False,
) -> None:
    """Score a file with the champion: probability, log-odds, band and every reason; row order is kept."""
    from ermine.jobs.checks import refuse_other_map
    from ermine.jobs.engines import chosen_engine
    from ermine.jobs.scoring import score_file
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    refuse_other_map(settings, map_file, model)
    choice = chosen_engine(engine, spark_master)
    with talk.progress("score") as tick:
        scored = score_file(settings, file, out, iso_day(as_of, "--as-of") if as_of else None, tick, choice)
    talk.say(
        f"Read {scored.rows:,} rows of {escape(str(file))}; wrote {scored.scored:,} scores to {escape(str(out))}."
    )
    for refusal in scored.refusals:
        talk.say(f"  [red]{escape(refusal)}[/red]")
    talk.finish(
        {"rows": scored.rows, "scored": scored.scored, "refused": scored.rows - scored.scored, "out": str(out),
         "model": scored.model, "model_version": scored.version, "refusals": list(scored.refusals)}
    )  # fmt: skip
    if scored.refusals:
        raise typer.Exit(3)
