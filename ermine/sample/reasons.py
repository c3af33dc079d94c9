"""Why people say they leave: mostly what weighed most in their own hazard."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from ermine.sample.arrays import Floats, Ints
from ermine.sample.words import EXIT_REASONS

BEHIND: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "career": ("months_in_level", "last_rating"),
        "pay": ("months_since_raise", "compa_ratio"),
        "workload": ("overtime_ratio_3m",),
        "manager": ("manager_changes_180d", "days_since_one_on_one", "manager"),
        "recognition": ("recognition_12m",),
        "team": ("team_exits_90d", "event_attendance_6m", "climate"),
    }
)
"""What stands behind each reason: features, the line manager's way of leading, the climate of the unit."""

SHARPNESS = 2.5
"""How much likelier a reason is named for each unit of log-odds that it adds."""


def draw_reasons(added: Mapping[str, Floats], leavers: Ints, rng: np.random.Generator) -> Ints:
    """The reason of each leaver, by position in EXIT_REASONS.

    `added` has the log-odds that each thing adds, for everybody at risk; a reason weighs as much as it adds
    above the average of them. Reasons with nothing behind them weigh nothing, and are named now and then.
    """
    weight = np.zeros((len(EXIT_REASONS), len(leavers)))
    for reason, causes in BEHIND.items():
        total = sum((added[cause] for cause in causes), np.zeros(1))
        weight[EXIT_REASONS.index(reason)] = total[leavers] - total.mean()
    return np.asarray((SHARPNESS * weight + rng.gumbel(size=weight.shape)).argmax(axis=0), dtype=np.int64)
