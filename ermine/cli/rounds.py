"""Commands of feedback rounds: open, tokens, close, release, show."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.options import AsJson

if TYPE_CHECKING:
    from ermine.settings import Settings

rounds = typer.Typer(help="Feedback rounds: anonymous answers, one audited release.", no_args_is_help=True)
RoundId = Annotated[str, typer.Argument(metavar="ROUND", help="The round's name, such as 2026-q3.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.add_typer(rounds, name="round")


@rounds.command("open")
def open_(
    round_id: RoundId,
    unit: Annotated[
        list[str] | None, typer.Option(help="Ask only this unit and all below it; may be repeated.")
    ] = None,
    questions: Annotated[
        Path | None, typer.Option(help="Questions (TOML); default: policy/questions.toml of the home.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Open a round: freeze who may answer, under which units, and the questions."""
    from ermine.jobs.rounds import open_feedback_round
    from ermine.settings import load_settings

    talk = Talk(as_json)
    found = open_feedback_round(load_settings(), round_id, unit or [], questions)
    people = max(found.eligible.values())
    talk.say(
        f"Round {found.round_id} is open for {people:,} people in {len(found.eligible)} group(s) of ten and more; "
        f"{len(found.homes) - len(found.eligible)} units are asked with the unit above them, so that nobody stands out."
    )
    result = {"round": found.round_id, "eligible": people, "groups": len(found.eligible)}
    talk.finish(result, then=f"ermine round tokens {found.round_id} --out links.csv")


@rounds.command()
def tokens(
    round_id: RoundId,
    out: Annotated[Path, typer.Option(help="CSV file to write: group and link, in random order.")],
    base_url: Annotated[
        str, typer.Option(help="Address of the feedback pages that the links begin with.")
    ] = "http://127.0.0.1:8001",
    as_json: AsJson = False,
) -> None:
    """Write one link per person, once: afterwards nobody knows the tokens but who was sent them."""
    from ermine.jobs.rounds import hand_out_tokens
    from ermine.settings import load_settings

    talk = Talk(as_json)
    count = hand_out_tokens(load_settings(), round_id, out, base_url)
    talk.say(
        f"Wrote {count:,} links to {escape(str(out))}. Mail each to anybody of its group, then delete the file."
    )
    talk.say(
        "Whoever hands them out could remember who got which: choose somebody who never sees the answers."
    )
    talk.finish({"round": round_id, "tokens": count, "out": str(out)}, then=f"ermine round close {round_id}")


@rounds.command()
def close(round_id: RoundId, as_json: AsJson = False) -> None:
    """Take no more answers; read every comment once and shuffle everything. Interrupted, repeat it."""
    from ermine.jobs.rounds import close_feedback_round
    from ermine.settings import load_settings

    talk = Talk(as_json)
    with talk.progress("close") as tick:
        found = close_feedback_round(load_settings(), round_id, tick)
    talk.say(f"Round {found.round_id} is closed; its tokens are gone and its answers shuffled.")
    result = {"round": found.round_id, "state": found.state}
    talk.finish(result, then=f"ermine round release {found.round_id}")


@rounds.command()
def release(round_id: RoundId, as_json: AsJson = False) -> None:
    """Publish, once, what may be shown: floors, remainder rule, masking, and an independent audit."""
    from ermine.jobs.rounds import release_feedback_round
    from ermine.settings import load_settings

    talk = Talk(as_json)
    done = release_feedback_round(load_settings(), round_id)
    measures = sorted({*done.shown, *done.withheld})
    rows = [(name, done.shown.get(name, 0), done.withheld.get(name, 0)) for name in measures]
    talk.table(f"Round {round_id}", ("measure", "units shown", "withheld"), rows)
    talk.say("The audit found no group whose figures could be worked out. This release never changes.")
    talk.finish(
        {"round": round_id, "shown": done.shown, "withheld": done.withheld},
        then=f"ermine round show {round_id}",
    )


@rounds.command()
def show(
    round_id: Annotated[
        str | None, typer.Argument(metavar="[ROUND]", help="Show what was released of this round.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """All rounds with their state and how many were asked; with a name, what was released of that round."""
    from ermine.jobs.rounds import rounds_of
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    if round_id is not None:
        return _show_release(talk, settings, round_id)
    found = rounds_of(settings)
    rows = [
        (
            one.round_id,
            one.state,
            f"{one.opened_on}",
            f"{max(one.eligible.values()):,}",
            f"{one.tokens_issued:,}",
        )
        for one in found
    ]
    talk.table("Feedback rounds", ("round", "state", "opened", "asked", "links"), rows)
    listed = [
        {
            "round": one.round_id,
            "state": one.state,
            "opened_on": one.opened_on,
            "eligible": max(one.eligible.values()),
            "tokens_issued": one.tokens_issued,
            "historic": one.historic,
        }
        for one in found
    ]
    return talk.finish({"rounds": listed}, then="ermine round show ROUND, or ermine round open NAME")


def _show_release(talk: Talk, settings: "Settings", round_id: str) -> None:
    from ermine.jobs.rounds import release_of

    document, names = release_of(settings, round_id)
    for unit in document["units"]:
        shown = [(measure, _said(cell)) for measure, cell in unit["cells"].items() if cell["shown"]]
        name = escape(names.get(unit["unit"], unit["unit"]))
        if shown:
            talk.table(name, ("measure", "released"), shown)
        else:
            talk.say(f"{name}: nothing of its own; see the unit above it.")
    talk.finish({"release": document})


def _said(cell: dict[str, Any]) -> str:
    """The figures of one released cell in a few words."""
    if "shares" in cell:
        return ", ".join(f"{name} {share} %" for name, share in cell["shares"].items()) + f" of {cell['n']}"
    if "share" in cell:
        return f"{cell['share']} %"
    between = "" if cell["low"] is None else f" ({cell['low']:g} to {cell['high']:g})"
    return f"{cell['value']:g}{between}, {cell['n']} answers"
