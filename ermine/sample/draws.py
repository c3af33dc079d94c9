"""Random choices in the form that a month needs them: who, and on which day."""

import numpy as np

from ermine.sample.arrays import Floats, Ints, Mask


def some_of(rng: np.random.Generator, eligible: Mask, probability: float | Floats) -> Ints:
    """Positions of the eligible people that an event with this probability happens to."""
    return np.flatnonzero(eligible & (rng.random(len(eligible)) < probability))


def working_day(rng: np.random.Generator, low: int | Ints, high: int | Ints, size: int) -> Ints:
    """A day from `low` to `high` for each of `size` people; a weekend moves back to Friday if it can."""
    low_days = np.broadcast_to(np.asarray(low, dtype=np.int64), size)
    high_days = np.broadcast_to(np.asarray(high, dtype=np.int64), size)
    days = low_days + np.floor(rng.random(size) * (high_days - low_days + 1)).astype(np.int64)
    weekday = (days + 3) % 7  # 1970-01-01 was a Thursday; Monday is 0
    friday = days - np.maximum(weekday - 4, 0)
    return np.where(friday >= low_days, friday, days)
