"""How long the sample company takes to invent and to write, beside an aim of half a minute on two cores.

python -m benchmarks.sample_time [--employees 5000 --months 36 --seed 7]
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from ermine.sample.write import write_sample

AIM_SECONDS = 30


def main() -> int:
    """Print the time beside its aim; an aim is no bar, because machines are shared."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--employees", type=int, default=5000)
    options.add_argument("--months", type=int, default=36)
    options.add_argument("--seed", type=int, default=7)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        start, on_cpu = time.perf_counter(), time.process_time()
        report = write_sample(Path(folder), asked.employees, asked.months, asked.seed)
        took, on_cpu = time.perf_counter() - start, time.process_time() - on_cpu
    rows = sum(report.rows.values()) + sum(report.feedback.values())
    print(
        f"{asked.employees} people x {asked.months} months, {rows:,} rows: {took:.1f} s, {on_cpu:.1f} s of CPU"
    )
    print(f"aim: {AIM_SECONDS} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
