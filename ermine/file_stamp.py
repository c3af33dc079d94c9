"""Whether a file is still the one that was read: a look at the folder, where reading it again would cost more."""

from pathlib import Path

Stamp = tuple[int, int, int]
"""When it was written, which file it is, and its size."""


def stamp_of(file: Path) -> Stamp | None:
    """The stamp of a file; None while there is none."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_ino, found.st_size
