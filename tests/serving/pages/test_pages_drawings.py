"""The arithmetic of the drawings and of the words around them."""

import math
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from serving.insight.company_kpis import KpiFigure, PastFigure
from serving.outreach.views import Reason
from serving.pages import words
from serving.pages.bars import MAX_BARS, SMALL, waterfall
from serving.pages.trend import kpi_trend


def reason(number, contribution):
    """A reason of which only the size matters."""
    effect = "raises" if contribution > 0 else "lowers" if contribution < 0 else "none"
    return Reason(f"f{number}", f"F {number}", f"Text {number}", contribution, effect, "pay", True)


@given(
    base=st.floats(-6, 2),
    contributions=st.lists(st.floats(-3, 3).map(lambda value: round(value, 6)), max_size=40),
)
def test_a_waterfall_keeps_every_reason_once_and_ends_at_the_score(base, contributions):
    """Bars, small reasons and starting point together are the score, and the last bar ends at its mark."""
    reasons = [reason(n, value) for n, value in enumerate(contributions)]
    score = base + math.fsum(contributions)
    fall = waterfall(base, score, reasons)
    bars = [*fall.raising, *fall.lowering]
    kept = [bar.reason.feature for bar in bars] + [one.feature for one in fall.rest.reasons]
    assert sorted(kept) == sorted(one.feature for one in reasons)
    assert len(bars) <= MAX_BARS
    assert all(abs(bar.reason.contribution) >= SMALL for bar in bars)
    assert fall.base + fall.raised_by + fall.lowered_by + fall.rest.total == pytest.approx(
        fall.score, abs=1e-9
    )
    assert all(bar.x >= 0 and bar.x + bar.width <= 100.5 for bar in bars)
    ends = (fall.rest.x, fall.rest.x + fall.rest.width)
    assert min(abs(end - fall.score_x) for end in ends) <= 0.5


def test_bars_are_as_long_as_their_contributions():
    """Twice the contribution is twice the length, whatever the sign."""
    fall = waterfall(-3.0, -2.4, [reason(1, 0.8), reason(2, 0.4), reason(3, -0.4), reason(4, -0.2)])
    first, second = fall.raising
    third, fourth = fall.lowering
    assert first.width == pytest.approx(2 * second.width, abs=0.01)
    assert second.width == pytest.approx(third.width, abs=0.01)
    assert third.width == pytest.approx(2 * fourth.width, abs=0.01)


@pytest.mark.parametrize(
    ("value", "said"), [(0.5, "30 min"), (1.0, "1 h"), (1.5, "1 h 30 min"), (0.999, "1 h"), (0.0, "0 min")]
)
def test_hours_are_said_to_the_minute(value, said):
    """Hours and minutes, without an empty part."""
    assert words.hours(value) == said


@pytest.mark.parametrize(
    ("value", "said"), [(0.421, "+0.42"), (-1.305, "−1.30"), (0.004, "0.00"), (-0.004, "0.00")]
)
def test_points_have_a_sign_unless_they_round_to_nothing(value, said):
    """A true minus, and no signed zero."""
    assert words.signed(value) == said


def test_commands_in_messages_are_set_apart_and_escaped():
    """What stands between backticks becomes code; markup in the message stays text."""
    assert words.told("Run `ermine <run>` & wait") == "Run <code>ermine &lt;run&gt;</code> &amp; wait"
    assert words.told("one ` alone") == "one ` alone"


def test_a_kpi_is_drawn_in_the_true_distance_of_its_days_from_0_up():
    """Three days, of which the last two are close together; the scale ends at the next round number above the highest
    limit, and one day alone is no drawing."""
    days = [date(2025, 7, 1), date(2026, 6, 1), date(2026, 7, 1)]
    past = tuple(
        PastFigure(day, value, value - 2, value + 2) for day, value in zip(days, (8, 12, 14), strict=True)
    )
    kpi = KpiFigure("k", "K", "in 100", "lower", "", 30, None, None, "none", "", past)
    trend = kpi_trend(kpi)
    assert (trend.bottom, trend.top, len(trend.lines)) == (0.0, 20.0, 2)
    assert [mark.y for mark in trend.marks] == [60.0, 40.0, 30.0]
    x = [mark.x for mark in trend.marks]
    assert (x[1] - x[0]) / (x[2] - x[1]) == pytest.approx(335 / 30, rel=0.01)
    assert kpi_trend(replace(kpi, history=past[:1])) is None
