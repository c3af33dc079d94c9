"""What the impact report allows to say."""

from itertools import product

import pytest

from training.impact.arms import ArmName, Assigned, counts_of
from training.impact.report import judge, verdict_of
from training.impact.words import HEADLINES, sentence


def people(
    arm: ArmName, n: int, left: int, *, known: int = 120, stratum: str = "watch, ER-1"
) -> list[Assigned]:
    """`n` people of an arm of whom `left` gave notice on day 40."""
    return [Assigned(arm, stratum, known, 40 if number < left else None) for number in range(n)]


def test_a_clear_effect_is_told_with_its_interval() -> None:
    """Halved notices among two thousand people: talking helped, and the sentence gives both limits."""
    report = judge(people("now", 1000, 60) + people("later", 1000, 140), 90, planned=2000)
    assert report.verdict == "helped"
    assert report.prevented is not None
    assert report.prevented.value == pytest.approx(1 - 60 / 140)
    assert "8.0 fewer" in sentence(report)
    assert report.needed == 0


def test_an_effect_that_one_look_would_claim_is_not_claimed() -> None:
    """Where the ordinary interval excludes 0 and the always-valid one does not, the verdict is "cannot tell yet"."""
    report = judge(people("now", 500, 30) + people("later", 500, 50), 90, planned=1000)
    assert report.one_look is not None
    assert report.one_look.high is not None
    assert report.one_look.high < 0
    assert report.verdict == "cannot_tell"
    assert HEADLINES[report.verdict] == "Cannot tell yet."
    assert "more people are needed" in sentence(report)


def test_harm_is_said_as_plainly_as_help() -> None:
    """More notices among those talked to is a verdict too."""
    report = judge(people("now", 1000, 140) + people("later", 1000, 60), 90, planned=2000)
    assert report.verdict == "harmed"
    assert "8.0 more" in sentence(report)


def test_little_is_too_early_and_shows_no_effect() -> None:
    """Under a hundred people known, counts are shown and no effect is."""
    report = judge(people("now", 40, 4) + people("later", 40, 9), 90, planned=1000)
    assert report.verdict == "too_few"
    assert report.any_time is None
    assert report.now is not None
    assert "80 of 80" in sentence(report)


def test_an_arm_of_a_few_people_is_not_shown() -> None:
    """Under ten known people in an arm nothing of either is shown."""
    report = judge(people("now", 40, 4) + people("later", 9, 1), 90, planned=1000)
    assert (report.now, report.later, report.curves) == (None, None, None)


def test_notices_do_not_run_ahead_of_the_people_they_belong_to() -> None:
    """Somebody who left early counts only when those drawn on the same day are known too."""
    still_waiting = people("now", 100, 50, known=89)
    assert counts_of(still_waiting, 90).people == 0
    assert counts_of(people("now", 100, 50, known=90), 90).people == 100


def test_leaving_in_another_way_is_no_notice() -> None:
    """A dismissal within the wait counts as a person without notice."""
    dismissed = [Assigned("now", "", 120, other_exit_day=10)]
    assert float(counts_of(dismissed, 90).left_now.sum()) == 0.0


def test_as_assigned_whatever_was_done() -> None:
    """The arm is the lot's: nothing in an assigned person says whether a conversation took place."""
    assert set(Assigned.__dataclass_fields__) == {
        "arm",
        "stratum",
        "known_days",
        "notice_day",
        "other_exit_day",
    }


@pytest.mark.parametrize(
    ("low", "high"), [pair for pair in product((-0.1, 0.0, 0.02), (-0.01, 0.0, 0.05)) if pair[0] <= pair[1]]
)
def test_an_interval_that_touches_0_says_nothing(low: float, high: float) -> None:
    """Only an interval strictly on one side is a verdict."""
    expected = "helped" if high < 0 else "harmed" if low > 0 else "cannot_tell"
    assert verdict_of(low, high) == expected
