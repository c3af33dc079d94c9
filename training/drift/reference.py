"""What the training population looked like, day by day, without anyone in it: kept with the model, so that drift can be
measured where the training rows are long gone.
"""

from collections.abc import Sequence
from datetime import date
from typing import Literal

import numpy as np
import polars as pl
from pydantic import Field, ValidationError

from data_contracts.errors import Unavailable
from training import canonical_json
from training.dataset import TrainingData
from training.drift.histogram import Counts, Cut, as_numbers, cut_category, cut_number, rounded
from training.scorecard import Scorecard
from training.shapes import Part

FORMAT = "ermine-drift-reference/1"
MAX_BYTES = 8 * 1024 * 1024
MAX_DAYS = 36
SCORE = "score"


class ReferenceUnusable(Unavailable):
    """The drift reference of a model cannot be read."""


class InputReference(Part):
    """One input (or the score) over the training days: `counts[d]` per bin and `missing[d]`, rounded to tens."""

    cut: Cut
    counts: tuple[tuple[int, ...], ...]
    missing: tuple[int, ...]

    @property
    def table(self) -> Counts:
        """(days, bins) the counts as an array."""
        return np.array(self.counts, dtype=np.int64).reshape(len(self.missing), self.cut.bins)


class DriftReference(Part):
    """The reference of the scorecard with this `digest`: `days` are its training days, at most the last `MAX_DAYS`
    (null for an undated snapshot)."""

    format: Literal["ermine-drift-reference/1"] = "ermine-drift-reference/1"
    digest: str
    days: tuple[date | None, ...] = Field(min_length=1, max_length=MAX_DAYS)
    inputs: tuple[InputReference, ...]
    score: InputReference

    def to_json(self) -> bytes:
        """Canonical bytes."""
        return canonical_json.dump(self.model_dump(mode="json"))

    @classmethod
    def from_json(cls, raw: bytes) -> "DriftReference":
        """The reference in `raw`; raises `ReferenceUnusable`."""
        try:
            if len(raw) > MAX_BYTES:
                raise ValueError(f"{len(raw):,} bytes")
            return cls.model_validate_json(raw)
        except (ValidationError, ValueError) as error:
            raise ReferenceUnusable(
                f"The drift reference cannot be read: {str(error).splitlines()[0]}.",
                remedy="Train again: `ermine train` writes a new one.",
            ) from error


def drift_reference(scorecard: Scorecard, data: TrainingData) -> DriftReference:
    """The reference of `scorecard` from the rows that it was trained on."""
    days, day = _days(data)
    people = max(1, int(np.bincount(day[day >= 0]).min()))
    score = pl.Series(SCORE, scorecard.score(data.table()).log_odds)
    kinds = {spec.name: spec.kind for spec in scorecard.specs}
    return DriftReference(
        digest=scorecard.digest,
        days=days,
        inputs=tuple(_input(data.frame[name], kind, day, len(days), people) for name, kind in kinds.items()),
        score=_input(score, "number", day, len(days), people),
    )


def _days(data: TrainingData) -> tuple[tuple[date | None, ...], Counts]:
    """The last `MAX_DAYS` training days, and the place of each row's day among them, -1 for older rows."""
    if data.as_of is None:
        return (None,), np.zeros(data.rows, dtype=np.int64)
    days = np.unique(data.as_of)[-MAX_DAYS:]
    place = np.where(data.as_of >= days[0], np.searchsorted(days, data.as_of), -1)
    return tuple(day.astype("datetime64[D]").item() for day in days), place.astype(np.int64)


def _input(values: pl.Series, kind: str, day: Counts, days: int, people: int) -> InputReference:
    if kind == "number":
        cut = cut_number(values.name, as_numbers(values), people)
    else:
        cut = cut_category(values.name, values, days)
    place = cut.places(values)
    per_day: Sequence[Counts] = [place[day == d] for d in range(days)]
    return InputReference(
        cut=cut,
        counts=tuple(rounded(np.bincount(own[own >= 0], minlength=cut.bins)) for own in per_day),
        missing=tuple(rounded(np.array([int((own < 0).sum()) for own in per_day]))),
    )
