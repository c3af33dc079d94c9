"""pandera for Polars, taken from here by every contract: imported without its look for Spark.

As it is imported, pandera imports `pyspark.pandas` if that is installed, and before that sets SPARK_LOCAL_IP and
PYARROW_IGNORE_TIMEZONE for the whole process. That costs a third of a second, prints a warning, and a Spark driver on a
cluster would then wait for its executors at 127.0.0.1. The contracts are about Polars frames, so nothing is lost.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

_LOOKED_FOR = "pyspark.pandas"
_SET = ("SPARK_LOCAL_IP", "PYARROW_IGNORE_TIMEZONE")


@contextmanager
def _without_spark() -> Iterator[None]:
    """Hide pyspark's pandas from an import, unless it is loaded already, and put the environment back."""
    before = {name: os.environ.get(name) for name in _SET}
    hidden = _LOOKED_FOR not in sys.modules
    if hidden:
        sys.modules[_LOOKED_FOR] = None  # type: ignore[assignment]  # what makes an import of it fail
    try:
        yield
    finally:
        if hidden:
            del sys.modules[_LOOKED_FOR]
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


with _without_spark():
    import pandera.polars as pa
    from pandera.config import ValidationDepth, config_context

__all__ = ["ValidationDepth", "config_context", "pa"]
