"""A measured KPI with its interval, and whether it has clearly changed."""

from dataclasses import dataclass
from typing import Literal

Change = Literal["up", "down", "none", "unknown"]


@dataclass(frozen=True)
class Measured:
    """A value with its 95 % interval and the `n` people (or lines) behind it; limits are None where there is none."""

    value: float
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Compared:
    """A KPI now and a year before; both None under its minimum n. `change` is "up" or "down" only if the difference
    excludes 0, "unknown" where one of the two is missing."""

    now: Measured | None
    before: Measured | None
    change: Change
