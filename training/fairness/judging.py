"""From lists and protected groups to verdicts: each group against everybody else, by each measure, in both directions.

A comparison fails only when its whole interval lies outside 0.80 to 1.25, and the interval that judges is widened for
the number of comparisons (Bonferroni), so that lists which treat all groups alike seldom fail anywhere.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add

import numpy as np
import polars as pl
from scipy.stats import norm

from training.evaluation.figures import Figure
from training.evaluation.intervals import Z95
from training.evaluation.slices import MAX_VALUES, NOT_KNOWN
from training.fairness.groups import groupings
from training.fairness.issued_lists import IssuedLists
from training.fairness.moments import Moments, moments_by_group
from training.fairness.report import (
    CROSSED,
    HIGHEST,
    LOWEST,
    MEASURES,
    MIN_EVENTS,
    MIN_PEOPLE,
    Comparison,
    FairnessReport,
    Measure,
    Verdict,
)

ERROR_RATE = 0.05
"""How often, at most, lists that are fair by every comparison fail by any of them."""


@dataclass(frozen=True)
class Pair:
    """A group beside everybody else, before it is judged."""

    attribute: str
    value: str
    measure: Measure
    group: Moments
    rest: Moments

    @property
    def crossed(self) -> bool:
        """Whether the group is a crossing of two attributes."""
        return CROSSED in self.attribute

    @property
    def enough(self) -> bool:
        """Whether anything may be said: people on both sides, events on both sides.

        For the share listed the events are those that the group would have if it were listed like the others.
        """
        if min(self.group.people, self.rest.people) < MIN_PEOPLE:
            return False
        if self.measure == "selection":
            return self.rest.events >= MIN_EVENTS and self.group.b * self.rest.rate >= MIN_EVENTS
        return min(self.group.events, self.rest.events) >= MIN_EVENTS

    @property
    def ratio(self) -> float:
        """Rate of the group over the rate of the rest, each with the half event, so that it is never infinite."""
        return math.exp(self.group.log_rate - self.rest.log_rate)

    def interval(self, z: float) -> tuple[float, float]:
        """The interval of the ratio at `z` standard errors of its logarithm."""
        spread = math.exp(z * math.sqrt(self.group.variance + self.rest.variance))
        return self.ratio / spread, self.ratio * spread


def judge_lists(lists: IssuedLists, protected: pl.DataFrame, about: str) -> FairnessReport:
    """The report on `lists`, whose rows `protected` describes; `about` says in words which lists they are."""
    pairs: list[Pair] = []
    not_known: dict[str, int] = {}
    for attribute, labels in groupings(protected, lists.person).items():
        if CROSSED not in attribute:
            not_known[attribute] = len(np.unique(lists.person[labels == NOT_KNOWN]))
        for measure in MEASURES:
            pairs += list(_pairs(attribute, measure, moments_by_group(lists, measure, labels)))
    judged, comparisons = judge_pairs(pairs)
    return FairnessReport(
        lists=about,
        people=len(np.unique(lists.person)),
        considered=len(lists.person),
        listed=int(lists.listed.sum()),
        matured=int(lists.matured.sum()),
        judged=judged,
        comparisons=comparisons,
        not_known=not_known,
    )


def judge_pairs(pairs: Sequence[Pair]) -> tuple[int, tuple[Comparison, ...]]:
    """How many comparisons were made, and all of them judged; crossings with too few people are left out.

    Attributes and their crossings share the error rate evenly, so that many crossings do not blunt the attributes.
    """
    families = [[p for p in pairs if p.crossed is crossed] for crossed in (False, True)]
    made = [_independent(family) for family in families]
    error = ERROR_RATE / max(sum(count > 0 for count in made), 1)
    judged = []
    for family, count in zip(families, made, strict=True):
        z = float(norm.isf(error / 2 / max(count, 1)))
        judged += [_compared(pair, z) for pair in family if pair.enough or not pair.crossed]
    return sum(made), tuple(judged)


def _pairs(attribute: str, measure: Measure, groups: dict[str, Moments]) -> Iterator[Pair]:
    """Each group of an attribute against the others, the `MAX_VALUES` largest; none when there is only one."""
    if len(groups) < 2:
        return
    whole = reduce(add, groups.values())
    largest = sorted(groups, key=lambda value: (-groups[value].people, value))[:MAX_VALUES]
    for value in sorted(largest):
        yield Pair(attribute, value, measure, groups[value], whole.without(groups[value]))


def _independent(pairs: Sequence[Pair]) -> int:
    """How many comparisons are made; of two groups the second is the first turned round."""
    of_each: dict[tuple[str, Measure], list[bool]] = {}
    for pair in pairs:
        of_each.setdefault((pair.attribute, pair.measure), []).append(pair.enough)
    return sum(min(sum(enough), 1) if len(enough) == 2 else sum(enough) for enough in of_each.values())


def _compared(pair: Pair, z: float) -> Comparison:
    if not pair.enough:
        return Comparison(
            pair.attribute, pair.value, pair.measure, None, None, None, None, None, None, None, "too_few"
        )
    ordinary, wide = pair.interval(Z95), pair.interval(z)
    return Comparison(
        attribute=pair.attribute,
        value=pair.value,
        measure=pair.measure,
        people=pair.group.people,
        events=pair.group.events if pair.group.events >= MIN_EVENTS else None,
        group=pair.group.rate,
        rest=pair.rest.rate,
        ratio=Figure(pair.ratio, *ordinary),
        wide_low=wide[0],
        wide_high=wide[1],
        verdict=_verdict(ordinary, wide),
    )


def _verdict(ordinary: tuple[float, float], wide: tuple[float, float]) -> Verdict:
    if _outside(wide):
        return "fails"
    if _outside(ordinary):
        return "look"
    return "in_range" if wide[0] >= LOWEST and wide[1] <= HIGHEST else "unclear"


def _outside(interval: tuple[float, float]) -> bool:
    return interval[1] < LOWEST or interval[0] > HIGHEST
