"""Backup and restore: one file with the home's data, models, policies and both databases, and what it leaves out.

Left out are the keys of persons in the audit, the promoter's key, concern keys, page sessions, quarantine, and the
links and answers of a round that is open: together with the roster of that day they could be somebody's.
"""

import hashlib
import io
import json
import shutil
import sqlite3
import tarfile
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from data_contracts.errors import Conflict, InputRefused, LakeEmpty, Unavailable
from data_contracts.lake import Lake
from ermine.clock import now
from ermine.erasures import erasures_of
from ermine.home import Home
from ermine.settings import Settings
from ermine.store import open_feedback_store, open_store
from serving.audit.heads import Head, head_of
from serving.store.engine import reading

FORMAT = "ermine-backup/1"
_MANIFEST = "manifest.json"
_FOLDERS = ("lake", "models", "policy")
_DATABASES = ("ermine.db", "feedback.db")
_NOT_TAKEN = (".lock", ".tmp", ".new")


class BackupRefused(InputRefused):
    """The file is not a backup of ours, or is not as it was written."""


class HomeNotEmpty(Conflict):
    """A backup is restored into an empty home only."""


class DatabaseElsewhere(Unavailable):
    """This database is not a file of the home."""


@dataclass(frozen=True)
class Contents:
    """What a backup holds: rows of each table, the audit's last entry, files, and what was left out in words."""

    made_at: str
    rows: dict[str, int]
    head: Head
    files: dict[str, str]
    left_out: tuple[str, ...]


def back_up(settings: Settings, out: Path) -> Contents:
    """Write a backup to `out` while the service runs; no other command writes meanwhile."""
    home = Home(settings.home)
    home.required_record()
    for url, name in (
        (settings.database_url, "database"),
        (settings.feedback_database_url, "feedback database"),
    ):
        if url and not url.startswith("sqlite"):
            raise DatabaseElsewhere(
                f"The {name} is on PostgreSQL.", remedy="Use pg_dump for it; docs/operations.md says how."
            )
    with home.writing("backup"):
        return _written(settings, home, out)


def _written(settings: Settings, home: Home, out: Path) -> Contents:
    for opened in (open_store(settings, home), open_feedback_store(settings, home)):
        opened.dispose()  # both exist and have this version's tables
    copies = {name: _copy(home.path / name, home.scratch / f"backup-{name}") for name in _DATABASES}
    staged = out.with_name(out.name + ".part")
    try:
        open_rounds = _forget_open_rounds(copies["feedback.db"])
        _forget_sessions(copies["ermine.db"])
        members = {**copies, **{name: home.path / name for name in _files(home)}}
        contents = Contents(
            made_at=now().isoformat(timespec="seconds"),
            rows={table: n for name in _DATABASES for table, n in _counts(copies[name]).items()},
            head=_head(copies["ermine.db"]),
            files={name: _digest(path) for name, path in sorted(members.items())},
            left_out=_left_out(open_rounds),
        )
        with tarfile.open(staged, "w:gz", compresslevel=3) as archive:
            _add_bytes(archive, _MANIFEST, _manifest(contents))
            for name, path in sorted(members.items()):
                archive.add(path, name, recursive=False)
        staged.chmod(0o600)
        staged.replace(out)
    finally:
        staged.unlink(missing_ok=True)
        for copy in copies.values():
            copy.unlink(missing_ok=True)
    return contents


