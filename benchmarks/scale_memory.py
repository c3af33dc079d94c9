"""Peak memory and time of writing all features of a large company (FICTIONAL people) under a memory limit.

A process of its own writes the features as Parquet (`features.build.write_features`); what counts is the most resident
memory that it ever had, DuckDB, Arrow and Python together.

It may run unattended: tables are written and features built in processes of their own, in blocks of days, and what is
done is told on standard error with the time.

    python -m benchmarks.scale_memory [--people 1000000 --months 24 --events 100000000 --limit 2GB] [--full]
"""

import argparse
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.queues import Queue
from pathlib import Path

import pyarrow.parquet as pq

from benchmarks.scale_company import Company, write_company
from features.build import write_features
from features.catalogue import FEATURES
from features.engines.duckdb import DuckDB

SMALL, FULL = Company(10_000, 24, 1_000_000), Company(1_000_000, 24, 100_000_000)
GIGABYTE = 2**30
BAR = 4.0


def main() -> int:
    """Print peak memory, time and disk; 1 when the peak is above the bar."""
    company, limit, most_rows = asked()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _in_child(_write_tables, company, folder / "lake")
        wall = time.perf_counter()
        peak, cpu = _in_child(_build, company, folder, limit, most_rows)
        wall = time.perf_counter() - wall
        files = sorted((folder / "features").rglob("*.parquet"))
        rows = sum(pq.read_metadata(file).num_rows for file in files)
        disk = [_gigabytes(folder / part) for part in ("lake", "features")]
    size = "full" if company.people >= FULL.people else "small"
    print(f"{size}: {company.people:,} people x {company.months} months, {company.events:,} events, {rows:,} rows "
          f"x {len(FEATURES)} features in {len(files)} files")  # fmt: skip
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[1]:.1f}; memory limit of the engine {limit}")
    print(
        f"  peak resident memory {peak:.2f} GB (bar {BAR:.0f} GB), {cpu:.0f} s of CPU, {wall:.0f} s of wall time"
    )
    print(
        f"  {cpu / rows * 1e6:.1f} s of CPU per million rows; tables {disk[0]:.2f} GB, features {disk[1]:.2f} GB"
    )
    return int(peak > BAR)


def asked() -> tuple[Company, str, int]:
    """The company, the engine's memory limit and the rows that it takes at a time."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("--people", type=int)
    options.add_argument("--months", type=int, default=24)
    options.add_argument("--events", type=int)
    options.add_argument("--limit", default="2GB")
    options.add_argument("--most-rows", type=int, default=DuckDB().most_rows)
    options.add_argument("--full", action="store_true", help="a million people and 100 million events")
    given = options.parse_args()
    company = FULL if given.full else SMALL
    if given.people:
        company = Company(given.people, given.months, given.events or given.people * 100)
    return company, given.limit, given.most_rows


Usage = tuple[float, float]
"""Peak resident memory in GB and CPU seconds of a process."""


def _write_tables(answers: "Queue[Usage]", company: Company, folder: Path) -> None:
    write_company(company, folder, told)
    answers.put(_usage())


def _build(answers: "Queue[Usage]", company: Company, folder: Path, limit: str, most_rows: int) -> None:
    files = {file.stem: file for file in (folder / "lake").glob("*.parquet")}
    engine = DuckDB(limit, folder / "spill", most_rows=most_rows)
    write_features(files, company.days, folder / "features", engine, tick=told)
    answers.put(_usage())


def told(done: int, total: int, what: str) -> None:
    """A line of progress with the time, for a run that nobody watches."""
    print(f"{time.strftime('%H:%M:%S')} {done}/{total} {what}", file=sys.stderr, flush=True)


def _usage() -> Usage:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_maxrss * 1024 / GIGABYTE, usage.ru_utime + usage.ru_stime


def _in_child(work: Callable[..., None], *given: object) -> Usage:
    """What a fresh process that does `work` used; SystemExit when it dies."""
    context = get_context("spawn")
    answers: Queue[Usage] = context.Queue()
    child = context.Process(target=work, args=(answers, *given))
    child.start()
    child.join()
    if child.exitcode:
        raise SystemExit(f"{work.__name__} ended with {child.exitcode}")
    return answers.get()


def _gigabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / GIGABYTE


if __name__ == "__main__":
    sys.exit(main())
