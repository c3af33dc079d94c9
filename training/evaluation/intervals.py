"""Intervals: Wilson's for a share, the bootstrap over employees for everything else."""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray
from training.evaluation.figures import Figure

Z95 = 1.959963984540054


def wilson(events: int, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share (Wilson 1927); (0, 1) when n is 0."""
    if n == 0:
        return 0.0, 1.0
    share, z2 = events / n, Z95**2
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z95 / (1 + z2 / n) * np.sqrt(share * (1 - share) / n + z2 / (4 * n * n))
    return max(0.0, float(middle - half)), min(1.0, float(middle + half))


def bootstrap_weights(groups: npt.NDArray[np.int64], draws: int, seed: int) -> Iterator[FloatArray]:
    """`draws` times how often each row is drawn when whole employees are drawn with replacement."""
    rng = np.random.default_rng(seed)
    people, place = np.unique(groups, return_inverse=True)
    even = np.full(len(people), 1 / len(people))
    for _ in range(draws):
        yield rng.multinomial(len(people), even)[place].astype(np.float64)


def figure(value: float, draws: FloatArray) -> Figure:
    """The value with the 2.5 % and 97.5 % percentiles of its bootstrap draws (NaN draws left out)."""
    known = draws[~np.isnan(draws)]
    if not len(known):
        return Figure(value)
    low, high = np.quantile(known, [0.025, 0.975])
    return Figure(value, float(low), float(high))


def share_figure(events: int, n: int) -> Figure:
    """A share of independent rows with its Wilson interval."""
    return Figure(events / n if n else 0.0, *wilson(events, n))
