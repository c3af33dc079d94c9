"""Reasons in plain words."""

import pytest

from data_contracts.feature_spec import FeatureSpec
from serving.scores.reasons import Value, headline_reasons, reasons_of

RAISE = FeatureSpec(
    "raise", "number", "Last raise", "months", "No raise for {value:.0f} months", "Never had a raise"
)
PLAIN = FeatureSpec("hours", "number", "Overtime", "hours")
PLACE = FeatureSpec("place", "category", "Place", phrase="Based in {value}")

TEXTS: list[tuple[FeatureSpec, Value, str]] = [
    (RAISE, 22.4, "No raise for 22 months"),
    (RAISE, None, "Never had a raise"),
    (PLAIN, 1250.5, "Overtime: 1,250.5 hours"),
    (PLAIN, None, "Overtime: not known"),
    (PLACE, "Leeds", "Based in Leeds"),
    (PLACE, "{value}", "Based in {value}"),
]


@pytest.mark.parametrize(("spec", "value", "text"), TEXTS)
def test_a_fact_is_said_with_the_features_own_words(spec: FeatureSpec, value: Value, text: str) -> None:
    """The phrase, the words for a missing value, or the label with the value and its unit."""
    assert spec.words(value) == text


def test_the_strongest_reason_comes_first_whichever_way_it_points() -> None:
    """Each says whether it raises or lowers the score."""
    contributions = {"raise": 0.2, "hours": -0.9, "place": 0.0}
    reasons = reasons_of((RAISE, PLAIN, PLACE), {"raise": 3.0}, contributions)
    assert [(r.feature, r.effect) for r in reasons] == [
        ("hours", "lowers"), ("raise", "raises"), ("place", "none"),
    ]  # fmt: skip


def test_a_headline_holds_what_raises_the_score() -> None:
    """At most three; where nothing raises it, the strongest of the others, so no score goes without a reason."""
    specs = tuple(FeatureSpec(name, "number", name) for name in "abcde")
    values = dict.fromkeys("abcde", 1.0)
    mixed = reasons_of(specs, values, dict(zip("abcde", (0.1, 0.4, -0.9, 0.3, 0.2), strict=True)))
    assert [reason.feature for reason in headline_reasons(mixed)] == ["b", "d", "e"]
    lowering = reasons_of(specs, values, dict.fromkeys("abcde", -0.1))
    assert len(headline_reasons(lowering)) == 3


def test_a_headline_leaves_out_what_hardly_matters() -> None:
    """A share below 0.05 is no headline beside a real one, but stands alone when it is all that raises the score."""
    specs = tuple(FeatureSpec(name, "number", name) for name in "ab")
    values = dict.fromkeys("ab", 1.0)
    beside = reasons_of(specs, values, {"a": 0.02, "b": 0.3})
    assert [reason.feature for reason in headline_reasons(beside)] == ["b"]
    alone = reasons_of(specs, values, {"a": 0.02, "b": -0.3})
    assert [reason.feature for reason in headline_reasons(alone)] == ["a"]
