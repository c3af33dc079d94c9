"""How long `ermine --help` takes, in alternation with an empty Python: medians and their ratio.

python -m benchmarks.start_up [--runs 15]
"""

import argparse
import statistics
import subprocess
import sys
import time
from pathlib import Path

AIM_SECONDS = 0.5
ERMINE = str(Path(sys.executable).with_name("ermine"))


def seconds(command: list[str]) -> float:
    """Wall time of one run of a command."""
    start = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def main() -> int:
    """Print both medians, their spread and the ratio."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=15)
    runs = options.parse_args().runs
    pairs = [(seconds([ERMINE, "--help"]), seconds([sys.executable, "-c", "pass"])) for _ in range(runs)]
    for name, values in zip(("ermine --help", "python -c pass"), zip(*pairs, strict=True), strict=True):
        print(f"{name:<15} median {statistics.median(values):.2f} s ({min(values):.2f} to {max(values):.2f})")
    print(f"ratio {statistics.median(a / b for a, b in pairs):.1f}; aim: half a second for help")
    return int(statistics.median(first for first, _ in pairs) > AIM_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