def _copy(source: Path, target: Path) -> Path:
    """The database as of one moment, by SQLite's own online backup."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target


def _forget_open_rounds(feedback: Path) -> list[str]:
    """Take links and answers of open rounds out of the copy, so that not even deleted bytes remain."""
    with closing(sqlite3.connect(feedback, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
        conn.execute("PRAGMA secure_delete = ON")
        found = [
            row[0] for row in conn.execute("SELECT round_id FROM rounds WHERE state IN ('open', 'closing')")
        ]
        for round_id in found:
            for table in ("tokens", "responses"):
                conn.execute(f"DELETE FROM {table} WHERE round_id = ?", [round_id])
        conn.execute("VACUUM")
    return found


def _forget_sessions(database: Path) -> None:
    with closing(sqlite3.connect(database, isolation_level=None)) as conn:
        conn.execute("PRAGMA journal_mode = DELETE")
        conn.execute("DELETE FROM sessions")
        conn.execute("VACUUM")


def _counts(database: Path) -> dict[str, int]:
    with closing(sqlite3.connect(database)) as conn:
        names = [
            row[0]
            for row in conn.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            )
        ]
        which = database.name.removeprefix("backup-").removesuffix(".db")
        return {
            f"{which}.{name}": conn.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names
        }


def _head(database: Path) -> Head:
    from serving.store.engine import open_engine

    engine = open_engine(f"sqlite:///{database}")
    with reading(engine) as conn:
        head = head_of(conn)
    engine.dispose()
    for beside in ("-wal", "-shm"):
        database.with_name(database.name + beside).unlink(missing_ok=True)
    return head


def _left_out(open_rounds: list[str]) -> tuple[str, ...]:
    always = (
        "keys of persons in the audit (subjects.db)",
        "the promoter's and concern keys",
        "page sessions",
        "quarantine",
    )
    return (*always, *(f"links and answers of the open round {name}" for name in open_rounds))


def _files(home: Home) -> Iterator[str]:
    yield "home.toml"
    if home.erasures_file.exists():
        yield home.erasures_file.name
    for folder in _FOLDERS:
        for path in sorted((home.path / folder).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.endswith(_NOT_TAKEN):
                yield path.relative_to(home.path).as_posix()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _manifest(contents: Contents) -> bytes:
    return json.dumps({"format": FORMAT, **asdict(contents)}, indent=1).encode()


def _add_bytes(archive: tarfile.TarFile, name: str, raw: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(raw)
    archive.addfile(entry, io.BytesIO(raw))


def restore(settings: Settings, file: Path, erasures: Path | None = None) -> Contents:
    """Bring a backup back into an empty home; everything is checked before the home appears.

    Whoever stands in the ledger of erasures, that of the backup or a newer one (`erasures`), is erased again. Raises
    `BackupRefused` and `HomeNotEmpty`.
    """
    home = Home(settings.home)
    if home.path.exists() and any(one.name != ".writer" for one in home.path.iterdir()):
        raise HomeNotEmpty(
            f"{home.path} is not empty.", remedy="Set ERMINE_HOME to a folder that does not exist yet."
        )
    staged = home.path.with_name(f".{home.path.name}.restoring")
    _remove(staged)
    staged.mkdir(parents=True, mode=0o700)
    try:
        contents = _unpacked(file, staged)
        _check(staged, contents)
        if home.path.exists():
            _remove(home.path)
        staged.rename(home.path)
    finally:
        _remove(staged)
    for opened in (open_store(settings, home), open_feedback_store(settings, home)):
        opened.dispose()
    if erasures is not None:
        shutil.copyfile(erasures, home.erasures_file)
    _erase_again(settings, home)
    return contents


def _erase_again(settings: Settings, home: Home) -> None:
    """The ledger names nobody, so everybody in the restored home is held against it."""
    from ermine.jobs.erasing import erase_person

    ledger = erasures_of(home)
    for employee_id in _everybody(home) if ledger.erased else ():
        if employee_id in ledger:
            erase_person(settings, employee_id)


def _everybody(home: Home) -> list[str]:
    found: set[str] = set()
    with closing(sqlite3.connect(home.database)) as conn:
        found |= {row[0] for row in conn.execute("SELECT DISTINCT employee_id FROM run_people")}
    with suppress(LakeEmpty):
        lake = Lake(home.path).current()
        for name in ("employees", "snapshot"):
            if lake.has(name):
                found |= set(lake.read_versions(name)["employee_id"].to_list())
    return sorted(found)


def _unpacked(file: Path, into: Path) -> Contents:
    try:
        with tarfile.open(file, "r:gz") as archive:
            first = archive.next()
            if first is None or first.name != _MANIFEST or first.size > 64 * 1024 * 1024:
                raise BackupRefused(f"{file} is not a backup of Ermine.")
            contents = _contents(_read(archive, first))
            while (entry := archive.next()) is not None:
                _place(archive, entry, into, contents)
    except (tarfile.TarError, EOFError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None and not file.exists():
            raise BackupRefused(f"{file} does not exist.") from None
        raise BackupRefused(f"{file} cannot be read to its end ({type(error).__name__}).") from None
    return contents


def _contents(raw: bytes) -> Contents:
    try:
        found = json.loads(raw)
        if found.pop("format") != FORMAT:
            raise ValueError
        head = Head(**found.pop("head"))
        return Contents(**{**found, "left_out": tuple(found["left_out"]), "head": head})
    except (ValueError, KeyError, TypeError, AttributeError):
        raise BackupRefused("The backup's list of contents is not of this version's form.") from None


def _place(archive: tarfile.TarFile, entry: tarfile.TarInfo, into: Path, contents: Contents) -> None:
    path = PurePosixPath(entry.name)
    known = entry.name in contents.files and not path.is_absolute() and ".." not in path.parts
    if entry.name == _MANIFEST or not known or not entry.isreg():
        raise BackupRefused("The backup holds something that its list does not name.")
    target = into / path
    target.parent.mkdir(parents=True, exist_ok=True)
    source = archive.extractfile(entry)
    if source is None:
        raise BackupRefused("The backup holds something that is no file.")
    with source, target.open("xb") as out:
        while chunk := source.read(1 << 20):
            out.write(chunk)
    target.chmod(0o600 if entry.name in _DATABASES else 0o644)


def _read(archive: tarfile.TarFile, entry: tarfile.TarInfo) -> bytes:
    source = archive.extractfile(entry)
    return source.read() if source else b""


def _check(folder: Path, contents: Contents) -> None:
    """Every file is there with its digest, every table with its rows, and the audit ends where it did."""
    for name, digest in contents.files.items():
        path = folder / name
        if not path.is_file() or _digest(path) != digest:
            raise BackupRefused(f"{name} is missing in the backup or is not as it was written.")
    rows = {table: n for name in _DATABASES for table, n in _counts(folder / name).items()}
    if rows != contents.rows or _head(folder / "ermine.db") != contents.head:
        raise BackupRefused("The databases in the backup do not hold what its list says.")


def _remove(folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
