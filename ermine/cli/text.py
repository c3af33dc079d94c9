"""Commands for files of comments: redact and classify. No command takes or gives who wrote a comment."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from ermine.cli.console import Talk
from ermine.cli.options import AsJson

Comments = Annotated[Path, typer.Argument(help="Comments: CSV or Parquet.")]
TextColumn = Annotated[str, typer.Option("--text-column", help="Column that holds the comments.")]
RosterFile = Annotated[
    Path | None, typer.Option(help="CSV or Parquet file whose column name lists people who may be named.")
]


def register(app: typer.Typer) -> None:
    """Add these commands to the application."""
    app.command()(redact)
    app.command()(classify)


def redact(
    file: Comments,
    out: Annotated[Path, typer.Option(help="Parquet file to write: row, text, spans.")],
    text_column: TextColumn = "text",
    roster: RosterFile = None,
    as_json: AsJson = False,
) -> None:
    """Replace names, addresses, numbers and links in comments by their kind; one row per input row, in order."""
    from ermine.jobs.texts import redact_file

    talk = Talk(as_json)
    with talk.progress("redact") as tick:
        done = redact_file(file, text_column, out, roster, tick)
    talk.say(
        f"Read {done.rows:,} rows of {escape(str(file))} ({done.empty:,} without text); "
        f"{done.changed:,} changed; wrote {escape(str(out))}."
    )
    if done.found:
        talk.table(
            "Replaced", ("kind", "times"), [(kind, f"{times:,}") for kind, times in done.found.items()]
        )
    talk.finish(
        {**vars(done), "out": str(out)}, then=f"ermine classify {escape(str(out))} --out labels.parquet"
    )


def classify(
    file: Comments,
    out: Annotated[
        Path, typer.Option(help="Parquet file to write: row, sentiment, topics, serious concerns.")
    ],
    text_column: TextColumn = "text",
    roster: RosterFile = None,
    as_json: AsJson = False,
) -> None:
    """Sentiment, topics and serious concerns of comments, redacted first; no other column is carried over."""
    from ermine.jobs.text_models import serving_folder
    from ermine.jobs.texts import classify_file
    from ermine.settings import load_settings

    talk = Talk(as_json)
    model = serving_folder(load_settings())
    with talk.progress("classify") as tick:
        done = classify_file(file, text_column, out, roster, model, tick)
    talk.say(
        f"Read {done.rows:,} rows of {escape(str(file))}; {done.not_assessed:,}"
        f" not assessed (another language, garbled "
        f"or no words: a person has to read them); wrote {escape(str(out))}. Model: {escape(done.model)}."
    )
    talk.table(
        "Sentiment", ("label", "comments"), [(name, f"{count:,}") for name, count in done.sentiments.items()]
    )
    talk.say(f"{done.serious:,} comment(s) may hold a serious concern: let a trained person read them.")
    talk.finish({**vars(done), "out": str(out)}, then="ermine sentiment themes, for what no topic covers")
