"""Run every benchmark in turn and write `benchmarks/results.md`: machine, versions, date, figures, bars."""

import os
import platform
import subprocess
import sys
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).parent
PUBLIC = Path(os.environ.get("ERMINE_SHARED_DATA", HERE.parent.parent / "shared" / "data"))
BENCHMARKS = (
    ("Start of the command line", "benchmarks.start_up", None),
    ("Sample company against the oracle", "benchmarks.sample_company", None),
    ("How much evidence a model needs", "benchmarks.learning_curve", None),
    ("Time to write the sample company", "benchmarks.sample_time", None),
    ("Intervals of the impact page on simulated waiting lists", "benchmarks.impact_worlds", None),
    ("One row, a batch and its reasons", "benchmarks.scoring_speed", None),
    ("Ranking: growth, and expected saved exits per hour", "benchmarks.ranking", None),
    (
        "MFG10, trained to 2011, tested on 2012",
        "benchmarks.mfg10",
        PUBLIC / "mfg10_snapshots_2006_2012.parquet",
    ),
    ("Features on DuckDB and on Spark", "benchmarks.spark", None),
    ("Features against SQL and pandas (small size)", "benchmarks.scale_features", None),
    ("Memory of a large build (small size)", "benchmarks.scale_memory", None),
    ("Contract against SQL (small size)", "benchmarks.scale_contract", None),
    ("Redaction of planted items", "benchmarks.redaction", None),
    (
        "Text model beside VADER and TF-IDF",
        "benchmarks.text_quality",
        PUBLIC / "reviews_segments_train.parquet",
    ),
    ("Speed of the text model", "benchmarks.text_speed", None),
    ("IBM attrition, 5 x 5 cross-validation", "benchmarks.ibm", PUBLIC / "ibm_attrition.csv"),
)
LIBRARIES = ("duckdb", "ibis-framework", "numpy", "polars", "scikit-learn", "mlflow")


def main() -> int:
    """Write the results; 1 when a benchmark falls short of a bar."""
    sections, short = [heading()], False
    for title, module, needs in BENCHMARKS:
        print(f"== {title}", flush=True)
        text, missed = outcome(module, needs)
        print(text, flush=True)
        sections.append(f"## {title}\n\n`python -m {module}`\n\n```\n{text}\n```\n")
        short |= missed
    (HERE / "results.md").write_text("\n".join(sections), "utf-8")
    print(f"written: {HERE / 'results.md'}")
    return int(short)


def outcome(module: str, needs: Path | None) -> tuple[str, bool]:
    """What a benchmark printed, and whether it fell short; one whose data is absent says so."""
    if needs is not None and not needs.exists():
        return (
            f"not run: {needs.name} is absent (public data is not part of the project; set ERMINE_SHARED_DATA)",
            False,
        )
    done = subprocess.run(
        [sys.executable, "-m", module], capture_output=True, text=True, cwd=HERE.parent, check=False
    )
    if done.returncode not in (0, 1):
        raise SystemExit(f"{module} failed:\n{done.stderr}")
    return done.stdout.strip(), done.returncode == 1


def heading() -> str:
    """Where and with what the figures were taken."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return (
        "# Results of the benchmarks\n\n"
        f"Taken on {datetime.now(UTC):%Y-%m-%d} by `make bench` on {os.cpu_count()} cores ({platform.machine()}), "
        f"Python {platform.python_version()}, {libraries}. All people in these data are **fictional**.\n"
    )


if __name__ == "__main__":
    sys.exit(main())
