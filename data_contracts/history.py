"""What a later import changes: when each row became known, and the versions that corrections replaced."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from data_contracts.contract import TableContract


@dataclass(frozen=True)
class Changes:
    """How a table differs from the import before: rows by what became of them."""

    added: int
    changed: int
    withdrawn: int
    late: int
    """Added or changed rows about a day that the import before had already covered."""


def with_history(
    contract: "TableContract",
    rows: pl.DataFrame,
    given: pl.Series | None,
    before: pl.DataFrame,
    imported_on: date,
    covered: date,
) -> tuple[pl.DataFrame, pl.DataFrame, Changes]:
    """The rows with the day from which each is known, the versions they replace, and what has changed.

    `rows` are in lake form and `given` the known days that the file itself gives; `before` is the same lake
    table of the import before, which covered the days until `covered`. A row that says what it said before
    keeps its known day. One that was added or changed is known from the given day, else from the day of the
    import (a worked month not before its end). What a row said before is kept with its known day where
    features can hold versions; a row that is in the file no more is gone.
    """
    content = [name for name in rows.columns if name != "known_at"]
    key = list(contract.key) or content
    last = _newest(before, key)
    matched = _matched(rows, last, key, content)
    same, known_before = matched["same"], matched["known_before"]
    known = _known(contract, rows, given, known_before, imported_on)
    kept = same | (known_before.is_not_null() & contract.known_once)
    now = rows.with_columns(known_at=known.zip_with(~kept, known_before))
    replaced = _replaced(before, now, key, content) if contract.keeps_versions else before.clear()
    fresh = now.filter(~same)
    changes = Changes(
        added=int(known_before.is_null().sum()),
        changed=int((known_before.is_not_null() & ~same).sum()),
        withdrawn=last.height - int(known_before.is_not_null().sum()),
        late=fresh.filter(pl.col(contract.day) <= covered).height,
    )
    return now, replaced, changes


def newest_versions(contract: "TableContract", rows: pl.DataFrame) -> pl.DataFrame:
    """Of each key what was known last: the table as it is now, without the versions that were replaced."""
    return _newest(rows, list(contract.key)) if contract.keeps_versions else rows


def _newest(rows: pl.DataFrame, key: list[str]) -> pl.DataFrame:
    newest = pl.col("known_at") == pl.col("known_at").max().over(key)
    return rows.filter(newest)


def _matched(rows: pl.DataFrame, last: pl.DataFrame, key: list[str], content: list[str]) -> pl.DataFrame:
    """For each row whether it says what it said before, and since when its key has been known."""
    was = last.rename({name: f"{name} before" for name in last.columns if name not in key})
    joined = rows.select(content).join(was, on=key, how="left", nulls_equal=True, maintain_order="left")
    others = [pl.col(name).eq_missing(pl.col(f"{name} before")) for name in content if name not in key]
    known = pl.col("known_at before")
    return joined.select(
        same=pl.all_horizontal(known.is_not_null(), *others), known_before=known.cast(pl.Date)
    )


def _known(
    contract: "TableContract",
    rows: pl.DataFrame,
    given: pl.Series | None,
    known_before: pl.Series,
    imported_on: date,
) -> pl.Series:
    """From when a new or changed row is known; a day given for a correction must be after what it corrects."""
    today = pl.repeat(imported_on, rows.height, dtype=pl.Date, eager=True)
    if contract.name == "worked_hours":
        month_end = rows["known_at"]
        today = today.zip_with(today > month_end, month_end)
    if given is None:
        return today
    trusted = given.is_not_null() & (known_before.is_null() | (given > known_before)).fill_null(False)
    return given.zip_with(trusted, today)


def _replaced(before: pl.DataFrame, now: pl.DataFrame, key: list[str], content: list[str]) -> pl.DataFrame:
    """The versions of before that were known earlier than what their key says now."""
    newer = now.select(*key, pl.col("known_at").alias("known now"))
    joined = before.join(newer, on=key, how="inner", nulls_equal=True, maintain_order="left")
    return joined.filter(pl.col("known_at") < pl.col("known now")).select(before.columns)
