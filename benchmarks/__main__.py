"""Run every benchmark in turn and write `benchmarks/results.md`: machine, versions, date, figures, bars.

Each benchmark is a program of its own (`python -m benchmarks.NAME`) that runs its peers in the same process, in
alternation where times are short, states medians and spread, and ends with 1 when it falls short of a bar.

    python -m benchmarks [--quick] [--only NAME ... [-- OPTION ...]]

`--quick` is for a busy machine: small sizes, and what is long is left out; nothing is written. `--only` replaces the
sections of those benchmarks and leaves the others as they are.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.results import FILE, merged, taken, write, written

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


def main() -> int:
    """Run what is asked for and write the results; 1 when a benchmark falls short of a bar."""
    quick, only, more = asked()
    found, short = [], False
    for one in (one for one in programs() if not only or one.module in only):
        print(f"== {one.title}", flush=True)
        text, missed = outcome(one, quick, more)
        print(text, flush=True)
        command = " ".join(["python -m", f"benchmarks.{one.module}", *more])
        found.append(taken(one.title, command, text, missed))
        short |= missed
    if not quick:
        write(merged(written(), found))
        print(f"written: {FILE}")
    return int(short)


def programs() -> tuple[Benchmark, ...]:
    """Every benchmark that there is: the listed ones, then whatever else in this folder is a program."""
    listed = {one.module for one in BENCHMARKS}
    found = sorted(file.stem for file in HERE.glob("[a-z]*.py") if "def main(" in file.read_text("utf-8"))
    others = [name for name in found if name not in listed]
    return (*BENCHMARKS, *(Benchmark(name.replace("_", " "), name, quick=None) for name in others))


def asked() -> tuple[bool, tuple[str, ...], tuple[str, ...]]:
    """Whether the run is quick, the only benchmarks wanted (none: all), and what else those are given."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument(
        "--quick", action="store_true", help="small sizes, long ones left out, nothing written"
    )
    options.add_argument("--only", nargs="+", default=[], choices=[one.module for one in programs()])
    options.add_argument("more", nargs="*", help="after --: options of the one benchmark named by --only")
    given = options.parse_args()
    if given.more and len(given.only) != 1:
        options.error("options after -- are for one benchmark: name it with --only")
    return given.quick, tuple(given.only), tuple(given.more)


def outcome(one: Benchmark, quick: bool, more: Sequence[str] = ()) -> tuple[str, bool]:
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
        [sys.executable, "-m", f"benchmarks.{one.module}", *small, *more],
        capture_output=True,
        text=True,
        cwd=HERE.parent,
        check=False,
    )
    if done.returncode not in (0, 1) or "Traceback" in done.stderr:  # which ends with 1 as well
        raise SystemExit(f"{one.module} failed:\n{done.stderr}")
    return done.stdout.strip(), done.returncode == 1


if __name__ == "__main__":
    sys.exit(main())
