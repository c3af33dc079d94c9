"""Ibis for Spark, with one of its aggregates put right. Imports pyspark: only an opened Spark engine loads it."""

from typing import Any

import sqlglot.expressions as sge
from ibis.backends.pyspark import Backend
from ibis.backends.sql.compilers.pyspark import PySparkCompiler


class _Compiler(PySparkCompiler):  # type: ignore[misc]  # Ibis is untyped
    """Ibis 12 writes `count(where=...)` as a sum, which is missing instead of 0 where nothing is known."""

    __slots__ = ()

    def visit_CountStar(self, op: Any, *, arg: Any, where: Any) -> Any:
        """Count the rows on which `where` is true."""
        return self.f.count(sge.Star()) if where is None else self.f.count_if(where)


class SparkBackend(Backend):  # type: ignore[misc]
    """Ibis's Spark backend with the compiler above."""

    compiler = _Compiler()


SparkBackend.register_options()
