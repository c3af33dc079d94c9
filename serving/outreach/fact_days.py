"""The day of the fact behind a reason, as far as the value that was stored tells it."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from data_contracts.feature_spec import FeatureSpec
from serving.outreach.days import short_day
from serving.scores.reasons import Value

_DAYS, _MONTHS = "Days since", "Whole months since"
"""How the meaning of a feature begins that counts from one event; the catalogue defines both."""


def fact_day(spec: FeatureSpec, value: Value, as_of: date) -> str:
    """When it was, in words: the event's day, the month within which it lies, or else the day it was known on.

    A count of whole months leaves a month open, so both of its ends are said.
    """
    if isinstance(value, float | int) and value >= 1 and spec.meaning.startswith(_DAYS):
        return f"on {short_day(as_of - timedelta(days=round(value)))}"
    if isinstance(value, float | int) and value >= 0 and spec.meaning.startswith(_MONTHS):
        first, last = month_of(round(value), as_of)
        return f"between {short_day(first)} and {short_day(last)}"
    return f"as known on {short_day(as_of)}"


def month_of(whole_months: int, as_of: date) -> tuple[date, date]:
    """The first and the last day from which just so many completed calendar months lead to `as_of`."""
    start, end = _back(as_of, whole_months + 1), _back(as_of, whole_months)
    return start + timedelta(days=1), end


def fact_days(specs: Sequence[FeatureSpec], values: dict[str, Value], as_of: date) -> dict[str, str]:
    """The day of each feature's fact, by name."""
    return {spec.name: fact_day(spec, values.get(spec.name), as_of) for spec in specs}


def _back(day: date, months: int) -> date:
    """The same day of an earlier month, or its last."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
