"""The files of what people said without their names: answers and comments of closed rounds, by unit."""

import polars as pl

from ermine.sample.comments import corpus
from ermine.sample.company import Company
from ermine.sample.rendering import ids, rows_of, unit_ids, word
from ermine.sample.surveys import QUESTIONS
from ermine.sample.words import COMMENT_SOURCES


def round_id(day: str) -> pl.Expr:
    """The round as its quarter, such as 2026-Q2: no finer date leaves it."""
    date = pl.col(day).cast(pl.Int32).cast(pl.Date)
    return pl.format("{}-Q{}", date.dt.year(), date.dt.quarter())


def surveys(company: Company) -> pl.DataFrame:
    """One row per answer, in an order that does not tell which answers are one person's."""
    rows = rows_of(company.books.surveys, ("day", "question", "score"))
    return rows.select(
        round_id=round_id("day"),
        unit_id=ids("person", unit_ids(company)),
        question_id=word("question", tuple(QUESTIONS)),
        score="score",
    ).sort(pl.all())


def comments(company: Company) -> pl.DataFrame:
    """One row per comment, in alphabetical order within its unit."""
    rows = rows_of(company.books.comments, ("day", "source", "text"))
    return rows.select(
        round_id=round_id("day"),
        unit_id=ids("person", unit_ids(company)),
        source=word("source", COMMENT_SOURCES),
        text=word("text", corpus().texts),
    ).sort(pl.all())
