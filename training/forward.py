"""Forward in time: train on labels that have matured, test on later days (rolling origin, Tashman 2000).

A test starts only after the last training label has matured, as_of + horizon <= test as_of, so that nothing that
happened after the test's first day is in training.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from training.matrix import Rows

MAX_PERIODS = 3

Days = npt.NDArray[np.datetime64]


@dataclass(frozen=True)
class DatedOutcomes:
    """n rows: `as_of` days, outcomes `y`, employees `groups`; a label is known `horizon_days` after its as_of."""

    as_of: Days
    y: npt.NDArray[np.int64]
    groups: Rows
    horizon_days: int

    def matured(self, day: np.datetime64) -> npt.NDArray[np.bool_]:
        """(n,) whether the label is known on `day`."""
        return np.asarray(self.as_of + np.timedelta64(self.horizon_days, "D") <= day)

    def leavers(self, rows: npt.NDArray[np.bool_]) -> int:
        """How many different people have an event among these rows: one exit is in many person-months."""
        return len(np.unique(self.groups[rows & (self.y == 1)]))


def forward_blocks(dated: DatedOutcomes, min_train: int, min_test: int) -> Iterator[tuple[Rows, Rows]]:
    """(train, test) row numbers: the later half of the days that can be tested, in periods; before each, all matured
    rows. A period needs `min_train` different leavers before it and `min_test` in it."""
    days = [day for day in np.unique(dated.as_of) if dated.leavers(dated.matured(day)) >= min_train]
    for period in periods_of(days[len(days) // 2 :], dated.horizon_days):
        test = np.isin(dated.as_of, np.array(period))
        if dated.leavers(test) >= min_test:
            yield np.flatnonzero(dated.matured(period[0])), np.flatnonzero(test)


def periods_of(days: Sequence[np.datetime64], horizon_days: int) -> list[list[np.datetime64]]:
    """Neighbouring days in periods of one horizon (longer, if there would be more than `MAX_PERIODS`)."""
    if not days:
        return []
    length = max(
        np.timedelta64(horizon_days, "D"), (days[-1] - days[0]) / MAX_PERIODS + np.timedelta64(1, "D")
    )
    periods: list[list[np.datetime64]] = []
    for day in days:
        if periods and day - periods[-1][0] < length:
            periods[-1].append(day)
        else:
            periods.append([day])
    return periods
