"""The difference between arms against published examples, and its corner cases."""

import numpy as np
import pytest

from training.impact.arms import ArmCounts
from training.impact.difference import risk_difference


def counts(*strata: tuple[int, int, int, int]) -> ArmCounts:
    """Strata of (people now, left now, people later, left later)."""
    return ArmCounts(*np.array(strata, dtype=float).T)


@pytest.mark.parametrize(
    ("row", "low", "high"),
    [
        ((70, 56, 80, 48), 0.0524, 0.3339),
        ((10, 9, 10, 3), 0.1705, 0.8090),
        ((7, 6, 7, 2), 0.0582, 0.8062),
        ((56, 5, 29, 0), -0.0381, 0.1926),
        ((10, 0, 20, 0), -0.1611, 0.2775),
    ],
)
def test_one_stratum_is_newcombes_own_interval(
    row: tuple[int, int, int, int], low: float, high: float
) -> None:
    """The limits printed in Newcombe 1998, table II, method 10."""
    found = risk_difference(counts(row))
    assert (float(found.low), float(found.high)) == pytest.approx((low, high), abs=6e-5)


def test_strata_are_weighted_as_mantel_and_haenszel_do() -> None:
    """Weights are n_now x n_later / n, worked out here by hand: 25 and 12 to 37."""
    found = risk_difference(counts((50, 10, 50, 20), (20, 8, 30, 9)))
    by_hand = (25 * (0.2 - 0.4) + 12 * (0.4 - 0.3)) / 37
    assert float(found.value) == pytest.approx(by_hand)


def test_a_stratum_with_an_empty_arm_says_nothing() -> None:
    """People who have nobody to be compared with change neither the difference nor its interval."""
    with_it = risk_difference(counts((50, 5, 50, 9), (8, 3, 0, 0)))
    without = risk_difference(counts((50, 5, 50, 9)))
    assert (with_it.value, with_it.low, with_it.high) == (without.value, without.low, without.high)


def test_nobody_to_compare_is_no_knowledge() -> None:
    """Without a stratum that has both arms, anything from -1 to 1 is possible."""
    found = risk_difference(counts((8, 3, 0, 0)))
    assert (float(found.value), float(found.low), float(found.high)) == (0.0, -1.0, 1.0)


def test_exchanging_the_arms_turns_the_interval_round() -> None:
    """Now minus later is minus later minus now, limits included."""
    there, back = risk_difference(counts((60, 5, 70, 12))), risk_difference(counts((70, 12, 60, 5)))
    assert (float(there.low), float(there.high)) == pytest.approx((-float(back.high), -float(back.low)))
