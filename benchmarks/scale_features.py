"""Building features for a large company (FICTIONAL people): ours, hand-written DuckDB SQL and pandas, in one run.

Compared are the 21 features of engagement, recognition, one-to-ones, hours worked and holidays, on the same Parquet
files, from opening the files to the finished table in memory; sums and missing values of every column must agree. Ours
builds tenure and hiring cohort besides, because it cannot leave them out. The SQL and the pandas code use that the
days of this company are first days of months; ours does not. The SQL counts two tables of contacts in one pass and
keeps ids as they are, as one would by hand. CPU seconds can be compared on a shared machine; wall time is what a user
waits for (pandas has one core, DuckDB all). The bar against SQL is of CPU, the bar against pandas of wall time, and
both are printed. Bars are for the full size: at a small one the seconds in which Ibis writes queries weigh too much.

    python -m benchmarks.scale_features [--people 200000 --months 24 --events 20000000] [--full] [--without-pandas]
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.scale_company import Company, write_company
from benchmarks.scale_memory import told
from benchmarks.scale_pandas import pandas_features
from features.build import build_features
from features.engines.duckdb import DuckDB

SMALL, FULL = Company(10_000, 24, 1_000_000), Company(200_000, 24, 20_000_000)
SQL_BAR, PANDAS_BAR = 1.2, 4.0
MEMORY = "6GB"
TABLES = (
    "employees",
    "exits",
    "worked_hours",
    "absences",
    "engagement_events",
    "recognition",
    "one_on_ones",
)


@dataclass(frozen=True)
class Run:
    """What one way of building took, and what came out."""

    table: pa.Table
    cpu: float
    wall: float


def measured(build: Callable[[], pa.Table]) -> Run:
    """Run it once; CPU seconds of all threads of this process."""
    wall, cpu = time.perf_counter(), _cpu_seconds()
    table = build()
    return Run(table, _cpu_seconds() - cpu, time.perf_counter() - wall)


def _cpu_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def by_sql(files: Mapping[str, Path], company: Company) -> pa.Table:
    """The hand-written SQL in a fresh DuckDB with as much memory as ours."""
    with duckdb.connect(config={"memory_limit": MEMORY, "preserve_insertion_order": False}) as con:
        con.execute("SET enable_progress_bar = false")
        con.register("days", pa.table({"as_of": company.days}))
        for name, file in files.items():
            con.execute(f"CREATE VIEW {name} AS FROM '{file}'")
        con.execute(Path(__file__).with_suffix(".sql").read_text("utf-8"))
        return con.execute("FROM features").to_arrow_table()


def sums(table: pa.Table, columns: list[str]) -> dict[str, tuple[float, int]]:
    """Sum, to nine digits, and number of values of each column."""
    return {
        name: (
            float(f"{pc.sum(table[name].cast('float64')).as_py() or 0.0:.9g}"),
            pc.count(table[name]).as_py(),
        )
        for name in columns
    }


def main() -> int:
    """Print times and ratios; 1 when columns differ or, at the full size, a bar is missed."""
    company, without_pandas = asked()
    with tempfile.TemporaryDirectory() as folder:
        written = time.perf_counter()
        files = write_company(company, Path(folder), told)
        files = {name: files[name] for name in TABLES}
        written = time.perf_counter() - written
        runs = {
            "hand-written SQL": measured(lambda: by_sql(files, company)),
            "ours": measured(lambda: build_features(files, company.days, DuckDB(MEMORY))),
        }
        if not without_pandas:
            runs["pandas"] = measured(lambda: pa.Table.from_pandas(pandas_features(files, company.days)))
            runs["pandas, ids numbered"] = measured(
                lambda: pa.Table.from_pandas(pandas_features(files, company.days, numbered=True))
            )
    return report(company, runs, written)


def asked() -> tuple[Company, bool]:
    """The company of the command line, and whether pandas is left out."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--people", type=int)
    options.add_argument("--months", type=int, default=24)
    options.add_argument("--events", type=int)
    options.add_argument("--full", action="store_true", help="200,000 people and 20 million events")
    options.add_argument("--without-pandas", action="store_true")
    given = options.parse_args()
    company = FULL if given.full else SMALL
    if given.people:
        company = Company(given.people, given.months, given.events or given.people * 100)
    return company, given.without_pandas


def report(company: Company, runs: Mapping[str, Run], written: float) -> int:
    """Print times and ratios; 1 when columns differ or, at the full size, a bar is missed."""
    full = company.people >= FULL.people
    ours, sql, by_pandas = runs["ours"], runs["hand-written SQL"], runs.get("pandas")
    columns = [name for name in sql.table.column_names if name not in ("employee_id", "as_of")]
    expected = sums(ours.table, columns)
    same = all(sums(run.table, columns) == expected for run in runs.values())
    print(f"{'full' if full else 'small'}: {company.people:,} people x {company.months} months, {company.events:,} "
          f"events (written in {written:.0f} s), {ours.table.num_rows:,} rows x {len(columns)} features")  # fmt: skip
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}")
    for name, run in runs.items():
        print(f"  {name:<21} {run.cpu:7.1f} s of CPU  {run.wall:7.1f} s of wall time")
    print(f"  same sums and missing values in every column: {'yes' if same else 'NO'}")
    ratio = ours.cpu / sql.cpu
    print(f"  ours / SQL {ratio:.2f} of CPU (bar at full size: at most {SQL_BAR})")
    missed = full and ratio > SQL_BAR
    for name in (name for name in runs if name.startswith("pandas")):
        cpu, wall = runs[name].cpu / ours.cpu, runs[name].wall / ours.wall
        print(f"  {name} / ours {cpu:.1f} of CPU, {wall:.1f} of wall time")
    if by_pandas is not None:
        gain = by_pandas.wall / ours.wall
        print(f"  bar at full size: pandas / ours at least {PANDAS_BAR:.0f} of wall time")
        missed |= full and gain < PANDAS_BAR
    return int(missed or not same)


if __name__ == "__main__":
    sys.exit(main())
