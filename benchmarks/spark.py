"""Features of one sample company on DuckDB and on Spark, in one run, Spark's start stated apart.

python -m benchmarks.spark [--employees 2000 --months 24 --days 12 --master local[2]]
"""

import argparse
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

import pyarrow as pa

from data_contracts.intake import import_folder
from ermine.jobs.learning import lake_tables
from ermine.sample.write import LAST_DAY, write_sample
from features.build import build_features
from features.calendar import months_before
from features.engine import Engine
from features.engines.duckdb import DuckDB
from features.engines.spark import Spark
from features.engines.spark_session import SparkUnavailable, spark_session


def main() -> int:
    """Print the times and whether the rows are equal; 1 when they are not. Spark's first build warms Java up."""
    options = argparse.ArgumentParser(description=__doc__)
    for name, default in (("--employees", 2000), ("--months", 24), ("--days", 12)):
        options.add_argument(name, type=int, default=default)
    options.add_argument("--master", default="local[2]")
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_sample(home / "tables", asked.employees, asked.months, seed=7)
        today = LAST_DAY + timedelta(days=1)
        tables = lake_tables(import_folder(home / "tables", home / "home", today).lake)
        days = [months_before(today, back) for back in range(asked.days)]

        def built(engine: Engine) -> tuple[pa.Table, float]:
            start = time.perf_counter()
            return build_features(tables, days, engine), time.perf_counter() - start

        ours, duckdb = built(DuckDB(threads=2))
        start = time.perf_counter()
        try:
            with spark_session(asked.master, home) as session:
                started = time.perf_counter() - start
                (first, cold), (again, warm) = built(Spark(session=session)), built(Spark(session=session))
        except SparkUnavailable as absent:
            print(f"not run: {absent.message}")
            return 0
    equal = ours.equals(first) and ours.equals(again)
    print(f"{asked.employees} people (FICTIONAL), {asked.days} days: {ours.num_rows:,} rows")
    print(f"DuckDB, 2 threads       {duckdb:6.1f} s")
    print(f"Spark {asked.master}, start     {started:6.1f} s")
    print(f"Spark, first build      {cold:6.1f} s  ({cold / duckdb:.1f} times DuckDB)")
    print(f"Spark, second build     {warm:6.1f} s  ({warm / duckdb:.1f} times DuckDB)")
    print(f"rows equal to the last bit: {'yes' if equal else 'NO'}")
    return int(not equal)


if __name__ == "__main__":
    sys.exit(main())
