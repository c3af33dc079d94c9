"""A table contract: what a pandera class says about a table, in the form in which intake reads it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import Mark, Refers

RowCheck = Callable[[pl.DataFrame], pl.Series]
"""True where a row breaks the rule; a missing value breaks no range."""


@dataclass(frozen=True)
class Rule:
    """One rule of a contract, with the column to look at when it is broken."""

    name: str
    column: str
    broken: RowCheck


@dataclass(frozen=True)
class Column:
    """One column of a contract."""

    name: str
    dtype: pl.DataType
    required: bool
    nullable: bool
    meaning: str
    unit: str
    mark: Mark
    refers: Refers
    allowed: str
    example: str


@dataclass(frozen=True)
class TableContract:
    """One table: its pandera class, and what its days mean.

    `known` are the columns of which the first that is given says when a row was known; none for a table
    without days. `happened` are the columns whose days prove that the company was recording then (a day that
    may be planned ahead is not among them). `about_work` tables hold nothing after a person's last day,
    judged by `day`. In `keeps_versions` tables a correction leaves what it replaces in the lake, with the day
    from which that was known; in `known_once` tables a row keeps its first known day whatever is corrected.
    Where a row `repeats`, two people have said the same: equal rows are not duplicates. A `from_hire` table should
    say something of everybody from the hire date on.
    """

    name: str
    model: type[pa.DataFrameModel]
    day: str = ""
    known: tuple[str, ...] = ()
    happened: tuple[str, ...] = ()
    about_work: bool = False
    keeps_versions: bool = False
    known_once: bool = False
    repeats: bool = False
    from_hire: bool = False

    @cached_property
    def schema(self) -> pa.DataFrameSchema:
        """The pandera schema: the one definition from which everything else here is derived."""
        return self.model.to_schema()

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns in the order of the contract."""
        return tuple(
            Column(
                name=name,
                dtype=field.dtype.type,
                required=field.required,
                nullable=field.nullable,
                meaning=field.description or "",
                unit=field.metadata["unit"],
                mark=field.metadata["mark"],
                refers=field.metadata["refers"],
                allowed=" and ".join(_allowed(check) for check in field.checks),
                example=field.metadata["example"],
            )
            for name, field in self.schema.columns.items()
        )

    @property
    def meaning(self) -> str:
        """What one row is, in the first sentence of the class."""
        return (self.model.__doc__ or "").strip()

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that no two rows share; empty when only exact duplicates are refused."""
        return tuple(self.schema.unique or ())

    @property
    def row_rules(self) -> tuple[tuple[str, str], ...]:
        """Each rule on whole rows in words, with the column to look at."""
        return tuple((str(check.name), str(check.description)) for check in self.schema.checks)

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every check of the pandera class as a rule on rows, so that intake can count what breaks it."""
        of_columns = [
            Rule(_in_words(check), name, _broken(check, name))
            for name, field in self.schema.columns.items()
            for check in field.checks
        ]
        of_rows = [
            Rule(str(check.name), str(check.description), _broken(check, None))
            for check in self.schema.checks
        ]
        return (*of_columns, *of_rows)


_WORDS = {
    "greater_than_or_equal_to": "below {min_value}",
    "greater_than": "not above {min_value}",
    "less_than_or_equal_to": "above {max_value}",
    "isin": "not one of {allowed}",
}


_ALLOWED = {
    "greater_than_or_equal_to": "at least {min_value}",
    "greater_than": "above {min_value}",
    "less_than_or_equal_to": "at most {max_value}",
    "isin": "one of {allowed}",
}


def _allowed(check: pa.Check) -> str:
    """What a check lets through; a check without words stops the build (KeyError)."""
    return _said(check, _ALLOWED)


def _in_words(check: pa.Check) -> str:
    """The rule as a refusal says it; a check without words stops the build (KeyError)."""
    return _said(check, _WORDS)


def _said(check: pa.Check, words: Mapping[str, str]) -> str:
    statistics = check.statistics or {}
    allowed = ", ".join(str(value) for value in statistics.get("allowed_values", ()))
    return words[str(check.name)].format(**statistics, allowed=allowed)


def _broken(check: pa.Check, column: str | None) -> RowCheck:
    def rows(frame: pl.DataFrame) -> pl.Series:
        held: pl.Series = check(frame.lazy(), column).check_output.collect().to_series()
        return ~held

    return rows
