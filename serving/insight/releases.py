"""A released round as it is read: its cells by unit, and the larger unit to look at where a unit is not shown.

Nothing here knows an answer: a release is the document that the gate made once, with the organisation that was frozen
with its round. A unit that was asked together with the unit above it, one whose figures were withheld, and one that
did not exist yet are all answered alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Literal

from sentiment.release.answers import Question

MeasureKind = Literal["participation", "enps", "scale", "sentiment", "topic"]
TOPIC = "topic:"


@dataclass(frozen=True)
class Cell:
    """One measure of one unit: its published figures, or, where it is not shown, the next unit above that is."""

    shown: bool
    see: str | None = None
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Release:
    """One released round. `homes` says under which unit a unit was asked, `eligible` how many people were
    asked, `historic` that it was held elsewhere and published when it closed.
    """

    round_id: str
    closed_on: date
    released_on: date
    document: Mapping[str, Any]
    names: Mapping[str, str]
    homes: Mapping[str, str]
    eligible: Mapping[str, int]
    historic: bool = False

    @cached_property
    def questions(self) -> Mapping[str, Question]:
        """What was asked, by id."""
        return {asked["id"]: Question(**asked) for asked in self.document["questions"]}

    @cached_property
    def measures(self) -> Mapping[str, MeasureKind]:
        """Everything that was measured, in the order of the release, with its kind."""
        units = self.document["units"]
        return {measure: self._kind(measure) for measure in (units[0]["cells"] if units else {})}

    @cached_property
    def _units(self) -> Mapping[str, Mapping[str, Any]]:
        return {unit["unit"]: unit for unit in self.document["units"]}

    def asked(self, path: Sequence[str]) -> bool:
        """Whether the unit on whose `path` (itself, then each unit above) these are, or one above it, was asked."""
        return any(unit in self.homes for unit in path)

    def cell(self, path: Sequence[str], measure: str) -> Cell:
        """A measure of the unit whose `path` this is; a unit that was not asked by itself is not shown."""
        home = self.homes[next(unit for unit in path if unit in self.homes)]
        found = self._units[home]["cells"][measure]
        if not found["shown"]:
            return Cell(False, found["see"])
        if home != path[0]:
            return Cell(False, home)
        return Cell(True, None, {name: value for name, value in found.items() if name != "shown"})

    def quotes(self, unit: str) -> tuple[str, ...]:
        """The comments that may be quoted of this unit."""
        return tuple(self._units[unit]["quotes"]) if unit in self._units else ()

    def shown_units(self, measure: str) -> tuple[str, ...]:
        """The units whose figures were published for a measure."""
        return tuple(unit for unit, one in self._units.items() if one["cells"][measure]["shown"])

    def _kind(self, measure: str) -> MeasureKind:
        if measure.startswith(TOPIC):
            return "topic"
        if measure == "participation":
            return "participation"
        if measure == "sentiment":
            return "sentiment"
        return self.questions[measure].kind
