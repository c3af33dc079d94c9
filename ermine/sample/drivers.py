"""What is planted: how far each thing that the tables show moves the log-odds of giving notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np

from ermine.sample.arrays import Floats


@dataclass(frozen=True)
class Driver:
    """The effect of one feature: straight lines between knots, flat outside, a fixed value when missing.

    `sign` says whether more of it raises (+1) or lowers (-1) the hazard over its range; there may be bumps.
    """

    feature: str
    sign: Literal[-1, 1]
    knots: tuple[float, ...]
    effects: tuple[float, ...]
    missing: float = 0.0

    def effect(self, value: Floats) -> Floats:
        """Log-odds added by each value."""
        return np.where(np.isnan(value), self.missing, np.interp(value, self.knots, self.effects))


DRIVERS = (
    Driver(
        "tenure_months",
        -1,
        (0, 3, 6, 9, 12, 14, 18, 22, 24, 27, 48, 96, 180),
        (0.9, 1.4, 0.95, 0.75, 1.2, 0.75, 0.45, 0.35, 0.7, 0.1, -0.8, -1.5, -1.9),
    ),
    Driver("months_since_raise", 1, (0, 6, 12, 18, 30), (-0.5, -0.2, 0.35, 0.9, 1.4)),
    Driver("compa_ratio", -1, (0.75, 0.9, 1.0, 1.15, 1.25), (1.5, 0.65, 0.0, -0.75, -0.9)),
    Driver("manager_changes_180d", 1, (0, 1, 2), (0.0, 0.9, 1.3)),
    Driver("team_exits_90d", 1, (0, 1, 2, 4), (0.0, 1.1, 1.8, 2.3)),
    Driver("overtime_ratio_3m", 1, (-0.05, 0.0, 0.08, 0.16, 0.25), (-0.65, -0.4, 0.3, 1.1, 1.5)),
    Driver("days_since_one_on_one", 1, (0, 21, 45, 90, 150), (-0.35, -0.15, 0.35, 1.0, 1.3)),
    Driver("recognition_12m", -1, (0, 1, 3, 6), (0.6, 0.2, -0.45, -0.9)),
    Driver("months_in_level", 1, (0, 12, 30, 54), (-0.6, -0.35, 0.6, 1.2)),
    Driver("event_attendance_6m", -1, (0.1, 0.5, 0.9), (0.85, 0.1, -0.7)),
    Driver("last_rating", -1, (1, 2, 3, 4, 5), (0.9, 0.5, 0.05, -0.4, -0.65)),
)
"""All planted effects, under the names that the feature catalogue gives them."""

NULL_FEATURES = ("location", "work_mode")
"""Features that are in the tables and move nothing."""

UNSEEN: Mapping[str, float] = MappingProxyType({"engagement": -0.2, "climate": -0.2, "manager": -0.15})
"""Log-odds per standard deviation of what no table shows: a person's engagement, the climate that a unit shares,
and how well the line manager leads."""

BASE_RATE = 0.011
"""Share of the people at risk who give notice in an average month."""

SEASON = (1.15, 1.05, 1.1, 1.0, 1.0, 0.95, 0.9, 0.85, 1.1, 1.1, 1.0, 0.8)
"""Multiples of the base rate from January to December."""
