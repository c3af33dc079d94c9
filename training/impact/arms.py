"""The two arms of a waiting list: who was talked to now, who later, and who gave notice in the meantime."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from training.columns import FloatArray

ArmName = Literal["now", "later"]
NOW: ArmName = "now"
LATER: ArmName = "later"


@dataclass(frozen=True)
class Assigned:
    """One person as assigned, whatever was done later. Days count from the day of the lot.

    Until day `known_days` it is known what happened. `notice_day` is the day of voluntary notice and `other_exit_day`
    the last day of somebody who left in another way; None without.
    """

    arm: ArmName
    stratum: str
    known_days: int
    notice_day: int | None = None
    other_exit_day: int | None = None

    def matured(self, wait_days: int) -> bool:
        """Whether the wait is over, for whoever left meanwhile too: notices must not run ahead of the people among
        whom they happened."""
        return self.known_days >= wait_days

    def left(self, wait_days: int) -> bool:
        """Whether the person gave notice within the wait; leaving in another way first is no notice."""
        return self.notice_day is not None and self.notice_day <= wait_days

    def watched(self, wait_days: int) -> int:
        """Days within the wait that somebody without notice was seen to stay."""
        ends = (self.known_days, wait_days, self.other_exit_day)
        return min(day for day in ends if day is not None)


@dataclass(frozen=True)
class ArmCounts:
    """(..., strata) people and notices of both arms; leading axes, if any, are simulated worlds."""

    now: FloatArray
    left_now: FloatArray
    later: FloatArray
    left_later: FloatArray

    @property
    def people(self) -> FloatArray:
        """(...) people of both arms in all strata."""
        return np.asarray((self.now + self.later).sum(axis=-1))

    @property
    def notices(self) -> FloatArray:
        """(...) notices of both arms in all strata."""
        return np.asarray((self.left_now + self.left_later).sum(axis=-1))


def counts_of(assigned: Sequence[Assigned], wait_days: int) -> ArmCounts:
    """The people who have waited it out, by stratum (in the order of their names) and arm."""
    known = [one for one in assigned if one.matured(wait_days)]
    strata = sorted({one.stratum for one in known}) or [""]
    place = {name: number for number, name in enumerate(strata)}
    table = np.zeros((4, len(strata)))
    for one in known:
        row = 0 if one.arm == NOW else 2
        table[row, place[one.stratum]] += 1
        table[row + 1, place[one.stratum]] += one.left(wait_days)
    return ArmCounts(*table)
