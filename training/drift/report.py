"""What a watch found: each input and the score beside the training days, and the probabilities beside what happened."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from training.evaluation.figures import Figure

Kind = Literal["shape", "missing", "new_category", "absent"]


@dataclass(frozen=True)
class InputDrift:
    """One input (or the score) today. `index` is the population stability index against all training days together,
    `nearest` against the training day most like today (`like`), and `limit` what `nearest` must exceed to be told: more
    than training days differ from each other. `distance` as in `training.drift.distances`; `missing` is today's
    share, `usual_missing` the lowest and highest of the training days. `found` lists what is told of this input.
    """

    name: str
    label: str
    kind: Literal["number", "category"]
    index: float
    nearest: float
    like: date | None
    limit: float
    distance: float
    missing: float
    usual_missing: tuple[float, float]
    other: float
    new_categories: tuple[str, ...]
    now: tuple[float, ...]
    then: tuple[float, ...]
    bins: tuple[str, ...]
    found: tuple[Kind, ...]
    todo: tuple[str, ...]


@dataclass(frozen=True)
class MonthCalibration:
    """One as-of day after training whose outcomes are known: events `observed` and `expected`.

    `ratio` is observed over expected with its 95 % interval, null under 10 expected events; `wide_low` to
    `wide_high` is the interval that judges, widened for the number of days.
    """

    as_of: date
    people: int
    observed: int
    expected: float
    ratio: Figure | None
    wide_low: float | None
    wide_high: float | None
    found: bool


@dataclass(frozen=True)
class DriftReport:
    """One watch of a model on `watched` (null: an undated snapshot) with `people` people."""

    model: str
    version: int
    watched: date | None
    people: int
    trained_from: date | None
    trained_until: date | None
    score: InputDrift
    inputs: tuple[InputDrift, ...]
    calibration: tuple[MonthCalibration, ...]
    notes: tuple[str, ...]

    @property
    def drifted(self) -> tuple[InputDrift, ...]:
        """The score and the inputs of which something is told."""
        return tuple(one for one in (self.score, *self.inputs) if one.found)

    @property
    def found(self) -> bool:
        """Whether anything at all is told."""
        return bool(self.drifted) or any(month.found for month in self.calibration)

    def to_dict(self) -> dict[str, Any]:
        """Plain values; days stay days."""
        return {**asdict(self), "found": self.found}
