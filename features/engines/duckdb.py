"""DuckDB for the time of one build: within its memory, its own spill folder, and never on the network."""

import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from data_contracts.errors import LakeDamaged
from features.engine import EngineExhausted, Workspace

_ROWS_A_BATCH = 100_000


@dataclass(frozen=True)
class DuckDB:
    """A fresh in-memory DuckDB for every build.

    It keeps to `memory_limit` (its own words: "2GB") and spills to `temp_directory`, or to a private folder that
    is removed; `threads` None leaves the number to DuckDB. More than `most_rows` people times as-of days are built in
    blocks of days, one after the other, so that neither memory nor spill grows with the number of days.
    """

    memory_limit: str = "2GB"
    temp_directory: Path | None = None
    threads: int | None = None
    most_rows: int | None = 6_000_000

    @contextmanager
    def open(self) -> Iterator[Workspace]:
        """Raises `EngineExhausted` when memory and spill room run out."""
        with ExitStack() as stack:
            spill = self.temp_directory or stack.enter_context(TemporaryDirectory(prefix="ermine-features-"))
            con = ibis.duckdb.connect(
                memory_limit=self.memory_limit,
                temp_directory=str(spill),
                preserve_insertion_order=False,
                autoinstall_known_extensions=False,
                **({} if self.threads is None else {"threads": self.threads}),
            )
            stack.callback(con.disconnect)
            try:
                yield _Workspace(con)
            except duckdb.OutOfMemoryException as cause:
                raise EngineExhausted(
                    f"building features ran out of room: {str(cause).splitlines()[0]}",
                    remedy=f"Free disk space in {spill}, ask for fewer days, or allow more than {self.memory_limit}.",
                ) from cause


class _Workspace:
    """A DuckDB connection; what is kept is a temporary table."""

    def __init__(self, con: ibis.BaseBackend) -> None:
        self._con = con

    def read(self, file: Path) -> ir.Table:
        try:
            return self._con.read_parquet(file)
        except (duckdb.InvalidInputException, duckdb.IOException) as cause:
            raise LakeDamaged(
                f"{file}: not the table that was written there",
                remedy="Import the files again: ermine import DIR",
            ) from cause

    def keep(self, name: str, rows: ir.Table | pa.Table) -> ir.Table:
        return self._con.create_table(name, rows, temp=True)

    def collect(self, rows: ir.Table) -> pa.Table:
        return rows.to_pyarrow()

    def write(self, rows: ir.Table, schema: pa.Schema, folder: Path) -> None:
        """One file, written batch by batch: the rows are never all in memory."""
        folder.mkdir()
        with warnings.catch_warnings(), pq.ParquetWriter(folder / "part-00000.parquet", schema) as writer:
            warnings.simplefilter(
                "ignore", DeprecationWarning
            )  # Ibis 12 uses a name that DuckDB has since changed
            for batch in rows.to_pyarrow_batches(chunk_size=_ROWS_A_BATCH):
                writer.write_table(pa.Table.from_batches([batch]).cast(schema))
