"""The formulas, one function per KPI; what they count is in `training.kpis.people`."""

from collections.abc import Callable, Mapping, Sequence
from math import inf

import numpy as np

from training.evaluation.intervals import wilson
from training.kpis.measured import Measured
from training.kpis.people import Counts


def voluntary_turnover(counts: Counts) -> Measured:
    """Voluntary exits for 100 years that people worked here."""
    return _rate(counts.voluntary_exits, counts.person_years, counts.people)


def regretted_loss(counts: Counts) -> Measured | None:
    """Voluntary exits that the company regretted, for 100 years that people worked here."""
    if counts.regretted_exits is None:
        return None
    return _rate(counts.regretted_exits, counts.person_years, counts.people)


def retention(counts: Counts) -> Measured:
    """Of 100 people who were here a year ago, how many are still here."""
    return _share(counts.stayed, counts.here_before)


def internal_mobility(counts: Counts) -> Measured | None:
    """Of 100 people, how many changed unit, job family or level within the year."""
    return None if counts.moved is None else _share(counts.moved, counts.people)


def engagement(counts: Counts) -> Measured | None:
    """Of 100 people, how many took part in at least one voluntary event within 90 days."""
    return None if counts.took_part is None else _share(counts.took_part, counts.people)


def recognition_coverage(counts: Counts) -> Measured | None:
    """Of 100 people, how many were recognised at least once within 90 days."""
    return None if counts.recognised is None else _share(counts.recognised, counts.people)


def contact_coverage(counts: Counts) -> Measured | None:
    """Of 100 people, how many were contacted by employee relations within the year."""
    return None if counts.talked_to is None else _share(counts.talked_to, counts.people)


def contact_gap(counts: Counts) -> Measured | None:
    """Median days since the last contact by employee relations, or since the hire date without any."""
    return None if counts.gaps is None else _median(counts.gaps)


def time_to_first_contact(counts: Counts) -> Measured | None:
    """Median days from the first list that names a person to the first contact; none yet counts as longest."""
    return None if counts.waits is None else _median(counts.waits)


def adoption(counts: Counts) -> Measured | None:
    """Of 100 lines of lists that ran out in the year, how many somebody had decided about."""
    return _share(counts.decided, counts.lines) if counts.lines else None


def ease(counts: Counts) -> Measured | None:
    """Of 100 lines decided about that ran out in the year, about how many nobody had to take a decision back; a sign of
    ease from use alone, nobody is asked."""
    return _share(counts.kept, counts.decided) if counts.decided else None


FORMULAS: Mapping[str, Callable[[Counts], Measured | None]] = {
    formula.__name__: formula
    for formula in (
        voluntary_turnover,
        retention,
        regretted_loss,
        internal_mobility,
        engagement,
        recognition_coverage,
        contact_coverage,
        contact_gap,
        time_to_first_contact,
        adoption,
        ease,
    )
}
"""Each formula by the id of its KPI."""


def _rate(events: int, years: float, people: int) -> Measured:
    """Events for 100 person-years with the exact Poisson interval (Garwood 1936)."""
    if years <= 0:
        return Measured(0.0, None, None, 0)
    from scipy.stats import chi2  # here: the server starts without it

    low = chi2.ppf(0.025, 2 * events) / 2 if events else 0.0
    high = chi2.ppf(0.975, 2 * events + 2) / 2
    return Measured(100 * events / years, float(100 * low / years), float(100 * high / years), people)


def _share(hits: int, n: int) -> Measured:
    """A share in 100 with Wilson's interval."""
    if n == 0:
        return Measured(0.0, None, None, 0)
    low, high = wilson(hits, n)
    return Measured(100 * hits / n, 100 * low, 100 * high, n)


def _median(values: Sequence[float]) -> Measured | None:
    """The median with the order-statistic interval (binomial); None where half of them have no end yet."""
    ordered = np.sort(np.asarray(values, dtype=np.float64))
    n = len(ordered)
    if n == 0 or ordered[n // 2] == inf:
        return None
    from scipy.stats import binom

    below = int(binom.ppf(0.025, n, 0.5))
    low, high = ordered[max(below - 1, 0)], ordered[min(n - below, n - 1)]
    middle = (ordered[(n - 1) // 2] + ordered[n // 2]) / 2
    return Measured(float(middle), float(low), None if high == inf else float(high), n)
