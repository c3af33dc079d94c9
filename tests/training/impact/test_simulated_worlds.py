"""On a thousand simulated worlds the intervals keep what they promise, with an effect and without."""

import numpy as np
import pytest

from training.impact.arms import Assigned
from training.impact.curves import arm_curves
from training.impact.simulated import Found, Worlds, try_intervals

WORLDS = [(share, drop, strata) for share in (0.06, 0.12) for drop in (0.0, 0.3, 0.5) for strata in (1, 12)]


@pytest.fixture(scope="module", params=WORLDS, ids=lambda one: "-".join(map(str, one)))
def tried(request: pytest.FixtureRequest) -> tuple[float, Found]:
    """The drop that is planted, and what the intervals did in a thousand worlds."""
    share, drop, strata = request.param
    return drop, try_intervals(Worlds(share, drop, strata=strata), seed=20)


def test_the_ordinary_interval_holds_the_truth_as_often_as_it_says(tried: tuple[float, Found]) -> None:
    """At a size fixed beforehand the 95 % interval holds the truth in 93 to 97 worlds of 100."""
    assert 0.93 <= tried[1].one_look <= 0.97


def test_the_interval_of_the_verdict_holds_at_every_look(tried: tuple[float, Found]) -> None:
    """Over all looks together the always-valid interval misses in fewer than 6 worlds of 100."""
    assert min(tried[1].every_look) >= 0.94


def test_an_effect_that_is_not_there_is_rarely_concluded(tried: tuple[float, Found]) -> None:
    """Without an effect at most 6.5 worlds of 100 ever conclude one, whenever one looks; a real one is found more."""
    drop, found = tried
    if drop == 0:
        assert found.concluded <= 0.065
    else:
        assert found.concluded > 0.02


def world_of_times(rng: np.random.Generator, people: int, rates: tuple[float, float]) -> list[Assigned]:
    """Times to notice at constant rates per day; a tenth leave in another way first, some are not known to the end."""
    made = []
    for number in range(people):
        notice, other = rng.exponential(1 / rates[number % 2]), rng.exponential(900)
        known = int(rng.integers(60, 200))
        first = min(notice, other)
        made.append(
            Assigned(
                arm="later" if number % 2 else "now",
                stratum="",
                known_days=known,
                notice_day=int(np.ceil(notice)) if notice == first and notice <= known else None,
                other_exit_day=int(np.ceil(other)) if other == first and other <= known else None,
            )
        )
    return made


def test_days_kept_hold_the_truth_in_worlds_of_times() -> None:
    """The mean time without notice differs as planted, within its interval, in about 95 of 100 worlds."""
    rng, rates, wait = np.random.default_rng(4), (0.0015, 0.003), 90
    days = np.arange(wait)
    truth = float((np.exp(-rates[0] * days) - np.exp(-rates[1] * days)).sum())
    curves = [arm_curves(world_of_times(rng, 300, rates), wait) for _ in range(200)]
    held = [one.days_kept_low <= truth <= one.days_kept_high for one in curves]
    assert 0.92 <= np.mean(held) <= 0.98
