"""What a unit's page and the API say of a unit: its last released round, what changed since, and the rounds before.

Everything comes from releases, which never change: the same unit and the same releases give the same view for ever.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from serving.insight.change import Change, change_of
from serving.insight.estimates import MOOD, estimate, share_estimate
from serving.insight.releases import TOPIC, MeasureKind, Release
from serving.insight.units import OrgUnit
from serving.insight.words import ORDER, UNITS, label, withheld_sentence


@dataclass(frozen=True)
class Point:
    """A measure in one released round; `value` is None where it was not shown, `same_question` says that it can be
    compared with the last round's."""

    round_id: str
    closed_on: date
    value: float | None
    low: float | None
    high: float | None
    same_question: bool


@dataclass(frozen=True)
class Share:
    """Part of the comments that were read, in per cent, with its 95 % interval."""

    name: str
    percent: float
    low: float | None
    high: float | None


@dataclass(frozen=True)
class MeasureView:
    """One measure of a unit in its last round.

    Where it is not shown, `not_shown` is the sentence that says where to look, and every figure is None. `low` and
    `high` are the 95 % interval, None of fewer than ten answers. `change` is None unless its interval excludes 0.
    """

    measure: str
    label: str
    question: str
    kind: MeasureKind
    unit: str
    shown: bool
    not_shown: str
    value: float | None
    low: float | None
    high: float | None
    answers: int | None
    shares: tuple[Share, ...]
    change: Change | None
    compared_with: str
    history: tuple[Point, ...]


@dataclass(frozen=True)
class UnitInsight:
    """A unit with its last released round; without one, `round_id` and the days are None and there are no measures."""

    unit_id: str
    name: str
    parent_id: str | None
    round_id: str | None
    closed_on: date | None
    released_on: date | None
    measures: tuple[MeasureView, ...]
    topics: tuple[MeasureView, ...]
    quotes: tuple[str, ...]


def unit_insight(unit: OrgUnit, releases: Sequence[Release]) -> UnitInsight:
    """The view of a unit, whose rounds are those that asked it or a unit above it, in `releases` by their close."""
    asked = [release for release in releases if release.asked(unit.path)]
    if not asked:
        return UnitInsight(unit.unit_id, unit.name, unit.parent_id, None, None, None, (), (), ())
    last = asked[-1]
    views = [_view(unit, measure, asked) for measure in sorted(last.measures, key=_place)]
    return UnitInsight(
        unit_id=unit.unit_id,
        name=unit.name,
        parent_id=unit.parent_id,
        round_id=last.round_id,
        closed_on=last.closed_on,
        released_on=last.released_on,
        measures=tuple(view for view in views if view.kind != "topic"),
        topics=tuple(sorted((view for view in views if view.kind == "topic"), key=_by_share)),
        quotes=last.quotes(unit.unit_id),
    )


def _place(measure: str) -> tuple[int, str]:
    """Participation and the answers first, comments last."""
    if measure == MOOD or measure.startswith(TOPIC):
        return len(ORDER) + 1, measure
    return (ORDER.index(measure) if measure in ORDER else len(ORDER)), measure


def _by_share(topic: MeasureView) -> tuple[float, str]:
    return -(topic.value if topic.value is not None else -1.0), topic.measure


def _view(unit: OrgUnit, measure: str, asked: Sequence[Release]) -> MeasureView:
    last, before = asked[-1], asked[-2] if len(asked) > 1 else None
    cell, found = last.cell(unit.path, measure), estimate(last, unit.path, measure)
    change = change_of(last, before, unit.path, measure) if before is not None else None
    question = last.questions.get(measure)
    kind = last.measures[measure]
    return MeasureView(
        measure=measure,
        label=label(measure),
        question=question.text if question else "",
        kind=kind,
        unit=UNITS[kind],
        shown=cell.shown,
        not_shown="" if cell.shown else withheld_sentence(last, cell.see),
        value=found.value if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        answers=cell.figures.get("n"),
        shares=_shares(cell.figures.get("shares", {}), cell.figures.get("n", 0)),
        change=change if change is not None and change.is_clear else None,
        compared_with=before.round_id if change is not None and before is not None else "",
        history=tuple(_point(release, last, unit, measure) for release in asked),
    )


def _shares(shares: dict[str, int], n: int) -> tuple[Share, ...]:
    told = [(name, share_estimate(percent, n)) for name, percent in shares.items()]
    return tuple(Share(name, one.value, one.low, one.high) for name, one in told)


def _point(release: Release, last: Release, unit: OrgUnit, measure: str) -> Point:
    found = estimate(release, unit.path, measure)
    same = measure in release.measures and release.questions.get(measure) == last.questions.get(measure)
    return Point(
        round_id=release.round_id,
        closed_on=release.closed_on,
        value=found.value if found else None,
        low=found.low if found else None,
        high=found.high if found else None,
        same_question=same,
    )


@dataclass(frozen=True)
class Headline:
    """One main figure of a unit, or the sentence that says where to look."""

    measure: str
    label: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    change: Change | None
    not_shown: str


@dataclass(frozen=True)
class UnitSummary:
    """A unit in the list of units: how deep it lies, and the main figures of its last released round."""

    unit_id: str
    name: str
    parent_id: str | None
    depth: int
    round_id: str | None
    figures: tuple[Headline, ...]


def unit_summary(unit: OrgUnit, releases: Sequence[Release]) -> UnitSummary:
    """A unit in one line, with the measures that every round has."""
    seen = unit_insight(unit, releases)
    return UnitSummary(
        unit_id=unit.unit_id,
        name=unit.name,
        parent_id=unit.parent_id,
        depth=unit.depth,
        round_id=seen.round_id,
        figures=tuple(
            Headline(m.measure, m.label, m.unit, m.value, m.low, m.high, m.change, m.not_shown)
            for m in seen.measures
            if m.measure in ORDER
        ),
    )
