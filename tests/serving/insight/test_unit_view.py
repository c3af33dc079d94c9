"""A unit's view: what was released, and one sentence for everything that was not, whatever the reason."""

from serving.insight.kpis import published_kpis
from serving.insight.unit_view import unit_insight, unit_summary
from serving.insight.units import OrgUnit

SHOP = OrgUnit("shop", "Shop", "top", ("shop", "top"))
OFFICE = OrgUnit("office", "Office", "top", ("office", "top"))
DESK = OrgUnit("desk", "Front desk", "office", ("desk", "office", "top"))
FOUNDED = OrgUnit("new", "Founded later", "office", ("new", "office", "top"))
SENTENCE = "Not shown for this group. The next larger group that is shown: Whole company."


def measure(view, name):
    """One measure of a view."""
    return next(one for one in (*view.measures, *view.topics) if one.measure == name)


def test_every_reason_not_to_show_a_unit_gives_the_same_sentence(small):
    """Too few answers, asked together with a larger unit, founded after the round: words and fields are the same."""
    few, pooled, founded = (measure(unit_insight(unit, [small]), "enps") for unit in (OFFICE, DESK, FOUNDED))
    assert few.not_shown == SENTENCE
    assert few == pooled == founded
    assert not few.shown
    assert few.value is few.low is few.answers is None


def test_a_figure_comes_with_its_interval_and_what_clearly_changed(spring, summer):
    """The shop's eNPS of the last round, its history, and the fall since the round before."""
    enps = measure(unit_insight(SHOP, [spring, summer]), "enps")
    assert enps.low < enps.value < enps.high
    assert enps.change.value < 0
    assert enps.compared_with == "2026-q1"
    assert [point.round_id for point in enps.history] == ["2026-q1", "2026-q2"]


def test_no_arrow_where_the_change_may_be_none(spring, summer):
    """The office answered as before: nothing is said of a change."""
    view = unit_insight(OFFICE, [spring, summer])
    assert all(one.change is None for one in (*view.measures, *view.topics))


def test_rounds_that_asked_something_else_are_marked_and_not_compared(summer, asked_otherwise):
    """The history says which round used other words; the last one has no change."""
    enps = measure(unit_insight(SHOP, [summer, asked_otherwise]), "enps")
    assert [point.same_question for point in enps.history] == [False, True]
    assert enps.change is None
    assert enps.compared_with == ""


def test_a_unit_that_no_round_asked_has_no_figures():
    """Nothing is released: the view says so with empty fields."""
    view = unit_insight(SHOP, [])
    assert (view.round_id, view.measures, view.topics, view.quotes) == (None, (), (), ())


def test_the_summary_and_the_kpis_tell_the_same_figures(spring, summer):
    """The list of units and the values for the KPI page are the figures of the unit's own view."""
    enps = measure(unit_insight(SHOP, [spring, summer]), "enps")
    line = next(one for one in unit_summary(SHOP, [spring, summer]).figures if one.measure == "enps")
    kpi = next(
        one
        for one in published_kpis([spring, summer], SHOP.path)
        if (one.kpi, one.round_id) == ("enps", "2026-q2")
    )
    assert (
        (line.value, line.low, line.high)
        == (kpi.value, kpi.low, kpi.high)
        == (enps.value, enps.low, enps.high)
    )
