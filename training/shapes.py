"""The three shapes of a scorecard's feature function f_j: steps, a line, a table of categories.

Each turns the values of one input into log-odds points; each says what a missing value is worth.
"""

from typing import Annotated, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import BaseModel, ConfigDict, Field, model_validator

from training.columns import FloatArray, category_column, number_column

MAX_STEPS = 512
MAX_LEVELS = 4096


class Part(BaseModel):
    """A strict, frozen piece of the scorecard's JSON: no unknown keys, no infinite numbers."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class StepShape(Part):
    """f(x) = values[i] for edges[i-1] <= x < edges[i]; below the first edge values[0]."""

    type: Literal["step"] = "step"
    edges: tuple[float, ...] = Field(max_length=MAX_STEPS)
    values: tuple[float, ...] = Field(min_length=1, max_length=MAX_STEPS + 1)
    missing: float

    @model_validator(mode="after")
    def _fits_together(self) -> "StepShape":
        if len(self.values) != len(self.edges) + 1:
            raise ValueError("a step shape has one value more than it has edges")
        if any(b <= a for a, b in zip(self.edges, self.edges[1:], strict=False)):
            raise ValueError("the edges of a step shape must increase")
        return self

    def of_numbers(self, x: FloatArray) -> FloatArray:
        """Points for each number; NaN gets the missing value."""
        index = np.searchsorted(np.asarray(self.edges, dtype=np.float64), x, side="right")
        points = np.asarray(self.values)[index]
        points[np.isnan(x)] = self.missing  # NaN was sorted after the last edge
        return points


class LineShape(Part):
    """f(x) = intercept + slope * x, with x held between `low` and `high` (the range seen in training)."""

    type: Literal["line"] = "line"
    slope: float
    intercept: float
    low: float
    high: float
    missing: float

    @model_validator(mode="after")
    def _fits_together(self) -> "LineShape":
        if self.high < self.low:
            raise ValueError("a line shape needs low <= high")
        return self

    def of_numbers(self, x: FloatArray) -> FloatArray:
        """Points for each number; NaN gets the missing value."""
        held = np.clip(x, self.low, self.high)
        return np.where(np.isnan(x), self.missing, self.intercept + self.slope * held)


class TableShape(Part):
    """f(category) by name; `unseen` for a category that training never saw."""

    type: Literal["table"] = "table"
    levels: dict[str, float] = Field(max_length=MAX_LEVELS)
    missing: float
    unseen: float

    def of_codes(self, codes: npt.NDArray[np.int64], names: tuple[str, ...]) -> FloatArray:
        """Points for each code into `names`; code -1 gets the missing value."""
        points = np.array([self.levels.get(name, self.unseen) for name in names] + [self.missing])
        return np.asarray(points[codes], dtype=np.float64)


Shape = Annotated[StepShape | LineShape | TableShape, Field(discriminator="type")]


def column_points(shape: StepShape | LineShape | TableShape, table: pa.Table, name: str) -> FloatArray:
    """The shape's points for every row of one column; raises `InputsRefused` with the column's name."""
    if isinstance(shape, TableShape):
        return shape.of_codes(*category_column(table, name))
    return shape.of_numbers(number_column(table, name))


def centred(shape: StepShape | LineShape | TableShape, shift: float) -> StepShape | LineShape | TableShape:
    """The same shape, lowered by `shift` everywhere, so that its mean on the training rows is 0."""
    if isinstance(shape, StepShape):
        values = tuple(value - shift for value in shape.values)
        return StepShape(edges=shape.edges, values=values, missing=shape.missing - shift)
    if isinstance(shape, LineShape):
        moved = {"intercept": shape.intercept - shift, "missing": shape.missing - shift}
        return shape.model_copy(update=moved)
    levels = {name: value - shift for name, value in shape.levels.items()}
    return TableShape(levels=levels, missing=shape.missing - shift, unseen=shape.unseen - shift)
