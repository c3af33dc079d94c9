"""How many are still being watched after so many days, and the weights that stand in for those who no longer are."""

import numpy as np
import numpy.typing as npt

from training.columns import FloatArray

HALF_A_DAY = 0.5


def watched(
    lost: FloatArray, ended: FloatArray, at: FloatArray, strata: npt.NDArray[np.int64] | None = None
) -> FloatArray:
    """(n,) share still watched just before day `at` among rows of the same stratum.

    `lost` (n,) is the day on which watching stops (infinite: never), `ended` (n,) the day on which the row's story
    ends anyway. Kaplan & Meier's (1958) product-limit estimate of not yet being lost, in which the end of a story
    is the censoring; on a day with both the end counts first. Days are whole numbers.
    """
    groups = np.zeros(len(lost), dtype=np.int64) if strata is None else strata
    share = np.empty(len(lost))
    for stratum in np.unique(groups):
        own = groups == stratum
        share[own] = _survivors(lost[own], ended[own], at[own])
    return share


def _survivors(lost: FloatArray, ended: FloatArray, at: FloatArray) -> FloatArray:
    from scipy.stats import CensoredData, ecdf  # here: it takes long to load, and scoring does without

    seen_lost = lost < ended
    if not seen_lost.any():
        return np.ones(len(at))
    # Whoever ends on the day of a loss is no longer at risk of it: half a day keeps that order.
    times = CensoredData(uncensored=lost[seen_lost], right=ended[~seen_lost] - HALF_A_DAY)
    return np.asarray(ecdf(times).sf.evaluate(at - HALF_A_DAY), dtype=np.float64)
