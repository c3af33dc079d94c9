"""How the intervals of the impact page do on simulated waiting lists (no real data): coverage and false positives.

python -m benchmarks.impact_worlds [--worlds 10000] [--out FILE.md]
"""

import argparse
from itertools import product
from pathlib import Path

from training.impact.simulated import Worlds, try_intervals

SHARES = (0.04, 0.06, 0.12, 0.2)
DROPS = (0.0, 0.3, 0.5)
STRATA = (1, 12, 40)


def table(worlds: int, seed: int) -> str:
    """One row for each kind of world."""
    lines = [
        "| notice within the wait | planted drop | strata | one look holds | every look holds | concluded |",
        "|---|---|---|---|---|---|",
    ]
    for share, drop, strata in product(SHARES, DROPS, STRATA):
        found = try_intervals(Worlds(share, drop, worlds=worlds, strata=strata), seed)
        lines.append(
            f"| {share:.0%} | {drop:.0%} | {strata} | {found.one_look:.1%} | {min(found.every_look):.1%} "
            f"| {found.concluded:.1%} |"
        )
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print the table, or write it to a file."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--worlds", type=int, default=1000)
    options.add_argument("--seed", type=int, default=20)
    options.add_argument("--out", type=Path)
    asked = options.parse_args()
    text = table(asked.worlds, asked.seed)
    if asked.out:
        asked.out.write_text(text, "utf-8")
    print(text)


if __name__ == "__main__":
    main()
