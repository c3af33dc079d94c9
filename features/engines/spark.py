"""Spark for the time of one build: the same expressions, on this machine or on a cluster."""

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import ibis.expr.types as ir
import pyarrow as pa

from data_contracts.errors import Unavailable
from features.engine import Workspace
from features.engines.spark_session import FIXED, LOG, quiet_imports, reason, require_spark, spark_session

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession


class SparkFailed(Unavailable):
    """Spark gave up in the middle of a build."""


@dataclass(frozen=True)
class Spark:
    """Spark on `master`, started for each build and stopped after it, or a `session` that is there and stays.

    A local one spills to `scratch`, or to a private folder that is removed.
    """

    master: str = "local[*]"
    scratch: Path | None = None
    session: "SparkSession | None" = None
    most_rows: int | None = None

    @contextmanager
    def open(self) -> Iterator[Workspace]:
        """Raises `SparkUnavailable` when Spark is absent or does not start, `SparkFailed` when it gives up."""
        require_spark()
        with ExitStack() as stack:
            scratch = self.scratch or Path(stack.enter_context(TemporaryDirectory(prefix="ermine-spark-")))
            session = self.session or stack.enter_context(spark_session(self.master, scratch))
            with quiet_imports():
                from py4j.protocol import Py4JError
                from pyspark.errors import PySparkException
            work = stack.enter_context(_workspace(session))
            try:
                yield work
            except (PySparkException, Py4JError, ConnectionError) as cause:
                raise SparkFailed(
                    f"Spark gave up: {reason(cause)}",
                    remedy="Every machine of a cluster must see the lake's files under the same path; memory is set in "
                    f"spark-defaults.conf (docs/spark.md). What Spark said is in {scratch / LOG}.",
                ) from cause


@contextmanager
def _workspace(session: "SparkSession") -> Iterator[Workspace]:
    work = _Workspace(session)
    try:
        yield work
    finally:
        with suppress(Exception):  # nothing is left to clean up in a session that died
            work.close()


class _Workspace:
    """A Spark session; what is kept is a cached frame behind a view with a name of its own."""

    def __init__(self, session: "SparkSession") -> None:
        with quiet_imports():
            from features.engines.spark_backend import SparkBackend

        for key, value in FIXED.items():
            session.conf.set(key, value)
        self._session, self._con = session, SparkBackend().connect(session)
        self._views: dict[str, DataFrame] = {}

    def read(self, file: Path) -> ir.Table:
        return self._view("lake", self._session.read.parquet(_location(file)))

    def keep(self, name: str, rows: ir.Table | pa.Table) -> ir.Table:
        made = self._session.createDataFrame(rows) if isinstance(rows, pa.Table) else self._frame(rows)
        frame = made.persist()
        frame.count()  # Spark puts work off until somebody asks for a result
        return self._view(name, frame)

    def collect(self, rows: ir.Table) -> pa.Table:
        return self._frame(rows).toArrow()

    def write(self, rows: ir.Table, schema: pa.Schema, folder: Path) -> None:
        """One file per partition, written by the executors; `rows` must already have the types of `schema`."""
        self._frame(rows).write.parquet(_location(folder))

    def close(self) -> None:
        """Forget every view and free what was cached."""
        for name, frame in self._views.items():
            self._session.catalog.dropTempView(name)
            frame.unpersist()

    def _frame(self, rows: ir.Table) -> "DataFrame":
        return self._con.raw_sql(self._con.compile(rows))

    def _view(self, name: str, frame: Any) -> ir.Table:
        unique = f"ermine_{name}_{uuid4().hex[:12]}"
        frame.createOrReplaceTempView(unique)
        self._views[unique] = frame
        return self._con.table(unique)


def _location(path: Path) -> str:
    """The path as Spark reads it: on the file system that every machine mounts, no letter taken for a pattern."""
    return "file://" + re.sub(r"([\\*?\[\]{}])", r"\\\1", str(path.absolute()))
