"""The day of a fact: it is worked out from what a run keeps, and holds for the event that was counted from."""

from datetime import date, timedelta

import pytest

from data_contracts.feature_spec import FeatureSpec
from features.catalogue import BY_NAME, FEATURES
from serving.outreach.fact_days import fact_day, month_of

AS_OF = date(2026, 7, 1)


def whole_months(start: date, end: date) -> int:
    """Completed calendar months, as features.elapsed counts them."""
    return (end.year - start.year) * 12 + end.month - start.month - (end.day < start.day)


@pytest.mark.parametrize(
    "as_of", [AS_OF, date(2026, 2, 28), date(2024, 2, 29), date(2026, 3, 31), date(2026, 1, 15)]
)
def test_an_event_lies_in_the_month_that_is_said_of_it(as_of: date) -> None:
    """Every day of three years is between the two days said of it, and the day before and after are not."""
    for back in range(1100):
        event = as_of - timedelta(days=back)
        months = whole_months(event, as_of)
        first, last = month_of(months, as_of)
        assert first <= event <= last
        assert whole_months(first, as_of) == whole_months(last, as_of) == months


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("days_since_one_on_one", 9.0, "on 22 June 2026"),
        ("days_since_holiday", 0.0, "as known on 1 July 2026"),
        ("months_since_raise", 20.0, "between 2 October 2024 and 1 November 2024"),
        ("months_since_raise", None, "as known on 1 July 2026"),
        ("one_on_ones_90d", 2.0, "as known on 1 July 2026"),
        ("location", "Leeds", "as known on 1 July 2026"),
    ],
)
def test_the_day_is_the_events_or_else_the_day_of_the_data(
    name: str, value: float | str | None, said: str
) -> None:
    """A count from one event tells its day; anything else is true of the as-of day."""
    assert fact_day(BY_NAME[name], value, AS_OF) == said


def test_a_column_of_a_flat_table_is_dated_by_the_table() -> None:
    """What a mapping names has no meaning in our words, so nothing is worked out from it."""
    years = FeatureSpec("YearsSinceLastPromotion", "number", "Years since the last promotion", "years")
    assert fact_day(years, 3.0, AS_OF) == "as known on 1 July 2026"


def test_features_that_count_from_an_event_say_so_in_the_same_words() -> None:
    """By their names these count from one event; a new one whose meaning begins otherwise would lose its day."""
    named = {
        s.name
        for s in FEATURES
        if s.name.startswith(("days_since_", "months_since_", "months_in_", "months_with_"))
    }
    dated = {s.name for s in FEATURES if s.meaning.startswith(("Days since", "Whole months since"))}
    assert dated == named | {"tenure_months", "manager_tenure_months"}
