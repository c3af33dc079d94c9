"""What published feedback says of units reaches a list as a sentence and a topic, and only while it is recent."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from ermine.jobs import unit_signals
from serving.insight.change import Change
from serving.insight.signals import UnitSignal


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Three signals, as the last of two releases gives them."""
    said = [
        UnitSignal(
            "A", "rising_topic", "topic:workload", "More.", Change(9.0, 4.0, 14.0), ("workload",), "q2"
        ),
        UnitSignal(
            "B", "fallen_measure", "my_manager", "Fell.", Change(-0.4, -0.7, -0.1), ("manager",), "q2"
        ),
        UnitSignal("C", "kpi_change", "turnover", "Rose.", Change(3.0, 2.9, 3.1), (), ""),
    ]
    monkeypatch.setattr(unit_signals, "unit_signals", lambda _: said)
    return [SimpleNamespace(closed_on=date(2026, 5, 31)), SimpleNamespace(closed_on=date(2026, 2, 28))]


def test_a_signal_is_taken_with_its_topic_and_a_bounded_weight(published: Any) -> None:
    """A topic names itself, a measure goes by its theme, and no signal weighs more than two."""
    taken = unit_signals.recent_signals(published, date(2026, 7, 1))
    assert [(one.unit_id, one.kind, one.topic) for one in taken] == [
        ("A", "topic", "workload"), ("B", "mood", "management"), ("C", "kpi", ""),
    ]  # fmt: skip
    assert all(1.0 <= one.strength <= 2.0 for one in taken)


def test_what_was_said_long_ago_calls_for_no_visit(published: Any) -> None:
    """Ninety days after the round closed it is history."""
    assert unit_signals.recent_signals(published, date(2026, 8, 29))
    assert unit_signals.recent_signals(published, date(2026, 8, 30)) == ()
