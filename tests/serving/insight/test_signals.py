"""Signals: about units, from published figures, and only what is clear."""

from dataclasses import asdict

from serving.insight.change import Change
from serving.insight.signals import KpiChange, unit_signals


def test_a_fallen_mood_and_a_risen_topic_of_a_unit_are_signals(spring, summer):
    """The shop's mood and eNPS fell and its comments turned to workload; the quiet office gives no signal."""
    found = {(one.unit_id, one.kind, one.measure): one for one in unit_signals([spring, summer])}
    assert ("shop", "fallen_mood", "sentiment") in found
    assert ("shop", "fallen_measure", "enps") in found
    assert ("shop", "rising_topic", "topic:workload") in found
    assert not [key for key in found if key[0] == "office"]
    assert all(one.change.is_clear and one.round_id == "2026-q2" for one in found.values())


def test_low_trust_needs_no_round_before(summer):
    """Trust whose whole interval lies below the middle is a signal by itself."""
    found = unit_signals([summer])
    assert {(one.unit_id, one.kind) for one in found} == {("shop", "low_trust"), ("top", "low_trust")}
    assert all(one.change.high < 0 for one in found)


def test_a_kpi_change_is_passed_in_and_must_be_clear_and_for_the_worse():
    """Turnover that clearly rose is a signal; retention that rose, or a change that may be none, is not."""
    changes = [
        KpiChange("shop", "turnover", "Voluntary turnover", Change(4.0, 1.0, 7.0), False),
        KpiChange("shop", "retention", "Retention", Change(4.0, 1.0, 7.0), True),
        KpiChange("office", "turnover", "Voluntary turnover", Change(4.0, -1.0, 9.0), False),
    ]
    assert [(one.unit_id, one.measure) for one in unit_signals([], changes)] == [("shop", "turnover")]


def test_a_signal_has_no_place_for_a_person(spring, summer):
    """Its fields are a unit, figures and words about them."""
    fields = {name for one in unit_signals([spring, summer]) for name in asdict(one)}
    assert fields == {"unit_id", "kind", "measure", "sentence", "change", "themes", "round_id"}
