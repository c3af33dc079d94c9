"""Run every benchmark in turn and write `benchmarks/results.md`: machine, versions, date, figures, bars.

Each benchmark is a program of its own (`python -m benchmarks.NAME`) that runs its peers in the same process, in
alternation where times are short, states medians and spread, and ends with 1 when it falls short of a bar.

    python -m benchmarks [--quick] [--only NAME ...]

`--quick` is for a busy machine: small sizes, and what is long is left out; nothing is written.
"""

import argparse
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PUBLIC = Path(os.environ.get("ERMINE_SHARED_DATA", HERE.parent.parent / "shared" / "data"))


@dataclass(frozen=True)
class Benchmark:
    """One program: its `title`, its module, the public file it needs ("" for none), what it is given with --quick.

    `quick` None: it is too long for a quick run at any size.
    """

    title: str
    module: str
    needs: str = ""
    quick: tuple[str, ...] | None = ()


BENCHMARKS = (
    Benchmark("Start of the command line", "start_up", quick=("--runs", "3")),
    Benchmark("Sample company against the oracle", "sample_company", quick=("--employees", "1000")),
    Benchmark("How much evidence a model needs", "learning_curve", quick=None),
    Benchmark("Time to write the sample company", "sample_time", quick=("--employees", "1000")),
    Benchmark("One row, a batch and its reasons", "scoring_speed", quick=("--rows", "2000")),
    Benchmark("Serving beside MLflow's server", "serving_speed", quick=("--seconds", "1", "--turns", "1")),
    Benchmark(
        "Pages in a company of 1,000 and of 100,000", "page_time", quick=("--large", "2000", "--times", "5")
    ),
    Benchmark("MFG10, trained to 2011, tested on 2012", "mfg10", "mfg10_snapshots_2006_2012.parquet", None),
    Benchmark("Features on DuckDB and on Spark", "spark", quick=("--employees", "200", "--days", "2")),
    Benchmark("Features against SQL and pandas (small size)", "scale_features", quick=("--people", "1000")),
    Benchmark("Memory of a large build (small size)", "scale_memory", quick=("--people", "1000")),
    Benchmark("Contract against SQL (small size)", "scale_contract", quick=("--rows", "200000")),
    Benchmark(
        "Intervals of the impact page on simulated waiting lists", "impact_worlds", quick=("--worlds", "20")
    ),
    Benchmark("Ranking: growth, and expected saved exits per hour", "ranking", quick=None),
    Benchmark(
        "Release gate and auditor by size of company", "gate", quick=("--people", "1000", "--repeats", "1")
    ),
    Benchmark("Redaction of planted items", "redaction", quick=("--comments", "200")),
    Benchmark("Text model beside VADER and TF-IDF", "text_quality", "reviews_segments_train.parquet", None),
    Benchmark("Speed of the text model", "text_speed", quick=("--texts", "200")),
    Benchmark("IBM attrition, 5 x 5 cross-validation", "ibm", "ibm_attrition.csv", None),
)
"""The programs of this folder in the order of `results.md`; one that nobody has listed comes last."""

LIBRARIES = ("duckdb", "ibis-framework", "numpy", "pandas", "polars", "scikit-learn", "mlflow")
SHORT = "**Falls short of a bar here**: see the line that names it."


def main() -> int:
    """Write the results; 1 when a benchmark falls short of a bar."""
    quick, only = asked()
    sections, short = [heading()], False
    for one in (one for one in programs() if not only or one.module in only):
        print(f"== {one.title}", flush=True)
        text, missed = outcome(one, quick)
        print(text, flush=True)
        told = f"\n{SHORT}\n" if missed else ""
        sections.append(f"## {one.title}\n\n`python -m benchmarks.{one.module}`\n\n```\n{text}\n```\n{told}")
        short |= missed
    if not quick and not only:
        (HERE / "results.md").write_text("\n".join(sections), "utf-8")
        print(f"written: {HERE / 'results.md'}")
    return int(short)


def programs() -> tuple[Benchmark, ...]:
    """Every benchmark that there is: the listed ones, then whatever else in this folder is a program."""
    listed = {one.module for one in BENCHMARKS}
    found = sorted(file.stem for file in HERE.glob("[a-z]*.py") if "def main(" in file.read_text("utf-8"))
    others = [name for name in found if name not in listed]
    return (*BENCHMARKS, *(Benchmark(name.replace("_", " "), name, quick=None) for name in others))


def asked() -> tuple[bool, tuple[str, ...]]:
    """Whether the run is quick, and the only benchmarks wanted (none: all)."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument(
        "--quick", action="store_true", help="small sizes, long ones left out, nothing written"
    )
    options.add_argument("--only", nargs="+", default=[], choices=[one.module for one in programs()])
    given = options.parse_args()
    return given.quick, tuple(given.only)


def outcome(one: Benchmark, quick: bool) -> tuple[str, bool]:
    """What a benchmark printed, and whether it fell short; one that is left out or lacks its data says so."""
    if one.needs and not (PUBLIC / one.needs).exists():
        return (
            f"not run: {one.needs} is absent (public data is not part of the project; set ERMINE_SHARED_DATA)",
            False,
        )
    if quick and one.quick is None:
        return "not run: too long for --quick", False
    small = (one.quick or ()) if quick else ()
    done = subprocess.run(
        [sys.executable, "-m", f"benchmarks.{one.module}", *small],
        capture_output=True,
        text=True,
        cwd=HERE.parent,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"{one.module} failed:\n{done.stderr}")
    return done.stdout.strip(), done.returncode == 1


def heading() -> str:
    """Where and with what the figures were taken."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        "# Results of the benchmarks\n\n"
        f"Taken on {datetime.now(UTC):%Y-%m-%d} by `make bench` on {os.cpu_count()} cores ({platform.machine()}), "
        f"{memory:.0f} GB of memory, load {os.getloadavg()[1]:.1f} at the start, Python {platform.python_version()}, "
        f"{libraries}. All people in these data are **fictional**.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
