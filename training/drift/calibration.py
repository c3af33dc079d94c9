"""Whether probabilities still hold: events observed against expected, for each day whose outcomes have matured."""

import numpy as np
import numpy.typing as npt
from scipy.stats import chi2

from training.columns import FloatArray
from training.drift.report import MonthCalibration
from training.evaluation.figures import Figure
from training.fairness.report import HIGHEST, LOWEST

MIN_EXPECTED = 10
ERROR_RATE = 0.05


def months_of(
    as_of: npt.NDArray[np.datetime64], y: npt.NDArray[np.int64], probability: FloatArray
) -> tuple[MonthCalibration, ...]:
    """One line per as-of day of matured rows, oldest first.

    A day is told when its whole interval, widened for the number of days (Bonferroni), lies outside 0.80 to 1.25.
    """
    days = np.unique(as_of)
    expected = {day: float(probability[as_of == day].sum()) for day in days}
    judged = sum(value >= MIN_EXPECTED for value in expected.values())
    return tuple(_month(day, y[as_of == day], expected[day], max(judged, 1)) for day in days)


def ratio_interval(observed: int, expected: float, error: float) -> tuple[float, float]:
    """The exact interval of a Poisson count over its expectation (Garwood 1936); wider than a binomial one."""
    low = chi2.ppf(error / 2, 2 * observed) / 2 if observed else 0.0
    return float(low / expected), float(chi2.isf(error / 2, 2 * observed + 2) / 2 / expected)


def _month(day: np.datetime64, y: npt.NDArray[np.int64], expected: float, judged: int) -> MonthCalibration:
    observed, as_of = int(y.sum()), day.astype("datetime64[D]").item()
    if expected < MIN_EXPECTED:
        return MonthCalibration(as_of, len(y), observed, expected, None, None, None, False)
    wide = ratio_interval(observed, expected, ERROR_RATE / judged)
    ratio = Figure(observed / expected, *ratio_interval(observed, expected, ERROR_RATE))
    outside = wide[1] < LOWEST or wide[0] > HIGHEST
    return MonthCalibration(as_of, len(y), observed, expected, ratio, *wide, found=outside)
