"""What published feedback and KPIs say about units, as outreach takes it: a topic, a sentence, and no name."""

from datetime import date
from typing import Literal

from sqlalchemy import Connection

from ermine.home import Home
from ermine.jobs.releases import read_releases
from ermine.settings import Settings
from ermine.store import open_feedback_store
from serving.insight.company_kpis import worsened
from serving.insight.releases import TOPIC, Release
from serving.insight.signals import UnitSignal as Published
from serving.insight.signals import unit_signals
from serving.outreach.inputs import UnitSignal
from serving.store.engine import reading

_TOPIC_OF = {
    "workload": "workload",
    "manager": "management",
    "recognition": "recognition",
    "pay": "pay_benefits",
    "career": "career_growth",
    "team": "culture",
}
"""Where a signal is about no topic of its own, its first theme chooses the conversation."""

SIGNAL_DAYS = 90
"""A release calls for a visit so long; after that it is history."""


BY_FAR = 1.7
"""So many half-widths of its 95 % interval a KPI must have got worse: by chance about one in 2,300 does."""


def signals_of(settings: Settings, home: Home, as_of: date) -> tuple[UnitSignal, ...]:
    """The signals of the last round closed by `as_of`, once released; none without feedback or a recent release."""
    if settings.feedback_database_url is None and not home.feedback_database.exists():
        return ()
    with reading(open_feedback_store(settings, home)) as conn:
        released = [release for release in read_releases(conn) if release.closed_on <= as_of]
    return recent_signals(released, as_of)


def recent_signals(releases: list[Release], as_of: date) -> tuple[UnitSignal, ...]:
    """The signals of `releases`, as long as the last of their rounds closed recently."""
    days = [release.closed_on for release in releases]
    if not days or (as_of - max(days)).days > SIGNAL_DAYS:
        return ()
    return tuple(_taken(signal, max(days)) for signal in unit_signals(releases))


def kpi_signals(conn: Connection, as_of: date) -> tuple[UnitSignal, ...]:
    """What the last run before a day, if it was not long ago, counted of units as clearly worse than a year before.

    So many units and KPIs are looked at each week that an interval which merely excludes 0 would call for visits by
    chance: only what lies further out does.
    """
    found = worsened(conn, as_of)
    if found is None or (as_of - found[0]).days > SIGNAL_DAYS:
        return ()
    return tuple(_taken(one, found[0]) for one in unit_signals([], found[1]) if one.strength >= BY_FAR)


def _taken(signal: Published, published_on: date) -> UnitSignal:
    kind: Literal["mood", "topic", "kpi"] = (
        "topic" if signal.kind == "rising_topic" else "kpi" if signal.kind == "kpi_change" else "mood"
    )
    topic = signal.measure.removeprefix(TOPIC) if signal.measure.startswith(TOPIC) else ""
    return UnitSignal(
        unit_id=signal.unit_id,
        kind=kind,
        words=signal.sentence,
        published_on=published_on,
        topic=topic or next((_TOPIC_OF[theme] for theme in signal.themes if theme in _TOPIC_OF), ""),
        strength=min(max(signal.strength, 1.0), 2.0),
    )
