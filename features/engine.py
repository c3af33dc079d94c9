"""DuckDB for the time of one build: within its memory, its own spill folder, and never on the network."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import ibis

from data_contracts.errors import Unavailable


class EngineExhausted(Unavailable):
    """Building features needs more memory or more room to spill than it was given."""


@contextmanager
def engine(memory_limit: str, temp_directory: Path | None, threads: int | None) -> Iterator[ibis.BaseBackend]:
    """A fresh in-memory DuckDB that spills to `temp_directory`, or to a private folder that is removed.

    `threads` None leaves the number to DuckDB. Raises `EngineExhausted` when memory and spill room run out.
    """
    with ExitStack() as stack:
        spill = temp_directory or stack.enter_context(TemporaryDirectory(prefix="ermine-features-"))
        con = ibis.duckdb.connect(
            memory_limit=memory_limit,
            temp_directory=str(spill),
            preserve_insertion_order=False,
            autoinstall_known_extensions=False,
            **({} if threads is None else {"threads": threads}),
        )
        stack.callback(con.disconnect)
        try:
            yield con
        except duckdb.OutOfMemoryException as cause:
            raise EngineExhausted(
                f"building features ran out of room: {str(cause).splitlines()[0]}",
                remedy=f"Free disk space in {spill}, ask for fewer days, or allow more than {memory_limit}.",
            ) from cause
