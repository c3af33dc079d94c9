"""What a trial could find out, and by when: worked out before anybody is asked to wait."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from training.impact.arms import ArmCounts
from training.impact.difference import risk_difference
from training.impact.looks import looking_again

POWER_Z = 0.8416212335729143
"""Four times in five an effect of the planned size must be found (80 % power)."""

WITHIN_MONTHS = 24
LARGEST_DROP = 0.5
"""A trial starts only if a relative drop of at most this much can be found within `WITHIN_MONTHS` months."""

DAYS_A_MONTH = 30.4375
DAYS_A_WEEK = 7


@dataclass(frozen=True)
class Intake:
    """Who would be drawn: `likely` are the chances of notice within the wait of the people in reach, the most likely
    first; `a_week` how many of them are drawn each week until all are; `waiting_share` of them wait."""

    likely: Sequence[float]
    a_week: float
    waiting_share: float
    wait_days: int

    def drawn(self, month: int) -> int:
        """How many will have been drawn so early that their outcome is known by the end of this month."""
        days = month * DAYS_A_MONTH - self.wait_days
        return int(min(len(self.likely), max(0.0, days / DAYS_A_WEEK * self.a_week)))


@dataclass(frozen=True)
class Plan:
    """What a trial can find out.

    `detectable` is, for each month from 1 to 24, the smallest relative drop in notices that would be found four times
    in five, None while not even a drop to nothing would be. `people` is the number known after 24 months, and fixes
    where the always-valid interval is narrowest; `share_later` the expected share of notices without talking.
    `more_people` is about how many more would be needed for a drop of one half, 0 when there are enough.
    """

    detectable: tuple[float | None, ...]
    people: int
    share_later: float
    more_people: int

    @property
    def can_start(self) -> bool:
        """Whether the trial can teach something: a drop of one half or less, found within two years."""
        best = self.detectable[-1]
        return best is not None and best <= LARGEST_DROP


def plan_trial(intake: Intake) -> Plan:
    """The plan for an intake."""
    months = range(1, WITHIN_MONTHS + 1)
    people = intake.drawn(WITHIN_MONTHS)
    share = float(np.mean(intake.likely[:people])) if people else 0.0
    detectable = tuple(_detectable(intake, intake.drawn(month), max(people, 1)) for month in months)
    return Plan(detectable, people, share, _more_people(share, people, intake.waiting_share))


def detectable_drop(share_later: float, people: int, planned: int, waiting_share: float) -> float | None:
    """The smallest relative drop that `people` would show four times in five; None if there is none up to 100 %."""
    if people < 2 or not 0 < share_later < 1:
        return None
    z = float(looking_again(people, planned)) + POWER_Z
    now, later = people * (1 - waiting_share), people * waiting_share

    def found(drop: float) -> bool:
        share_now = share_later * (1 - drop)
        spread = math.sqrt(share_later * (1 - share_later) / later + share_now * (1 - share_now) / now)
        return share_later * drop >= z * spread

    if not found(1.0):
        return None
    low, high = 0.0, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) else (middle, high)
    return high


def _detectable(intake: Intake, people: int, planned: int) -> float | None:
    share = float(np.mean(intake.likely[:people])) if people else 0.0
    return detectable_drop(share, people, planned, intake.waiting_share)


def _more_people(share_later: float, people: int, waiting_share: float) -> int:
    """About how many more people, as likely to give notice as these, a drop of one half would take."""
    if not 0 < share_later < 1:
        return 0
    return _fewest(lambda n: detectable_drop(share_later, n, n, waiting_share), LARGEST_DROP, people) - people


def needed_more(counts: ArmCounts, planned: int) -> int:
    """About how many more people a trial with these counts needs before a verdict can be expected, if the drop is as
    large as it looks now; as for a drop of one half while it looks like none."""
    found = risk_difference(counts)
    share, value = float(found.share_later), float(found.value)
    drop = -value / share if share > 0 and value < 0 else LARGEST_DROP
    people, waits = int(counts.people), float(counts.later.sum() / max(counts.people, 1))
    if not 0 < share < 1 or not 0 < waits < 1:
        return 0
    return _fewest(lambda n: detectable_drop(share, n, planned, waits), drop, people) - people


MOST_PEOPLE = 10_000_000


def _fewest(detectable: Callable[[int], float | None], drop: float, least: int) -> int:
    """The fewest people, to half a percent and not under `least`, that would show this drop."""

    def enough(n: int) -> bool:
        best = detectable(n)
        return best is not None and best <= drop

    low, high = least, max(least, 2)
    if enough(high):
        return least
    while not enough(high) and high < MOST_PEOPLE:
        low, high = high, 2 * high
    while high - low > max(1, high // 200):
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high
