"""The arithmetic of planted effects and of the base rate."""

import numpy as np
import pytest

from ermine.sample.drivers import DRIVERS, SEASON, Driver
from ermine.sample.hazards import sigmoid, solve_intercept


@pytest.mark.parametrize("rate", [0.002, 0.011, 0.3])
def test_bisection_meets_the_rate(rate: float) -> None:
    """The solved intercept makes the mean probability equal to the rate asked for."""
    score = np.random.default_rng(0).normal(0, 1.5, 500)
    assert sigmoid(score + solve_intercept(score, rate)).mean() == pytest.approx(rate, abs=1e-12)


def test_an_effect_is_straight_between_knots_flat_outside_and_fixed_when_missing() -> None:
    """Values between knots are interpolated, values outside take the end's effect, NaN its own."""
    driver = Driver("some_feature", 1, (0, 10), (-1.0, 1.0), missing=0.25)
    assert driver.effect(np.array([-5, 0, 2.5, 10, 99, np.nan])).tolist() == [-1, -1, -0.5, 1, 1, 0.25]


@pytest.mark.parametrize("driver", DRIVERS, ids=lambda driver: driver.feature)
def test_the_sign_says_where_the_effect_goes(driver: Driver) -> None:
    """From the lowest to the highest knot the planted effect moves in the direction of its sign."""
    assert np.sign(driver.effects[-1] - driver.effects[0]) == driver.sign
    assert list(driver.knots) == sorted(driver.knots)
    assert len(driver.knots) == len(driver.effects)


def test_the_season_has_no_say_in_the_yearly_rate() -> None:
    """The monthly multiples of the base rate average to one."""
    assert sum(SEASON) / 12 == pytest.approx(1.0)
