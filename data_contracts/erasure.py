"""Take one person out of the lake and the quarantine: the snapshot is written anew, and older ones go."""

import csv
import shutil
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data_contracts.errors import LakeEmpty
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.lake_writer import writing

WHOSE = ("employee_id", "to_employee_id")
"""Columns that say whom a row is about: such a row goes."""

NAMED = ("manager_id",)
"""Columns in which other people's rows name somebody: the row stays, the name goes."""

_SECRETS = ("name", "email")
_SURE = 6


@dataclass(frozen=True)
class ErasedFromLake:
    """What went: rows of the lake, whole older snapshots, rows of the quarantine."""

    rows: int
    snapshots: int
    quarantined: int


def known_as(home: Path, employee_id: str) -> tuple[str, ...]:
    """The id, and every name and address that the lake has for this person."""
    try:
        lake = Lake(home).current()
    except LakeEmpty:
        return (employee_id,)
    found: dict[str, None] = {employee_id: None}
    for name in ("employees", "snapshot"):
        if lake.has(name):
            rows = lake.read_versions(name).filter(pl.col("employee_id") == employee_id)
            for column in (column for column in _SECRETS if column in rows.columns):
                found |= dict.fromkeys(rows[column].drop_nulls().to_list())
    return tuple(found)


def erase_from_lake(home: Path, employee_id: str, names: Collection[str]) -> ErasedFromLake:
    """Write the current snapshot without the person, remove every other one, and clean the quarantine.

    The caller holds the home's lock. After a crash it may be repeated.
    """
    quarantined = _clean_quarantine(home / "quarantine", names)
    try:
        lake = Lake(home).current()
    except LakeEmpty:
        return ErasedFromLake(0, 0, quarantined)
    rows, written = _write_without(home, lake, employee_id)
    others = [path for path in (home / "lake").iterdir() if path.is_dir() and path.name != written.hash]
    for path in others:
        shutil.rmtree(path)
    return ErasedFromLake(rows, sum(path.name != lake.hash for path in others), quarantined)


def _write_without(home: Path, lake: LakeSnapshot, employee_id: str) -> tuple[int, LakeSnapshot]:
    gone = 0
    manifest = lake.manifest
    with writing(home) as writer:
        for file in sorted(lake.path.iterdir()):
            if file.suffix == ".parquet":
                before = pl.read_parquet(file)
                after = _without(before, employee_id)
                gone += before.height - after.height
                writer.write(file.stem, after)
            elif file.name != "manifest.json":
                writer.write_text(file.name, file.read_text("utf-8"))
        covers = (manifest.covers_from, manifest.covers_until)
        written, _ = writer.publish(
            manifest.source, covers, manifest.imported_on, manifest.currency, manifest.known_until
        )
    return gone, written


def _without(table: pl.DataFrame, employee_id: str) -> pl.DataFrame:
    whose = [name for name in WHOSE if name in table.columns]
    kept = (
        table.filter(~pl.any_horizontal(pl.col(name).eq_missing(employee_id) for name in whose))
        if whose
        else table
    )
    named = [name for name in NAMED if name in kept.columns]
    return kept.with_columns(
        pl.when(pl.col(name) == employee_id).then(None).otherwise(pl.col(name)).alias(name) for name in named
    )


def _clean_quarantine(folder: Path, names: Collection[str]) -> int:
    """Drop each row of a quarantine file in which the person is named; gives the number of rows."""
    gone = 0
    for file in sorted(folder.rglob("*.csv")) if folder.exists() else ():
        with file.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.reader(stream))
        kept = [row for row in rows if not any(_names(cell, name) for cell in row for name in names)]
        if len(kept) < len(rows):
            gone += len(rows) - len(kept)
            aside = file.with_suffix(".new")
            aside.touch(mode=0o600)
            with aside.open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream, lineterminator="\n").writerows(kept)
            aside.replace(file)
    return gone


def _names(cell: str, name: str) -> bool:
    """Whether a cell names the person; a text of fewer characters, such as the id 17, only as a whole."""
    return cell == name or (len(name) >= _SURE and name in cell)
