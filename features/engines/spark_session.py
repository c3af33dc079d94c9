"""Starting Spark: what must be there, what it may open, and where its chatter goes."""

import os
import shutil
import sys
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data_contracts.errors import Unavailable

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

LOG = "spark.log"
"""What Spark says while it works, in the scratch folder; replaced by every start."""

FIXED = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",  # what cannot be cast or divided stops the build, as on DuckDB
}
"""Settings that the meaning of a feature depends on; a session that is passed in gets them too."""


class SparkUnavailable(Unavailable):
    """Spark cannot be used here: a part of it is absent, or it does not start."""


def require_spark() -> None:
    """Raises `SparkUnavailable` when the extra or Java is absent."""
    if find_spec("pyspark") is None:
        raise SparkUnavailable(
            "Spark is not installed.",
            remedy="Install the extra: pip install 'ermine-insight[spark]'. DuckDB, the default, needs nothing.",
        )
    home = os.environ.get("JAVA_HOME")
    java = shutil.which("java", path=f"{home}/bin") if home else shutil.which("java")
    if java is None:
        raise SparkUnavailable(
            f"Spark needs Java, and there is none {f'in JAVA_HOME ({home})' if home else 'on the PATH'}.",
            remedy="Install Java 17 (Debian: apt-get install openjdk-17-jre-headless), or set JAVA_HOME right.",
        )


@contextmanager
def spark_session(master: str, scratch: Path) -> Iterator["SparkSession"]:
    """A session on `master` ("local[2]", "spark://host:7077", "yarn", ...) that is stopped afterwards.

    A local one spills to `scratch`, shows no page and listens on this machine alone. Raises `SparkUnavailable`.
    """
    require_spark()
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    with quiet_imports():
        import pyspark.testing.utils  # noqa: F401  # pyspark itself imports it later, in the middle of work
        from py4j.protocol import Py4JError
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    if SparkSession.getActiveSession() is not None:
        raise SparkUnavailable(
            "This process already has a Spark session.", remedy="Pass it: Spark(session=...)."
        )
    try:
        context = _context(master, scratch)
    except (PySparkException, Py4JError, ValueError) as cause:
        raise SparkUnavailable(
            f"Spark does not start on {master!r}: {reason(cause)}",
            remedy=f"Check --spark-master; what Spark said is in {scratch / LOG}.",
        ) from cause
    session = SparkSession(context)
    if master.startswith("local") and context.getConf().get("spark.sql.shuffle.partitions") is None:
        session.conf.set("spark.sql.shuffle.partitions", context.defaultParallelism)
    try:
        yield session
    finally:
        with suppress(PySparkException, Py4JError, OSError):  # a Java process that died is stopped enough
            session.stop()


def reason(error: BaseException) -> str:
    """The first line of what Spark says went wrong: of the Java exception where there is one."""
    java = getattr(error, "java_exception", None)
    with suppress(Exception):  # the Java process may be gone
        error_text = str(java.getMessage()) if java is not None else str(error)
        return error_text.strip().splitlines()[0]
    return type(error).__name__


@contextmanager
def quiet_imports() -> Iterator[None]:
    """Silence pyspark's opinion on the version of pandas, which is used for nothing here."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)
        yield


def _context(master: str, scratch: Path) -> Any:
    """The Java process, its output going to the log, and the context in it."""
    from pyspark import SparkConf, SparkContext
    from pyspark.java_gateway import launch_gateway

    conf = SparkConf(loadDefaults=False).setMaster(master).setAppName("ermine features")
    conf.setAll(_settings(master, scratch).items())
    gateway = SparkContext._gateway  # the Java process of an earlier session lives as long as this one
    if gateway is None:
        log = os.open(scratch / LOG, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            gateway = launch_gateway(conf, {"stdout": log, "stderr": log})
        finally:
            os.close(log)
    return SparkContext(conf=conf, gateway=gateway)


def _settings(master: str, scratch: Path) -> Mapping[str, str]:
    quiet = {"spark.ui.showConsoleProgress": "false", "spark.log.level": "ERROR"}
    if not master.startswith("local"):
        return FIXED | quiet
    return {
        **FIXED,
        **quiet,
        "spark.ui.enabled": "false",
        "spark.driver.host": "127.0.0.1",
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.local.dir": str(scratch),
        "spark.sql.warehouse.dir": str(scratch / "spark-warehouse"),
    }
