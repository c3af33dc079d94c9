"""The fairness of issued lists: ratios between groups with intervals, and what they allow to say."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

from training.evaluation.figures import Figure

Measure = Literal["recall", "selection", "calibration"]
Verdict = Literal["fails", "look", "in_range", "unclear", "too_few"]

MEASURES: dict[Measure, str] = {
    "recall": "share of those who gave notice who were on the list",
    "selection": "share of people who were on the list",
    "calibration": "notices observed over notices expected",
}
"""Each measure in words, the most important first."""

LOWEST, HIGHEST = 0.80, 1.25
"""Ratios between these are no finding: the four-fifths rule (29 CFR 1607.4 D), in both directions."""

CROSSED = " × "
"""Between the names of two attributes, and of two values, that are crossed."""

MIN_PEOPLE, MIN_EVENTS = 30, 10
"""Below these nothing is said of a group, not even its counts."""


@dataclass(frozen=True)
class Comparison:
    """One group against everybody else, by one measure.

    `group` is the figure in the group and `rest` the figure among all others of known attribute; `ratio` is the one
    over the other (half an event added to each sum) with its 95 % interval, `wide_low` to `wide_high` the interval
    that judges, widened for the number of comparisons. All are null where there are too few people or events; counts
    below the floors are null too.
    """

    attribute: str
    value: str
    measure: Measure
    people: int | None
    events: int | None
    group: float | None
    rest: float | None
    ratio: Figure | None
    wide_low: float | None
    wide_high: float | None
    verdict: Verdict

    @property
    def crossed(self) -> bool:
        """Whether the group is a crossing of two attributes."""
        return CROSSED in self.attribute


@dataclass(frozen=True)
class FairnessReport:
    """Every comparison on a set of lists. `lists` says in words which; `judged` counts the comparisons that were made.

    `people` different people were considered `considered` times, and listed `listed` times; of `matured` of those
    it is known whether notice followed. `not_known` counts people without a value, by attribute.
    """

    lists: str
    people: int
    considered: int
    listed: int
    matured: int
    judged: int
    comparisons: tuple[Comparison, ...]
    not_known: dict[str, int]

    @property
    def failures(self) -> tuple[Comparison, ...]:
        """The comparisons that fail."""
        return tuple(one for one in self.comparisons if one.verdict == "fails")

    @property
    def worth_showing(self) -> tuple[Comparison, ...]:
        """Every attribute on its own, and of the crossings those that fail or deserve a look."""
        return tuple(one for one in self.comparisons if not one.crossed or one.verdict in ("fails", "look"))

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return asdict(self)
