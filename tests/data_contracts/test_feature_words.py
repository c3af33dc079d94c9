"""How a value of a feature is said in plain words."""

import pytest

from data_contracts.feature_spec import FeatureSpec

MONTHS = FeatureSpec("m", "number", "Time", phrase="{value:.0f} {value:month|months} with the company")


@pytest.mark.parametrize(("value", "said"), [(1.0, "1 month"), (0.0, "0 months"), (12.0, "12 months")])
def test_the_noun_agrees_with_the_number(value: float, said: str) -> None:
    """One month, no months, twelve months."""
    assert MONTHS.words(value) == f"{said} with the company"


@pytest.mark.parametrize(("value", "said"), [(-4.9, "4.9 fewer"), (2.0, "2.0 more"), (0.0, "0.0 more")])
def test_a_difference_is_said_without_a_sign(value: float, said: str) -> None:
    """Below 0 it is fewer, else more."""
    talks = FeatureSpec(
        "d", "number", "Talks", phrase="{value:size .1f} {value:<fewer|more} talks than colleagues"
    )
    assert talks.words(value) == f"{said} talks than colleagues"


def test_a_missing_value_is_said_to_be_missing() -> None:
    """Nothing is filled in: the missing phrase, or the label with "not known"."""
    assert MONTHS.words(None) == "Time: not known"
    assert (
        FeatureSpec("x", "number", "X", missing_phrase="No raise on record").words(None)
        == "No raise on record"
    )


def test_without_a_phrase_the_label_and_unit_are_said() -> None:
    """A number keeps its unit, a text stands as it is."""
    assert FeatureSpec("x", "number", "Distance", unit="km").words(12.5) == "Distance: 12.5 km"
    assert FeatureSpec("x", "category", "Site").words("Leeds") == "Site: Leeds"
