"""The lake: admitted tables as Parquet, a folder per content hash, and CURRENT which names the one in use."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from data_contracts.errors import LakeDamaged, LakeEmpty, LakeOutdated, NotFound
from data_contracts.history import newest_versions

CONTRACT_VERSION = 1
"""Raised whenever a lake written before cannot be read as if it were written now."""

PROTECTED = "protected"
"""The lake table of protected attributes: audit only, its own file, readable by its owner only."""


class Manifest(BaseModel):
    """What a snapshot holds; `covers_from` to `covers_until` are the days on which events were recorded.

    What a later import added or changed can be seen after `known_until`; None: nothing was, and `covers_until` holds.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    contract_version: int
    source: Literal["company", "snapshot"]
    covers_from: date
    covers_until: date
    known_until: date | None = None
    imported_on: date
    currency: str | None
    tables: dict[str, int]


@dataclass(frozen=True)
class LakeSnapshot:
    """One immutable set of admitted tables; `hash` is taken over their content."""

    hash: str
    path: Path
    manifest: Manifest

    def has(self, name: str) -> bool:
        """Whether the table was imported (it may still have no rows)."""
        return name in self.manifest.tables

    def path_of(self, name: str) -> Path:
        """The Parquet file of a table; raises NotFound if it was not imported."""
        if not self.has(name):
            known = ", ".join(sorted(self.manifest.tables))
            raise NotFound(f"the lake has no table {name!r}; it has {known}")
        return self.path / f"{name}.parquet"

    def read(self, name: str) -> pl.DataFrame:
        """The table as it is now, without versions that were corrected; raises NotFound if not imported."""
        from data_contracts.catalogue import (
            TABLES,
        )  # here: pandera and pandas, which most commands never need

        rows = self.read_versions(name)
        return newest_versions(TABLES[name], rows) if name in TABLES else rows

    def read_versions(self, name: str) -> pl.DataFrame:
        """The table with every version of its rows, each with the day from which it was known.

        Raises `LakeDamaged` when somebody or something has replaced its file.
        """
        file = self.path_of(name)
        try:
            return pl.read_parquet(file)
        except (pl.exceptions.PolarsError, FileNotFoundError) as cause:
            raise LakeDamaged(
                f"{file}: not the table that was written there",
                remedy="Import the files again: ermine import DIR",
            ) from cause


@dataclass(frozen=True)
class Lake:
    """The lake of one home folder."""

    home: Path

    @property
    def folder(self) -> Path:
        """Where the snapshots and CURRENT lie."""
        return self.home / "lake"

    @property
    def pointer(self) -> Path:
        """The file that names the snapshot in use; it is replaced by each import."""
        return self.folder / "CURRENT"

    def current(self) -> LakeSnapshot:
        """The snapshot in use; raises LakeEmpty before the first import, LakeOutdated for another version."""
        if not self.pointer.is_file():
            raise LakeEmpty(f"{self.folder}: nothing imported yet", remedy="Run: ermine import DIR")
        name = self.pointer.read_text(encoding="ascii").strip()
        return self.snapshot(name)

    def snapshot(self, name: str) -> LakeSnapshot:
        """The snapshot with this hash; raises LakeEmpty if it is gone, LakeOutdated for another version."""
        path = self.folder / name
        try:
            text = (path / "manifest.json").read_text(encoding="utf-8")
            manifest = Manifest.model_validate_json(text)
        except FileNotFoundError as cause:
            raise LakeEmpty(f"{path}: no such snapshot", remedy="Run: ermine import DIR") from cause
        except ValidationError as cause:
            raise LakeOutdated(f"{path}: unreadable manifest", remedy="Run: ermine import DIR") from cause
        if manifest.contract_version != CONTRACT_VERSION:
            raise LakeOutdated(
                f"{path}: contract version {manifest.contract_version}, this is {CONTRACT_VERSION}",
                remedy="Import the files again: ermine import DIR",
            )
        return LakeSnapshot(name, path, manifest)
