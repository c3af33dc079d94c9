"""The arms as curves against a published example, and their corner cases."""

import pytest

from training.impact.arms import ArmName, Assigned
from training.impact.curves import arm_curves

LEFT_NOW = (6, 6, 6, 7, 10, 13, 16, 22, 23)
STAYED_NOW = (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)
LEFT_LATER = (1, 1, 2, 2, 3, 4, 4, 5, 5, 8, 8, 8, 8, 11, 11, 12, 12, 15, 17, 22, 23)


def left(arm: ArmName, day: int) -> Assigned:
    """Somebody who gave notice on a day."""
    return Assigned(arm, "", known_days=100, notice_day=day)


def freireich() -> list[Assigned]:
    """The remission times of Freireich et al. (Blood 21, 1963), the standard example of survival analysis."""
    return [
        *(left("now", day) for day in LEFT_NOW),
        *(Assigned("now", "", known_days=day) for day in STAYED_NOW),
        *(left("later", day) for day in LEFT_LATER),
    ]


def test_shares_are_those_of_the_textbook() -> None:
    """The product-limit estimates of the treated arm as they are printed everywhere."""
    curves = arm_curves(freireich(), 35)
    shown = {point.day: (round(point.share, 3), point.at_risk) for point in curves.now[1:-1]}
    assert shown == {
        6: (0.857, 21), 7: (0.807, 17), 10: (0.753, 15), 13: (0.690, 12), 16: (0.627, 11), 22: (0.538, 7),
        23: (0.448, 6),
    }  # fmt: skip


def test_the_log_rank_test_agrees_with_the_textbook() -> None:
    """Its chi-square is 16.79, that is a p of 0.00004."""
    assert arm_curves(freireich(), 35).p_value == pytest.approx(4.17e-5, rel=0.02)


def test_days_kept_are_the_area_between_the_curves() -> None:
    """With everybody watched to the end the mean of days within the wait is an ordinary mean."""
    people = [left("now", 20), Assigned("now", "", 90), left("later", 10), left("later", 40)]
    curves = arm_curves(people, 30)
    assert curves.days_kept == pytest.approx((20 + 30) / 2 - (10 + 30) / 2)


def test_an_arm_without_notices_is_a_flat_line() -> None:
    """Nobody left: share 1 from the first to the last day, and no test is made."""
    curves = arm_curves([Assigned("now", "", 90), Assigned("later", "", 90)], 90)
    assert [point.share for point in curves.now] == [1.0, 1.0]
    assert curves.p_value is None


def test_a_curve_that_ends_at_nothing_keeps_its_band() -> None:
    """When everybody has left, the share is 0 and the band stays between 0 and 1."""
    curves = arm_curves([left("now", 3), left("now", 5), left("later", 4), Assigned("later", "", 90)], 90)
    assert curves.now[-1].share == 0.0
    assert all(0 <= point.low <= point.share <= point.high <= 1 for point in curves.now)
