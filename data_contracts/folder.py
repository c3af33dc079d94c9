"""Which tables a folder holds, and which of its files are not read, each with the reason."""

from dataclasses import dataclass
from pathlib import Path

from data_contracts.catalogue import FEEDBACK, REQUIRED, TABLES
from data_contracts.errors import FileRefused, MissingFile
from data_contracts.reading.table_file import ENDINGS
from data_contracts.similar import nearest


@dataclass(frozen=True)
class NotRead:
    """A file that looks like a table and is left alone."""

    file: Path
    reason: str


@dataclass(frozen=True)
class FolderContent:
    """The files of a folder by the table that they hold, and the files that hold none.

    `feedback` are files of what people said: they go to the feedback database, not to the lake.
    """

    tables: dict[str, Path]
    feedback: dict[str, Path]
    not_read: tuple[NotRead, ...]


def look_through(folder: Path) -> FolderContent:
    """The tables of a folder; raises MissingFile without a required one, FileRefused for one held twice."""
    if not folder.is_dir():
        raise MissingFile(f"{folder}: no such folder", remedy="Name the folder that holds the CSV files.")
    tables: dict[str, Path] = {}
    not_read: list[NotRead] = []
    for file in sorted(folder.iterdir()):
        ending = next((ending for ending in ENDINGS if file.name.endswith(ending)), None)
        name = file.name.removesuffix(ending or "")
        if ending is None or not file.is_file():
            if file.is_file() and (reason := _misnamed(file)):
                not_read.append(NotRead(file, reason))
            continue
        if name not in (*TABLES, *FEEDBACK):
            not_read.append(
                NotRead(file, f"no table is called {name!r}{nearest(name, [*TABLES, *FEEDBACK])}")
            )
        elif name in tables:
            raise FileRefused(
                f"{tables[name]} and {file} both hold the table {name}", remedy="Keep one of them."
            )
        else:
            tables[name] = file
    _require(folder, tables, not_read)
    return FolderContent(
        {name: tables[name] for name in TABLES if name in tables},
        {name: tables[name] for name in FEEDBACK if name in tables},
        tuple(not_read),
    )


def _misnamed(file: Path) -> str:
    """Why a file whose name nearly is that of a table is not read; empty for any other file."""
    name = file.name.partition(".")[0]
    if name.lower() not in (*TABLES, *FEEDBACK):
        return ""
    lower = file.name.lower()
    if any(lower.endswith(ending) for ending in ENDINGS):
        return f"names are written in small letters: rename it to {lower}"
    return f"{file.suffix or 'a file without an ending'} is not read: save it as {name.lower()}.csv"


def _require(folder: Path, tables: dict[str, Path], not_read: list[NotRead]) -> None:
    if absent := [name for name in REQUIRED if name not in tables]:
        wrong = "; ".join(f"{skipped.file.name}: {skipped.reason}" for skipped in not_read)
        raise MissingFile(
            f"{folder}: missing required table: {', '.join(absent)}"
            + (f"; not read: {wrong}" if wrong else ""),
            remedy=f"Add {', '.join(f'{name}.csv' for name in absent)}.",
        )
