"""The planner: when a trial can teach something, and how many more people it takes."""

import numpy as np
import pytest

from training.impact.arms import ArmCounts
from training.impact.looks import looking_again
from training.impact.planning import (
    LARGEST_DROP,
    Intake,
    Plan,
    detectable_drop,
    needed_more,
    plan_trial,
)


def intake(people: int, likely: float = 0.1, a_week: float = 20.0) -> Intake:
    """So many people, all equally likely to give notice within ninety days, half of whom would wait."""
    return Intake([likely] * people, a_week, waiting_share=0.5, wait_days=90)


def test_a_trial_starts_from_the_very_number_of_people_that_can_teach_something() -> None:
    """One person fewer than enough: off. Enough: a drop of one half is found within 24 months."""
    low, high = 100, 3000
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if plan_trial(intake(middle)).can_start else (middle, high)
    enough = high
    assert not plan_trial(intake(enough - 1)).can_start
    best = plan_trial(intake(enough)).detectable[-1]
    assert best is not None
    assert best == pytest.approx(LARGEST_DROP, abs=0.001)
    assert best <= LARGEST_DROP


def test_a_plan_whose_best_drop_is_just_above_one_half_cannot_start() -> None:
    """The boundary belongs to what can start."""
    assert Plan((0.5,), 10, 0.1, 0).can_start
    assert not Plan((0.5000001,), 10, 0.1, 0).can_start
    assert not Plan((None,), 10, 0.1, 0).can_start


def test_the_detectable_drop_is_found_four_times_in_five() -> None:
    """Simulated at a fixed size with the always-valid width, the planned drop excludes 0 in about 80 of 100 worlds."""
    from training.impact.difference import risk_difference

    rng, n, share = np.random.default_rng(2), 600, 0.15
    drop = detectable_drop(share, 2 * n, 2 * n, 0.5)
    assert drop is not None
    column = np.full((4000, 1), float(n))
    left_now = rng.binomial(n, share * (1 - drop), (4000, 1)).astype(float)
    left_later = rng.binomial(n, share, (4000, 1)).astype(float)
    found = risk_difference(ArmCounts(column, left_now, column, left_later), looking_again(2 * n, 2 * n))
    assert 0.77 <= (found.high < 0).mean() <= 0.83


def test_nothing_is_known_before_the_first_wait_is_over() -> None:
    """In the first two months nobody has waited ninety days, so no drop is detectable; then it falls."""
    plan = plan_trial(intake(5000))
    assert plan.detectable[:2] == (None, None)
    later = [drop for drop in plan.detectable if drop is not None]
    assert later == sorted(later, reverse=True)


def test_the_most_likely_are_drawn_first() -> None:
    """The share expected among those who wait is that of the people who would be drawn, not of everybody."""
    plan = plan_trial(Intake([0.2] * 100 + [0.01] * 9000, a_week=1.0, waiting_share=0.5, wait_days=90))
    assert plan.share_later == pytest.approx(0.2, abs=0.005)


def test_nobody_to_draw_is_a_trial_that_cannot_start() -> None:
    """An empty intake has no plan to find anything, and no number of people to name."""
    plan = plan_trial(Intake([], 10.0, 0.5, 90))
    assert not plan.can_start
    assert plan.more_people == 0


def test_too_small_a_company_is_told_how_many_more_it_would_take() -> None:
    """With the missing people added, the plan can start; with a tenth fewer, it cannot."""
    plan = plan_trial(intake(300))
    assert not plan.can_start
    assert plan_trial(intake(300 + plan.more_people)).can_start
    assert not plan_trial(intake(300 + int(0.9 * plan.more_people))).can_start


def test_a_running_trial_says_how_many_more_people_a_verdict_takes() -> None:
    """The smaller the drop seen so far, the more people are needed."""

    def counts(left_now: int) -> ArmCounts:
        return ArmCounts(*np.array([[300.0], [left_now], [300.0], [30]]))

    half, quarter = needed_more(counts(15), 1000), needed_more(counts(23), 1000)
    assert 0 < half < quarter
