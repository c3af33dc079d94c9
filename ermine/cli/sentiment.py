"""Commands about the text model: retrain it on own labels, list, promote, roll back, and look for new themes."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.options import AsJson
from ermine.cli.text import RosterFile

if TYPE_CHECKING:
    from training.registry.text_versions import TextVersion

sentiment = typer.Typer(
    help="The text model that reads comments, and topics nobody foresaw.", no_args_is_help=True
)

Name = Annotated[str, typer.Option("--name", help="Name in the registry and in the home.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; recorded with the version.")]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.add_typer(sentiment, name="sentiment")


@sentiment.command()
def train(
    data: Annotated[Path, typer.Option(help="CSV: text, sentiment and optionally topics, serious.")],
    base: Annotated[
        str | None, typer.Option(help="Encoder to start from: folder or hub name; default: the packaged one.")
    ] = None,
    name: Name = "sentiment",
    passes: Annotated[int, typer.Option(min=1, max=20, help="Times that all comments are seen.")] = 3,
    no_promote: Annotated[bool, typer.Option("--no-promote", help="Register as challenger only.")] = False,
    as_json: AsJson = False,
) -> None:
    """Retrain the text model on your labels; promote it if it is no worse than what serves."""
    from ermine.jobs.text_models import train_text
    from ermine.settings import load_settings

    talk = Talk(as_json)
    with talk.progress("train") as tick:
        done = train_text(
            load_settings(), data, base=base, name=name, promote_it=not no_promote, passes=passes, tick=tick
        )
    verdict = done.made.verdict
    talk.table(
        f"{name} version {done.version.version}, on {verdict.rows} held-out comments",
        ("figure", "this version", "what serves"),
        [(one.metric, f"{one.challenger:.3f}", f"{one.champion:.3f}") for one in verdict.compared],
    )
    for sentence in verdict.reasons:
        talk.say(f"Not promoted: {escape(sentence)}.")
    talk.finish(
        {**_told(done.version), "verdict": verdict.to_dict(), "promoted": done.promotion is not None},
        then="ermine sentiment list" if done.promotion else "ermine sentiment promote",
    )


@sentiment.command("list")
def list_(name: Name = "sentiment", as_json: AsJson = False) -> None:
    """Every version of the text model, newest first; the shipped one serves until one is promoted."""
    from ermine.jobs.text_models import serving_folder, text_versions
    from ermine.settings import load_settings
    from training.text.champion import manifest_digest

    talk, settings = Talk(as_json), load_settings()
    versions, serves = text_versions(settings, name), manifest_digest(serving_folder(settings, name))
    rows = [
        (
            v.version,
            ", ".join(v.aliases),
            v.stopped_by or "passed",
            v.promoted_at,
            v.reason,
            v.digest[:12],
        )
        for v in versions
    ]
    talk.table(name, ("version", "alias", "gate", "promoted", "reason", "digest"), rows)
    talk.say(f"What serves has digest {serves[:12]}.")
    talk.finish({"name": name, "serving": serves, "versions": [_told(version) for version in versions]})


@sentiment.command()
def promote(
    version: Annotated[str | None, typer.Argument(help="Version or alias; default: the challenger.")] = None,
    name: Name = "sentiment",
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Let a version read the comments from now on: its gate must have passed, and it is signed."""
    from ermine.jobs.text_models import promote_text_version
    from ermine.settings import load_settings

    talk, done = Talk(as_json), promote_text_version(load_settings(), version, name, reason)
    talk.say(f"{name} version {done.version.version} serves from {escape(str(done.folder))}.")
    talk.finish({**_told(done.version), "replaced": done.replaced})


@sentiment.command()
def rollback(
    name: Name = "sentiment",
    shipped: Annotated[bool, typer.Option("--shipped", help="Back to the shipped model.")] = False,
    reason: Reason = "",
    as_json: AsJson = False,
) -> None:
    """Let the previous version, or the shipped model, read the comments again."""
    from ermine.jobs.text_models import roll_back_text, serve_shipped
    from ermine.settings import load_settings

    talk, settings = Talk(as_json), load_settings()
    if shipped:
        changed = serve_shipped(settings, name)
        talk.say("The shipped model serves." if changed else "The shipped model serves already.")
        talk.finish({"name": name, "serving": "shipped", "changed": changed})
        return
    done = roll_back_text(settings, name, reason)
    talk.say(f"{name} version {done.version.version} serves again.")
    talk.finish({**_told(done.version), "replaced": done.replaced})


@sentiment.command()
def themes(
    file: Annotated[Path, typer.Argument(help="CSV or Parquet file of comments.")],
    text_column: Annotated[str, typer.Option(help="Column that holds the comments.")] = "text",
    roster: RosterFile = None,
    floor: Annotated[int, typer.Option(min=10, help="Fewest comments of a theme that is shown.")] = 10,
    as_json: AsJson = False,
) -> None:
    """Group the comments that no topic fits, redacted first, and name each group by its typical words."""
    from ermine.jobs.text_models import serving_folder
    from ermine.jobs.texts import read_roster, read_texts, redacted_texts
    from ermine.settings import load_settings
    from sentiment.classifier import load_classifier
    from training.text.themes import find_themes

    talk, texts, names = Talk(as_json), read_texts(file, text_column).to_list(), read_roster(roster)
    classifier = load_classifier(serving_folder(load_settings()))
    with talk.progress("themes") as tick:
        found = find_themes(redacted_texts(texts, names, tick), classifier, floor=floor, tick=tick)
    talk.table(
        f"Themes outside the {len(classifier.manifest.topics)} topics",
        ("typical words", "comments"),
        [(", ".join(theme.terms), theme.comments) for theme in found.themes],
    )
    talk.say(
        f"{len(texts)} comments: {found.with_topic} have a topic, {found.grouped} are in a theme, "
        f"{found.ungrouped} in none, {found.not_assessed} were not assessed."
    )
    talk.finish(
        {
            "comments": len(texts),
            "with_topic": found.with_topic,
            "ungrouped": found.ungrouped,
            "not_assessed": found.not_assessed,
            "themes": [{"comments": theme.comments, "terms": list(theme.terms)} for theme in found.themes],
        }
    )


def _told(version: "TextVersion") -> dict[str, object]:
    return {**vars(version), "aliases": list(version.aliases)}
