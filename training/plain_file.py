"""Reading a file that might not be what its name promises: no link, pipe or device, and never too much of it."""

import errno
import os
import stat
from pathlib import Path


def read_plain_file(path: Path, most: int) -> tuple[bytes, os.stat_result]:
    """Up to `most` bytes of a plain file, and what the system says of the very file that was read.

    Raises `FileNotFoundError` when nothing is there, and `OSError` for anything that is not a plain file; it
    waits for nobody.
    """
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError(errno.EINVAL, "not a plain file", str(path))
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            return file.read(most), found
    finally:
        os.close(descriptor)
