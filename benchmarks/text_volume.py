"""Many comments end to end: one file through redaction and classification, with time and memory.

`python -m benchmarks.text_volume [--comments 100000]`. The comments are the authored ones over and over, every tenth
with a planted name, address or number. Memory is the high-water mark of the process that does the work.
"""

import argparse
import resource
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

from benchmarks.planted_items import planted_comments
from training.text.label_file import read_labels
from training.text.sources import LATER

MEMORY_MB = 2_000


def main() -> int:
    """Print rows, seconds and the memory mark at the half and at the end; 1 when memory grows past the bar."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--comments", type=int, default=100_000)
    count = parser.parse_args().comments
    from ermine.jobs.texts import classify_file
    from sentiment.classifier import SHIPPED

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        marks = []
        for rows in (count // 10, count):
            pl.DataFrame({"text": _comments(rows)}).write_parquet(folder / "in.parquet")
            start = time.perf_counter()
            done = classify_file(
                folder / "in.parquet", "text", folder / "out.parquet", None, SHIPPED, _bar(rows)
            )
            seconds = time.perf_counter() - start
            marks.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
            print(
                f"{done.rows:,} comments, {done.not_assessed:,} not assessed, {seconds:,.0f} s "
                f"({1000 * seconds / rows:.1f} ms each), memory at most {marks[-1]:,.0f} MB"
            )
    return int(marks[-1] > MEMORY_MB)


def _comments(rows: int) -> list[str]:
    planted = [item.text for item in planted_comments(1000, 5)]
    plain = [text for file in LATER for text in read_labels(file).texts]
    return [planted[row // 10 % 1000] if row % 10 == 0 else plain[row % len(plain)] for row in range(rows)]


def _bar(rows: int):  # type: ignore[no-untyped-def]
    def tick(done: int, total: int, what: str) -> None:
        if total and done % max(1, rows // 20) < 2:
            print(f"{what}: {100 * done // total} %", file=sys.stderr, end="\r")

    return tick


if __name__ == "__main__":
    sys.exit(main())
