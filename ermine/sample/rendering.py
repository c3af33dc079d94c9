"""Ids, words and dates in place of the company's numbers: how ledgers become tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from ermine.sample.arrays import FAR, Ints
from ermine.sample.company import Company
from ermine.sample.ledger import Column, Ledger


@dataclass(frozen=True)
class Window:
    """The first and the last day that the tables cover."""

    start: int
    end: int


def employee_ids(company: Company) -> pl.Series:
    """E000001 for whoever was hired first, and so on; by position."""
    hire = company.people.hire
    rank = np.empty(len(hire), dtype=np.int64)
    rank[np.argsort(hire, kind="stable")] = np.arange(1, len(hire) + 1)
    return _coded("E", rank, 6)


def unit_ids(company: Company) -> pl.Series:
    """U0000 for the company, and so on; by position."""
    return _coded("U", np.arange(len(company.org.tier)), 4)


def er_manager_ids(count: int) -> pl.Series:
    """ER01 and so on; by position."""
    return _coded("ER", np.arange(1, count + 1), 2)


def rows_of(ledger: Ledger, names: Sequence[str]) -> pl.DataFrame:
    """The ledger as a frame of numbers with `person` and these columns, empty when nothing was written."""
    columns: Mapping[str, Column] = ledger.columns()
    empty = np.empty(0, dtype=np.int64)
    return pl.DataFrame({name: columns.get(name, empty) for name in ("person", *names)})


def ids(positions: str, names: pl.Series) -> pl.Expr:
    """The id at each position; -1 is missing."""
    return _taken(pl.col(positions), names)


def word(codes: str, words: Sequence[str]) -> pl.Expr:
    """The word of each code; -1 is missing."""
    return _taken(pl.col(codes), pl.Series(words))


def day(name: str) -> pl.Expr:
    """A date column from day numbers; FAR is missing."""
    number = pl.col(name)
    return pl.when(number != FAR).then(number).cast(pl.Int32).cast(pl.Date)


def yes_no(name: str) -> pl.Expr:
    """A true/false column from 1 and 0."""
    return pl.col(name) == 1


def _taken(at: pl.Expr, names: pl.Series) -> pl.Expr:
    return at.replace_strict(list(range(len(names))), names, default=None, return_dtype=pl.String)


def _coded(prefix: str, numbers: Ints, width: int) -> pl.Series:
    return pl.Series([f"{prefix}{number:0{width}d}" for number in numbers], dtype=pl.String)
