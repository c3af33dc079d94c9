"""Writing the lake: everything goes into a folder aside, and becomes visible at once or not at all."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Literal

import polars as pl

from data_contracts.disk import room_in
from data_contracts.lake import CONTRACT_VERSION, Lake, LakeSnapshot, Manifest

_ASIDE = ".incoming"


class LakeWriter:
    """One import on its way into the lake. Get it from `writing(home)`, then `publish`."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._lake, self._quarantine = home / "lake", home / "quarantine"
        self._tables: dict[str, int] = {}
        self._refused: list[str] = []

    def write(self, name: str, frame: pl.DataFrame) -> None:
        """Add a table; its file is readable by its owner only."""
        with room_in(self.home):
            path = self._lake / _ASIDE / f"{name}.parquet"
            path.touch(mode=0o600)
            frame.write_parquet(path)
        self._tables[name] = frame.height

    def write_text(self, name: str, text: str) -> None:
        """Add a text file that belongs to the data."""
        with room_in(self.home):
            (self._lake / _ASIDE / name).write_text(text, encoding="utf-8")

    def set_aside(self, name: str, rejects: pl.DataFrame) -> None:
        """Add refused rows to the quarantine, readable by their owner only."""
        with room_in(self.home):
            path = self._quarantine / _ASIDE / f"{name}.csv"
            path.touch(mode=0o600)
            rejects.write_csv(path)
        self._refused.append(name)

    def publish(
        self,
        source: Literal["company", "snapshot"],
        covers: tuple[date, date],
        imported_on: date,
        currency: str | None = None,
        known_until: date | None = None,
    ) -> tuple[LakeSnapshot, dict[str, Path]]:
        """Make the tables the current snapshot; returns it and the quarantine file of each table with one."""
        manifest = Manifest(
            contract_version=CONTRACT_VERSION,
            source=source,
            covers_from=covers[0],
            covers_until=covers[1],
            known_until=known_until,
            imported_on=imported_on,
            currency=currency,
            tables=self._tables,
        )
        with room_in(self.home):
            name = self._content_hash(f"{CONTRACT_VERSION} {source} {currency}")
            self.write_text("manifest.json", manifest.model_dump_json(indent=2) + "\n")
            refused = self._publish_quarantine(f"{imported_on.isoformat()}-{name[:12]}")
            if not (self._lake / name / "manifest.json").exists():
                shutil.rmtree(self._lake / name, ignore_errors=True)
                (self._lake / _ASIDE).rename(self._lake / name)
            _write_atomically(self._lake / "CURRENT", name + "\n")
        return Lake(self.home).snapshot(name), refused

    def _content_hash(self, about: str) -> str:
        total = hashlib.sha256(about.encode())
        for file in sorted((self._lake / _ASIDE).iterdir()):
            with file.open("rb") as stream:
                total.update(f"\n{file.name} {hashlib.file_digest(stream, 'sha256').hexdigest()}".encode())
        return total.hexdigest()

    def _publish_quarantine(self, name: str) -> dict[str, Path]:
        if not self._refused:
            return {}
        folder = self._quarantine / name
        shutil.rmtree(folder, ignore_errors=True)
        (self._quarantine / _ASIDE).rename(folder)
        return {table: folder / f"{table}.csv" for table in self._refused}

    def open(self) -> None:
        """Make the folders aside, empty even if an earlier import was killed."""
        self.discard()
        with room_in(self.home):
            for folder in (self._lake, self._quarantine):
                (folder / _ASIDE).mkdir(parents=True, mode=0o700)

    def discard(self) -> None:
        """Remove what was not published."""
        for folder in (self._lake, self._quarantine):
            shutil.rmtree(folder / _ASIDE, ignore_errors=True)


@contextmanager
def writing(home: Path) -> Iterator[LakeWriter]:
    """A writer whose unpublished work is gone afterwards. The caller holds the home's lock."""
    writer = LakeWriter(home)
    writer.open()
    try:
        yield writer
    finally:
        writer.discard()


def _write_atomically(path: Path, text: str) -> None:
    aside = path.with_suffix(".new")
    with aside.open("w", encoding="ascii") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)
