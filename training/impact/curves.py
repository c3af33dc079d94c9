"""Arms as curves: the share of each arm that has not given notice, day by day since the lot was drawn.

Kaplan and Meier's (1958) estimate and the log-rank test as SciPy has them (`scipy.stats.ecdf`, `logrank`), with
pointwise bands by the exponential form of Greenwood's variance. Leaving in another way, and the end of the data,
are censoring.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from training.columns import FloatArray
from training.evaluation.intervals import Z95
from training.impact.arms import LATER, NOW, ArmName, Assigned

if TYPE_CHECKING:
    from scipy.stats import CensoredData

Times = tuple[FloatArray, FloatArray]


@dataclass(frozen=True)
class CurvePoint:
    """From `day` on the `share` of the arm has given no notice; `at_risk` were still watched just before that day."""

    day: int
    share: float
    low: float
    high: float
    at_risk: int


@dataclass(frozen=True)
class Curves:
    """Both arms until the wait is over.

    `days_kept` is how many days longer somebody talked to now stayed without notice within the wait, on average
    (restricted mean time; Royston and Parmar 2013), with its 95 % interval; `p_value` is the log-rank test's. Both hold
    for one look that was planned beforehand and are description here, not the verdict.
    """

    now: tuple[CurvePoint, ...]
    later: tuple[CurvePoint, ...]
    days_kept: float
    days_kept_low: float
    days_kept_high: float
    p_value: float | None


def arm_curves(assigned: Sequence[Assigned], wait_days: int) -> Curves:
    """The curves of both arms from day 0 to `wait_days`; an empty arm is a flat line at 1."""
    now, later = (_times(assigned, arm, wait_days) for arm in (NOW, LATER))
    kept_now, kept_later = (_mean_days(times, wait_days) for times in (now, later))
    gain, spread = kept_now[0] - kept_later[0], Z95 * np.sqrt(kept_now[1] + kept_later[1])
    return Curves(
        now=_points(now, wait_days),
        later=_points(later, wait_days),
        days_kept=float(gain),
        days_kept_low=float(gain - spread),
        days_kept_high=float(gain + spread),
        p_value=_log_rank(now, later),
    )


def _times(assigned: Sequence[Assigned], arm: ArmName, wait_days: int) -> Times:
    """Days to notice, and days to the end of the watch without one."""
    own = [one for one in assigned if one.arm == arm]
    left = [one.notice_day for one in own if one.notice_day is not None and one.left(wait_days)]
    stayed = [one.watched(wait_days) for one in own if not one.left(wait_days)]
    return np.array(left, dtype=np.float64), np.array(stayed, dtype=np.float64)


def _censored(times: Times) -> "CensoredData":
    from scipy.stats import CensoredData  # here: it takes long to load, and only the impact report needs it

    return CensoredData(uncensored=times[0], right=times[1])


def _points(times: Times, wait_days: int) -> tuple[CurvePoint, ...]:
    start = CurvePoint(0, 1.0, 1.0, 1.0, len(times[0]) + len(times[1]))
    steps = _steps(times) if len(times[0]) else ()
    last = steps[-1] if steps else start
    waited = int((times[1] >= wait_days).sum())
    return start, *steps, CurvePoint(wait_days, last.share, last.low, last.high, waited)


def _steps(times: Times) -> tuple[CurvePoint, ...]:
    """One point for each day with a notice."""
    from scipy.stats import ecdf

    days = np.unique(times[0])
    share = np.asarray(ecdf(_censored(times)).sf.evaluate(days), dtype=np.float64)
    at_risk, left = _counts(times, days)
    low, high = _band(share, at_risk, left)
    return tuple(
        CurvePoint(int(day), float(kept), float(lowest), float(highest), int(n))
        for day, kept, lowest, highest, n in zip(days, share, low, high, at_risk, strict=True)
    )


def _band(share: FloatArray, at_risk: FloatArray, left: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Pointwise 95 % limits on the log-log scale; from 0 to 1 where everybody has left and there is no variance."""
    some = share > 0
    known = np.where(some, share, 0.5)
    greenwood = np.cumsum(left / np.maximum(at_risk * (at_risk - left), 1))
    spread = Z95 * np.sqrt(greenwood) / -np.log(known)
    low, high = known ** np.exp(spread), known ** np.exp(-spread)
    return np.where(some, low, 0.0), np.where(some, high, 1.0)


def _counts(times: Times, days: FloatArray) -> tuple[FloatArray, FloatArray]:
    """For each day how many were still watched just before it, and how many gave notice on it."""
    left, everybody = np.sort(times[0]), np.sort(np.concatenate(times))
    gone = np.searchsorted(everybody, days, side="left")
    before, until = (np.searchsorted(left, days, side=side) for side in ("left", "right"))
    return (len(everybody) - gone).astype(np.float64), (until - before).astype(np.float64)


def _mean_days(times: Times, wait_days: int) -> tuple[float, float]:
    """Mean days without notice within the wait (the area under the curve), and the variance of that mean."""
    days = np.unique(times[0])
    at_risk, left = _counts(times, days)
    survival = np.cumprod(1 - left / np.maximum(at_risk, 1))
    ends, heights = np.append(days, wait_days), np.append(1.0, survival)
    areas = heights * np.diff(ends, prepend=0.0)
    after = np.cumsum(areas[::-1])[::-1][1:]
    variance = (after**2 * left / np.maximum(at_risk * (at_risk - left), 1)).sum()
    return float(areas.sum()), float(variance)


def _log_rank(now: Times, later: Times) -> float | None:
    """The log-rank test's two-sided p; None while there is no notice or an arm is empty."""
    if not len(now[0]) + len(later[0]) or any(len(one[0]) + len(one[1]) == 0 for one in (now, later)):
        return None
    from scipy.stats import logrank

    return float(logrank(_censored(now), _censored(later)).pvalue)
