"""Which engine computes the features of HR tables: DuckDB unless the command line asks for Spark."""

from dataclasses import dataclass

from data_contracts.errors import InputRefused
from ermine.home import Home, HomeRecord
from ermine.settings import Settings
from features.engine import Engine
from features.engines.duckdb import DuckDB

DUCKDB, SPARK = "duckdb", "spark"
SPARK_MASTER = "local[*]"
"""Where Spark runs unless the command line says otherwise: on all cores of this machine."""


@dataclass(frozen=True)
class EngineChoice:
    """What was asked for; `spark_master` is of no concern to DuckDB."""

    name: str = DUCKDB
    spark_master: str = SPARK_MASTER


DEFAULT_ENGINE = EngineChoice()


def chosen_engine(name: str, spark_master: str | None) -> EngineChoice:
    """The choice behind `--engine` and `--spark-master`; refuses a master without Spark and Spark that is absent."""
    if name != SPARK:
        if spark_master is not None:
            raise InputRefused(f"--spark-master {spark_master!r} needs --engine spark.")
        return EngineChoice(name)
    from features.engines.spark_session import require_spark

    require_spark()
    return EngineChoice(name, spark_master or SPARK_MASTER)


def refuse_needless_engine(choice: EngineChoice, record: HomeRecord) -> None:
    """A snapshot brings its features along, so that nothing would ever reach the engine that was asked for."""
    if choice.name != DUCKDB and not record.is_company:
        raise InputRefused(
            f"--engine {choice.name} is for HR tables; the columns of a snapshot are its features.",
            remedy="Leave --engine out.",
        )


def engine_of(choice: EngineChoice, home: Home, settings: Settings) -> Engine:
    """The engine itself; what does not fit into the memory limit goes to the home's scratch folder."""
    if choice.name == SPARK:
        from features.engines.spark import Spark

        return Spark(choice.spark_master, home.scratch)
    return DuckDB(settings.memory_limit, home.scratch)
