"""Make the shipped text model again: `python -m training.text --public DIR [--out sentiment/model]`."""

import argparse
import os
import sys
import time
from pathlib import Path

# Read when torch loads its thread library: threads that wait asleep share busy cores far better.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
os.environ.setdefault("HF_HUB_OFFLINE", "1")


def main() -> int:
    """Train, measure and write the model folder; prints the figures and the time taken."""
    parser = argparse.ArgumentParser(prog="python -m training.text", description=__doc__)
    parser.add_argument(
        "--public", type=Path, required=True, help="folder of GoEmotions and VADER (and reviews)"
    )
    parser.add_argument("--out", type=Path, default=Path("sentiment/model"), help="folder to write")
    parser.add_argument("--checkpoints", type=Path, help="folder that keeps the weights after each pass")
    parser.add_argument("--threads", type=int, default=2, help="cores to use")
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = str(given.threads)

    from training.text.shipped import make_shipped

    start, last = time.monotonic(), -1

    def tick(done: int, total: int, what: str) -> None:
        nonlocal last
        percent = 100 * done // total if total else -1
        if percent != last or not total:
            last = percent
            print(f"{time.monotonic() - start:6.0f} s  {percent:3d} %  {what}", file=sys.stderr, flush=True)

    manifest = make_shipped(
        given.public, given.out, checkpoints=given.checkpoints, threads=given.threads, tick=tick
    )
    for name, value in manifest.figures.items():
        print(f"{name:45} {value:g}")
    print(
        f"written to {given.out} in {time.monotonic() - start:.0f} s ({time.process_time():.0f} s of processor time)"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
