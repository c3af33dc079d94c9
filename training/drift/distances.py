"""How far apart two sets of counts are, and whether chance alone would put them that far apart."""

import numpy as np
from scipy.spatial.distance import jensenshannon
from scipy.stats import chi2, norm, wasserstein_distance

from training.columns import FloatArray
from training.drift.histogram import Counts, Cut


def shares(counts: Counts) -> FloatArray:
    """Shares of the bins, half a person added to each so that none is 0."""
    held = counts + 0.5
    return np.asarray(held / held.sum())


def stability_index(now: Counts, then: Counts) -> float:
    """Population stability index (Siddiqi 2006): the sum over bins of (p - q) log(p / q); 0 when nothing moved."""
    p, q = shares(now), shares(then)
    return float(((p - q) * np.log(p / q)).sum())


def chance_of_index(index: float, now: int, then: int, bins: int) -> float:
    """How often chance alone gives such an index or a larger one: index / (1/n + 1/m) is about chi-square with bins - 1
    degrees of freedom (Yurdakul & Naranjo 2020)."""
    if bins < 2 or not now or not then:
        return 1.0
    return float(chi2.sf(index / (1 / now + 1 / then), bins - 1))


def chance_of_shares(a: int, n: int, b: int, m: int) -> float:
    """Two-sided p-value of a of n against b of m (pooled normal test); 1 when either side is empty."""
    if not n or not m or a + b in (0, n + m):
        return 1.0
    pooled = (a + b) / (n + m)
    z = abs(a / n - b / m) / np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return float(2 * norm.sf(z))


def distance(cut: Cut, now: Counts, then: Counts) -> float:
    """Numbers: Wasserstein's distance in standard deviations of the training rows, on the middles of the bins.
    Categories: Jensen and Shannon's distance (base 2, from 0 to 1)."""
    p, q = shares(now), shares(then)
    if cut.kind == "category":
        return float(jensenshannon(p, q, base=2))
    return float(wasserstein_distance(cut.middle, cut.middle, p, q) / (cut.spread or 1.0))
