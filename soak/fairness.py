"""Five hundred fair companies and two hundred biased ones, judged whole, Fairlearn included (simulated people).

Exits with 1 when more than 8 in 100 fair companies have a failing comparison, or fewer than 95 in 100 biased ones.

    python -m soak.fairness [--worlds 500 --people 2000]
"""

import argparse
import sys
from dataclasses import dataclass

import numpy as np
import polars as pl

from training.fairness.issued_lists import IssuedLists
from training.fairness.judging import judge_lists


@dataclass(frozen=True)
class World:
    """One simulated company: the lists, and who belongs to which group of three attributes."""

    lists: IssuedLists
    protected: pl.DataFrame


def world(seed: int, people: int = 2000, bias: float = 0.0, overstate: float = 0.0) -> World:
    """A tenth is listed by score; 12 in 100 give notice. The scores of women are `bias` log-odds too low where that
    decides the list, and `overstate` log-odds too high where it is served as a probability."""
    rng = np.random.default_rng(seed)
    truth = -2.5 + rng.normal(0, 1.2, people)
    outcome = (rng.random(people) < 1 / (1 + np.exp(-truth))).astype(float)
    woman = rng.random(people) < 0.4
    said = truth - bias * woman
    listed = np.argsort(np.argsort(-said)) < people // 10
    protected = pl.DataFrame(
        {
            "gender": np.where(woman, "f", "m"),
            "birth_year": rng.integers(1960, 2004, people),
            "ethnicity": rng.choice(["a", "b", "c", "d"], people, p=[0.7, 0.2, 0.07, 0.03]),
        }
    )
    probability = 1 / (1 + np.exp(-truth - overstate * woman))
    return World(IssuedLists(np.arange(people), listed, outcome, probability), protected)


def failing(worlds: int, people: int, bias: float) -> float:
    """Share of companies with any failing comparison."""
    made = (world(seed, people, bias) for seed in range(worlds))
    return float(np.mean([bool(judge_lists(one.lists, one.protected, "lists").failures) for one in made]))


def main() -> int:
    """Print both shares; 1 when either misses its bar."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--worlds", type=int, default=500)
    options.add_argument("--people", type=int, default=2000)
    asked = options.parse_args()
    fair = failing(asked.worlds, asked.people, bias=0.0)
    print(f"fair companies with a failing comparison: {fair:.1%} of {asked.worlds} (at most 8 %)", flush=True)
    biased = failing(max(asked.worlds * 2 // 5, 1), 2 * asked.people, bias=1.2)
    print(f"biased companies with one: {biased:.1%} (at least 95 %)")
    return int(fair > 0.08 or biased < 0.95)


if __name__ == "__main__":
    sys.exit(main())
