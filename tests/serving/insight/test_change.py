"""Changes between rounds: told with an interval, and only where the question was the same."""

import numpy as np

from serving.insight.change import change_of, difference
from serving.insight.estimates import Estimate, estimate

SHOP, OFFICE, DESK = ("shop", "top"), ("office", "top"), ("desk", "office", "top")


def test_a_fall_that_is_clear_is_told_with_its_interval(spring, summer):
    """The eNPS of the shop went from 67 to -67 points."""
    change = change_of(summer, spring, SHOP, "enps")
    assert change.is_clear
    assert change.low < change.value < change.high < 0


def test_no_change_where_nothing_changed(spring, summer):
    """The office answered alike: the interval holds 0."""
    assert not change_of(summer, spring, OFFICE, "enps").is_clear


def test_another_question_is_not_compared(summer, asked_otherwise):
    """Two numbers under one id are no trend when the words differ."""
    assert change_of(asked_otherwise, summer, SHOP, "enps") is None
    assert change_of(asked_otherwise, summer, SHOP, "trust_in_hr") is not None


def test_a_withheld_unit_has_no_estimate_and_no_change(spring, small):
    """Four answers are not shown, so they cannot have changed either; nor can a unit asked with a larger one."""
    assert estimate(small, OFFICE, "enps") is None
    assert change_of(small, spring, OFFICE, "enps") is None
    assert estimate(spring, DESK, "enps") is None


def test_rounds_in_which_nothing_changed_seldom_show_a_change():
    """Of 2,000 pairs of rounds with the same truth, at most 7 % have an interval without 0, rounding included."""
    rng, wrong = np.random.default_rng(5), 0
    for _ in range(2_000):
        told = []
        for n in (60, 90):
            scores = rng.choice([1, 2, 3, 4, 5], n, p=[0.1, 0.2, 0.3, 0.25, 0.15])
            half = 1.96 * scores.std(ddof=1) / np.sqrt(n)
            mean = scores.mean()
            ends = (round(mean - half, 1), round(mean + half, 1))
            told.append(Estimate(round(mean, 1), *ends, n, 0.1 / np.sqrt(12)))
        wrong += difference(*told).is_clear
    assert wrong / 2_000 < 0.07
