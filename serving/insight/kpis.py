"""The KPIs that come from released rounds, as plain values for whoever shows KPIs beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from serving.insight.estimates import MOOD, estimate
from serving.insight.releases import TOPIC, Release
from serving.insight.words import UNITS, label

PUBLISHED = ("enps", "engagement", "satisfaction", "trust_in_hr", "participation", MOOD)
"""The ids of the KPIs that are measures of a round; topics come besides, as `topic:<id>`."""


@dataclass(frozen=True)
class PublishedKpi:
    """A KPI of a unit in one released round, with its 95 % interval; each is None where it is withheld."""

    kpi: str
    label: str
    unit: str
    round_id: str
    closed_on: date
    value: float | None
    low: float | None
    high: float | None
    n: int | None


def published_kpis(releases: Sequence[Release], path: Sequence[str]) -> tuple[PublishedKpi, ...]:
    """Every KPI from rounds of the unit whose path (itself, then each unit above) this is, round after round."""
    return tuple(
        _kpi(release, path, measure)
        for release in releases
        if release.asked(path)
        for measure in release.measures
        if measure in PUBLISHED or measure.startswith(TOPIC)
    )


def _kpi(release: Release, path: Sequence[str], measure: str) -> PublishedKpi:
    found = estimate(release, path, measure)
    return PublishedKpi(
        kpi=measure,
        label=label(measure),
        unit=UNITS[release.measures[measure]],
        round_id=release.round_id,
        closed_on=release.closed_on,
        value=found.value if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        n=found.n if found else None,
    )
