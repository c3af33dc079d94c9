"""The difference that talking made: share who gave notice among "now" minus share among "later", with an interval.

Strata are weighted as Mantel and Haenszel (1959) do, by n_now x n_later / n. The interval is Newcombe's hybrid score
interval (Statistics in Medicine 17, 1998, method 10), each arm's Wilson interval being taken at its weighted share
and effective size 1 / sum(w^2 / n), as in Yan and Su (Statistics in Biopharmaceutical Research 2, 2010) but without
shrinking every stratum by itself, which is far too wide where strata are small. With one stratum it is Newcombe's own.
"""

from dataclasses import dataclass

import numpy as np

from training.columns import FloatArray
from training.evaluation.intervals import Z95
from training.impact.arms import ArmCounts


@dataclass(frozen=True)
class Difference:
    """Now minus later: below 0 means fewer notices among those who were talked to now. All (...) like the worlds."""

    value: FloatArray
    low: FloatArray
    high: FloatArray
    share_now: FloatArray
    share_later: FloatArray


def risk_difference(counts: ArmCounts, z: float | FloatArray = Z95) -> Difference:
    """The difference with its interval of `z` standard errors; a stratum with an empty arm says nothing.

    Where no stratum has people in both arms the difference is 0 with the interval -1 to 1.
    """
    weight = _weights(counts)
    width = np.broadcast_to(np.asarray(z, dtype=np.float64), weight.shape[:-1])
    now, now_low, now_high = _arm(counts.left_now, counts.now, weight, width)
    later, later_low, later_high = _arm(counts.left_later, counts.later, weight, width)
    value = now - later
    below = np.sqrt((now - now_low) ** 2 + (later_high - later) ** 2)
    above = np.sqrt((now_high - now) ** 2 + (later - later_low) ** 2)
    known = weight.sum(axis=-1) > 0
    return Difference(
        value=np.where(known, value, 0.0),
        low=np.where(known, value - below, -1.0),
        high=np.where(known, value + above, 1.0),
        share_now=now,
        share_later=later,
    )


def _weights(counts: ArmCounts) -> FloatArray:
    total = counts.now + counts.later
    raw = counts.now * counts.later / np.maximum(total, 1)
    whole = raw.sum(axis=-1, keepdims=True)
    return np.asarray(np.divide(raw, whole, out=np.zeros_like(raw), where=whole > 0))


def _arm(
    left: FloatArray, people: FloatArray, weight: FloatArray, z: FloatArray
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """An arm's weighted share with Wilson's limits at its effective size."""
    size = np.maximum(people, 1)
    share = (weight * left / size).sum(axis=-1)
    squares = (weight**2 / size).sum(axis=-1)
    n, z2 = 1 / np.maximum(squares, 1e-12), z**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = z / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n**2))
    return share, np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)
