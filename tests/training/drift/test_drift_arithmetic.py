"""The distances and intervals beside other ways of computing them."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency, poisson

from training.drift.calibration import months_of, ratio_interval
from training.drift.distances import chance_of_index, chance_of_shares, distance, stability_index
from training.drift.histogram import cut_number, rounded


def test_the_index_is_its_formula() -> None:
    """Sum of (p - q) ln(p / q) with half a person more in each bin, and 0 for equal shares."""
    now, then = np.array([30, 70]), np.array([60, 40])
    p, q = np.array([30.5, 70.5]) / 101, np.array([60.5, 40.5]) / 101
    assert stability_index(now, then) == pytest.approx(((p - q) * np.log(p / q)).sum())
    assert stability_index(now, now) == 0


def test_chance_explains_an_index_as_often_as_it_says() -> None:
    """Of 4,000 pairs of draws from one distribution 5 in 100 have a chance below 5 %, and 1 in 100 below 1 %."""
    rng, shares = np.random.default_rng(0), np.full(8, 1 / 8)
    draws = [(rng.multinomial(300, shares), rng.multinomial(500, shares)) for _ in range(4000)]
    chances = np.array([chance_of_index(stability_index(a, b), 300, 500, 8) for a, b in draws])
    assert np.mean(chances < 0.05) == pytest.approx(0.05, abs=0.015)
    assert np.mean(chances < 0.01) == pytest.approx(0.01, abs=0.007)


def test_two_shares_differ_as_the_chi_square_test_says() -> None:
    """The pooled normal test of two shares is Pearson's without correction."""
    table = np.array([[12, 88], [30, 120]])
    assert chance_of_shares(12, 100, 30, 150) == pytest.approx(
        chi2_contingency(table, correction=False).pvalue
    )
    assert chance_of_shares(0, 100, 0, 50) == 1.0


def test_the_interval_of_a_count_covers_as_it_says() -> None:
    """At either end of the interval the count observed has a tail of 2.5 %."""
    low, high = ratio_interval(20, 16.0, 0.05)
    assert poisson.sf(19, 16 * low) == pytest.approx(0.025)
    assert poisson.cdf(20, 16 * high) == pytest.approx(0.025)
    assert ratio_interval(0, 16.0, 0.05)[0] == 0


def test_few_expected_events_say_nothing() -> None:
    """Under 10 expected events a month has counts and no verdict."""
    day = np.full(50, np.datetime64("2024-01-01"))
    (month,) = months_of(day, np.ones(50, dtype=np.int64), np.full(50, 0.1))
    assert month.ratio is None
    assert not month.found


def test_a_shift_by_one_standard_deviation_is_a_distance_of_about_one() -> None:
    """Wasserstein's distance of numbers is in standard deviations of the training rows."""
    values = np.random.default_rng(0).normal(50, 8, 20_000)
    cut = cut_number("x", values, 20_000)
    import polars as pl

    now = np.bincount(cut.places(pl.Series(values + 8)), minlength=cut.bins)
    then = np.bincount(cut.places(pl.Series(values)), minlength=cut.bins)
    assert distance(cut, now, then) == pytest.approx(1, abs=0.2)


def test_counts_are_rounded_to_tens() -> None:
    """4 becomes 0, 5 and 14 become 10: small numbers of people cannot be read."""
    assert rounded(np.array([0, 4, 5, 14, 15, 101])) == (0, 0, 10, 10, 20, 100)
