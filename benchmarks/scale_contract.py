"""Checking a large table of worked hours (FICTIONAL people): the pandera contract against raw SQL, in one run.

Both read the same Parquet file and check the same rules on every row: nothing missing, hours from 0 to 744, a month
written as its first day, no person and month twice. The contract is checked as import does before rows reach the lake
(Polars, schema and data). Ratio of CPU seconds; reading is part of both.

    python -m benchmarks.scale_contract [--rows 20000000] [--full]
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl

from data_contracts.catalogue import TABLES
from data_contracts.schemas import ValidationDepth, config_context

SMALL, FULL = 1_000_000, 20_000_000
BAR = 2.5
MONTHS = 40

_ROWS = """
    SELECT printf('E%08d', i // {months}) AS employee_id,
        CAST(DATE '2022-01-01' + to_months(CAST(i % {months} AS INTEGER)) AS DATE) AS month,
        160.0::DOUBLE AS contracted, round(150 + hash(i) % 4000 / 100.0, 2)::DOUBLE AS worked
    FROM range({rows}) r(i)"""

_BROKEN = """
    SELECT count(*) FILTER (employee_id IS NULL OR month IS NULL OR contracted IS NULL OR worked IS NULL)
        + count(*) FILTER (contracted NOT BETWEEN 0 AND 744) + count(*) FILTER (worked NOT BETWEEN 0 AND 744)
        + count(*) FILTER (day(month) <> 1)
        + (SELECT count(*) FROM (SELECT 1 FROM '{file}' GROUP BY employee_id, month HAVING count(*) > 1))
    FROM '{file}'"""


def main() -> int:
    """Print times and ratio; 1 when the bar is missed at the full size."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--rows", type=int, default=SMALL)
    options.add_argument("--full", action="store_true", help="20 million rows")
    given = options.parse_args()
    rows = FULL if given.full else given.rows
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "worked_hours.parquet"
        duckdb.sql("SET enable_progress_bar = false")
        duckdb.sql(f"COPY ({_ROWS.format(rows=rows, months=MONTHS)}) TO '{file}' (FORMAT parquet)")
        sql, contract = seconds(lambda: by_sql(file)), seconds(lambda: by_contract(file))
    size = "full" if rows >= FULL else "small"
    print(f"{size}: {rows:,} rows; {os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}")
    for name, (cpu, wall) in (("raw SQL", sql), ("contract", contract)):
        print(f"  {name:<9} {cpu:6.2f} s of CPU  {wall:6.2f} s of wall time")
    print(f"  contract / SQL {contract[0] / sql[0]:.2f} (bar at full size: at most {BAR})")
    return int(rows >= FULL and contract[0] > BAR * sql[0])


def by_sql(file: Path) -> None:
    """Count what breaks a rule; there must be nothing."""
    assert duckdb.sql(_BROKEN.format(file=file)).fetchall() == [(0,)]


def by_contract(file: Path) -> None:
    """Validate with the pandera class; raises when a row breaks it."""
    with config_context(validation_depth=ValidationDepth.SCHEMA_AND_DATA):
        TABLES["worked_hours"].schema.validate(pl.read_parquet(file), lazy=True)


def seconds(work: Callable[[], None]) -> tuple[float, float]:
    """CPU seconds of all threads, and wall time."""
    wall, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
    work()
    after = resource.getrusage(resource.RUSAGE_SELF)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return cpu, time.perf_counter() - wall


if __name__ == "__main__":
    sys.exit(main())
