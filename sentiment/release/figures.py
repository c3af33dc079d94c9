"""What is published of a group that may be shown: rounded figures with their interval, never the counts behind them.

eNPS = share answering 9-10 less share answering 0-6, in points (Reichheld 2003). Its interval, and that of a mean, is
the value +- 1.96 standard errors of the difference of the shares, or of the mean, with the sample variance.
"""

from typing import Any

import numpy as np

from sentiment.release.measures import Counts, Measure

Z = 1.96
INTERVAL_FROM = 10
"""Of fewer answers no interval is told: with the mean it says how far they lie apart, and so nearly which they were."""
PROMOTERS_FROM, DETRACTORS_UNTIL = 9, 6


def figures(measure: Measure, counts: Counts, base: int) -> dict[str, Any]:
    """The published figures; `base` is how many people the counts are a share of (eligible, or writers)."""
    if measure.kind == "participation":
        return {"share": _share(int(counts.sum()), base)}
    if measure.kind == "topic":
        return {"share": _share(int(counts.sum()), base)}
    if measure.kind == "sentiment":
        shares = {
            str(v): _share(int(c), int(counts.sum())) for v, c in zip(measure.values, counts, strict=True)
        }
        return {"n": int(counts.sum()), "shares": shares}
    value, error = _mean(measure, counts)
    digits, told = 0 if measure.kind == "enps" else 1, int(counts.sum()) >= INTERVAL_FROM
    return {
        "n": int(counts.sum()),
        "value": _rounded(value, digits),
        "low": _rounded(value - Z * error, digits) if told else None,
        "high": _rounded(value + Z * error, digits) if told else None,
    }


def _share(part: int, whole: int) -> int:
    """Whole per cent."""
    return round(100 * part / whole)


def _mean(measure: Measure, counts: Counts) -> tuple[float, float]:
    """Mean and standard error of the answers, as points of -100, 0 or 100 for an eNPS."""
    values = np.array([_points(measure, value) for value in measure.values])
    n = int(counts.sum())
    mean = float(values @ counts / n)
    variance = float((values - mean) ** 2 @ counts / (n - 1))
    return mean, float(np.sqrt(variance / n))


def _points(measure: Measure, value: str | int) -> float:
    if measure.kind != "enps":
        return float(value)
    return 100.0 if int(value) >= PROMOTERS_FROM else -100.0 if int(value) <= DETRACTORS_UNTIL else 0.0


def _rounded(value: float, digits: int) -> float:
    return round(value, digits) + 0.0
