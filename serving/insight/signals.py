"""Signals: what the last two released rounds say about a unit that deserves a visit to the whole group.

A signal is about a unit, never about a person: it comes from published figures alone, and only where the interval of
what it says excludes 0. What is done about it (a listening session, a workload review) is for the outreach policy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from data_contracts.policy.playbook import Theme
from sentiment.labels import TOPICS
from serving.insight.change import Change, change_of
from serving.insight.estimates import MOOD, estimate
from serving.insight.releases import TOPIC, Release
from serving.insight.words import label

SignalKind = Literal["fallen_mood", "rising_topic", "fallen_measure", "low_trust", "kpi_change"]

TRUST = "trust_in_hr"
MIDDLE = 3.0
"""Neither agreeing nor disagreeing on a scale from 1 to 5; trust is low where its whole interval lies below."""

_TOPIC_THEMES: Mapping[str, tuple[Theme, ...]] = MappingProxyType(
    {
        "workload": ("workload",),
        "work_life_balance": ("workload", "position"),
        "pay_benefits": ("pay",),
        "career_growth": ("career",),
        "recognition": ("recognition",),
        "management": ("manager",),
        "culture": ("team",),
        "fairness": ("team", "manager"),
        "conflict": ("team",),
        "communication": ("team", "engagement"),
        "job_content": ("engagement", "position"),
        "job_security": ("tenure", "engagement"),
    }
)
_MEASURE_THEMES: Mapping[str, tuple[Theme, ...]] = MappingProxyType(
    {
        MOOD: ("team", "engagement"),
        "enps": ("engagement", "team"),
        "satisfaction": ("engagement",),
        "engagement": ("engagement",),
        TRUST: ("team", "engagement"),
        "my_manager": ("manager",),
        "workload": ("workload",),
        "participation": ("engagement",),
    }
)


@dataclass(frozen=True)
class UnitSignal:
    """What was published about a unit and deserves a visit.

    `measure` is a question's id, `sentiment`, `participation`, `topic:<id>` or a KPI's id. `change` is in that
    measure's own unit (points, or per cent for shares); its interval excludes 0. For `low_trust` it is the distance
    from the middle of the scale. `themes` choose the playbook. `round_id` is the round that says so, "" for a KPI.
    """

    unit_id: str
    kind: SignalKind
    measure: str
    sentence: str
    change: Change
    themes: tuple[Theme, ...]
    round_id: str

    @property
    def strength(self) -> float:
        """How far the change lies from 0, in half-widths of its interval; signals are ordered by it."""
        return 2 * abs(self.change.value) / max(self.change.high - self.change.low, 1e-9)


@dataclass(frozen=True)
class KpiChange:
    """A KPI of a unit that changed, worked out elsewhere from data without names; `label` begins a sentence, and
    `measured_in` says of what its figures are."""

    unit_id: str
    kpi: str
    label: str
    change: Change
    more_is_better: bool
    themes: tuple[Theme, ...] = ()
    measured_in: str = ""


def unit_signals(
    releases: Sequence[Release], kpi_changes: Sequence[KpiChange] = ()
) -> tuple[UnitSignal, ...]:
    """The signals of the last release against the one before it, the clearest first."""
    ordered = sorted(releases, key=lambda release: (release.closed_on, release.round_id))
    found = [*_from_kpis(kpi_changes)]
    if ordered:
        found += _from_last(ordered[-1])
    if len(ordered) > 1:
        found += _from_two(ordered[-1], ordered[-2])
    return tuple(sorted(found, key=lambda one: (-one.strength, one.unit_id, one.measure)))


def _from_two(now: Release, before: Release) -> Iterator[UnitSignal]:
    for measure in now.measures:
        for unit in now.shown_units(measure):
            change = change_of(now, before, (unit,), measure)
            if change is not None and change.is_clear and _is_worse(measure, change):
                yield _signal(unit, measure, change, now, before)


def _is_worse(measure: str, change: Change) -> bool:
    """More is better in every question; more people writing about a topic is not."""
    return change.value > 0 if measure.startswith(TOPIC) else change.value < 0


def _signal(unit: str, measure: str, change: Change, now: Release, before: Release) -> UnitSignal:
    since = f"from {before.round_id} to {now.round_id}"
    if measure.startswith(TOPIC):
        topic = measure.removeprefix(TOPIC)
        said = f"More comments are about {TOPICS.get(topic, topic)} than before: {_by(change, ' in 100')} {since}."
        return UnitSignal(
            unit, "rising_topic", measure, said, change, _TOPIC_THEMES.get(topic, ()), now.round_id
        )
    kind: SignalKind = "fallen_mood" if measure == MOOD else "fallen_measure"
    themes = _MEASURE_THEMES.get(measure, ("engagement",))
    said = f"{label(measure)} fell by {_by(change, _unit_of(measure, now))} {since}."
    return UnitSignal(unit, kind, measure, said, change, themes, now.round_id)


def _from_last(now: Release) -> Iterator[UnitSignal]:
    """Low trust, whatever it was before."""
    for unit in now.shown_units(TRUST) if TRUST in now.measures else ():
        found = estimate(now, (unit,), TRUST)
        if found is not None and found.low is not None and found.high is not None and found.high < MIDDLE:
            below = Change(round(found.value - MIDDLE, 1), found.low - MIDDLE, found.high - MIDDLE)
            said = (
                f"Trust in HR is {found.value:g} of 5 in {now.round_id}, its whole interval below the middle."
            )
            yield UnitSignal(unit, "low_trust", TRUST, said, below, _MEASURE_THEMES[TRUST], now.round_id)


def _from_kpis(changes: Sequence[KpiChange]) -> Iterator[UnitSignal]:
    for one in changes:
        worse = one.change.value < 0 if one.more_is_better else one.change.value > 0
        if worse and one.change.is_clear:
            moved = "rose" if one.change.value > 0 else "fell"
            size = _by(one.change, f" {one.measured_in}".rstrip())
            said = f"{one.label} {moved} by {size} against the year before."
            yield UnitSignal(one.unit_id, "kpi_change", one.kpi, said, one.change, one.themes, "")


def _by(change: Change, unit: str) -> str:
    small, large = sorted((abs(change.low), abs(change.high)))
    return f"{abs(change.value):g}{unit} (95 % interval: {small:.1f} to {large:.1f})"


def _unit_of(measure: str, release: Release) -> str:
    return {"scale": " on the scale of 5", "participation": " in 100"}.get(
        release.measures[measure], " points"
    )
