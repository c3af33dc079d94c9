"""Where features are computed: the one seam between their definitions, which are Ibis expressions, and an engine.

An `Engine` is chosen by whoever starts a build (DuckDB unless told otherwise) and is opened for the time of one
build. Everything that engines do differently is in a `Workspace`; nothing else in `features/` asks which one it is.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import ibis.expr.types as ir
import pyarrow as pa

from data_contracts.errors import Unavailable


class EngineExhausted(Unavailable):
    """Building features needs more memory or more room to spill than it was given."""


class Workspace(Protocol):
    """An opened engine: tables come in, are kept while the build lasts, and go out once."""

    def read(self, file: Path) -> ir.Table:
        """The table in a Parquet file."""

    def keep(self, name: str, rows: ir.Table | pa.Table) -> ir.Table:
        """`rows` computed now and once, however often the table that comes back is read; `name` is used once."""

    def collect(self, rows: ir.Table) -> pa.Table:
        """All rows in this process, in their order."""

    def write(self, rows: ir.Table, schema: pa.Schema, folder: Path) -> None:
        """All rows as Parquet files with the types of `schema` in `folder`, which is not there yet."""


class Engine(Protocol):
    """A place where features can be computed."""

    @property
    def most_rows(self) -> int | None:
        """How many people times as-of days it takes at a time; None: however many."""

    def open(self) -> AbstractContextManager[Workspace]:
        """A workspace whose tables are gone afterwards; raises an `Unavailable` when the engine gives up."""
