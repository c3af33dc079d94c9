"""From functions to columns: each function is named as the column it makes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import ibis
import ibis.expr.types as ir

from features.sources import Tables
from features.visibility import KEYS

Feature = Callable[[ir.Table], ir.Value]
"""One column of a subject: a value per row, or an aggregate per person and as-of day."""


@dataclass(frozen=True)
class Subject:
    """Columns that are made together: one query from tables and population to `KEYS` and `columns`.

    `after` are subjects that are made before it; it finds what they made among the tables, under `part`.
    """

    table: Callable[[Tables, ir.Table], ir.Table]
    columns: tuple[Feature, ...]
    after: tuple["Subject", ...] = ()

    @property
    def name(self) -> str:
        """The name of the function that makes the table."""
        return self.table.__name__

    @property
    def part(self) -> str:
        """The name of what it makes, once it is made."""
        return f"part_{self.name}"

    @property
    def features(self) -> frozenset[str]:
        """The names of its columns."""
        return frozenset(column.__name__ for column in self.columns)


def per_row(rows: ir.Table, features: Sequence[Feature]) -> ir.Table:
    """`KEYS` and one column per function, for a table with one row per person and as-of day."""
    return rows.select(*KEYS, **{feature.__name__: feature(rows) for feature in features})


def per_person(rows: ir.Table, features: Sequence[Feature]) -> ir.Table:
    """`KEYS` and one aggregate per function, over all rows that a person's as-of day can see."""
    return rows.group_by(KEYS).aggregate(**{feature.__name__: feature(rows) for feature in features})


def latest(rows: ir.Table, column: str) -> ir.Value:
    """The value of the state that holds on the as-of day; missing if it is missing there."""
    return rows[column].max(where=rows.is_last)


def exact_sum(values: ir.NumericColumn, where: ir.BooleanValue) -> ir.FloatingScalar:
    """Sum of values of 0 or more to four decimals; missing without any row.

    Whole ten-thousandths are summed: a sum of floats depends on the order of its rows, and engines differ in how they
    round a float to a decimal.
    """
    parts = (values * 10_000 + 0.5).floor().cast("int64")
    return parts.sum(where=where) / 10_000


def as_of_day(rows: ir.Table) -> ir.DateValue:
    """The as-of day inside an aggregate, where it is the same for all rows."""
    return rows.as_of.max()


def yes_no(condition: ir.BooleanValue) -> ir.StringValue:
    """A truth value as a category: yes, no, or missing."""
    return condition.isnull().ifelse(ibis.null("string"), condition.ifelse("yes", "no"))
