"""Room on the disk: asked for before a large file is read, and named when it runs out in the middle."""

import errno
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from data_contracts.errors import DiskFull

_UNPACKED = {".gz": 10.0, ".parquet": 1.5}


def require_room(files: Sequence[Path], home: Path) -> None:
    """Raise DiskFull unless the disk of `home` has room for the tables made from `files`.

    Parquet made from a CSV file is smaller than the file; packed files are taken as larger. Quarantine can be
    larger still, when nearly every row is refused: then the disk runs out while it is written, see `room_in`.
    """
    needed = sum(file.stat().st_size * _UNPACKED.get(file.suffix, 1.0) for file in files)
    free = shutil.disk_usage(_existing(home)).free
    if needed > free:
        largest = max(files, key=lambda file: file.stat().st_size)
        raise DiskFull(
            f"{home}: {free / 1e6:,.1f} MB free, importing needs about {needed / 1e6:,.1f} MB "
            f"(largest file: {largest}, {largest.stat().st_size / 1e6:,.1f} MB); nothing was changed",
            remedy="Free some room, or set ERMINE_HOME to a larger disk.",
        )


@contextmanager
def room_in(home: Path) -> Iterator[None]:
    """Turn "no space left on device", in any library's words, into DiskFull."""
    try:
        yield
    except (OSError, pl.exceptions.ComputeError) as cause:
        if getattr(cause, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "os error 28" in str(cause):
            raise DiskFull(
                f"{home}: the disk is full; nothing was changed",
                remedy="Free some room, or set ERMINE_HOME to a larger disk.",
            ) from cause
        raise


def _existing(path: Path) -> Path:
    """The folder itself, or the nearest one above it that is there already."""
    return next(folder for folder in (path.absolute(), *path.absolute().parents) if folder.exists())
