"""One watch: a model and its reference on the one side, today's people and what has matured on the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from data_contracts.errors import InputRefused
from data_contracts.feature_spec import FeatureSpec
from training.drift.calibration import months_of
from training.drift.reference import DriftReference
from training.drift.report import DriftReport, MonthCalibration
from training.drift.watching import watch_inputs
from training.scorecard import Scorecard
from training.shapes import TableShape

MIN_PEOPLE = 50


class TooFewToWatch(InputRefused):
    """There are too few people on the day to say anything about drift."""


@dataclass(frozen=True)
class Matured:
    """Rows after training whose outcome is known: features, as-of days (n,) and outcomes (n,)."""

    frame: pl.DataFrame
    as_of: npt.NDArray[np.datetime64]
    y: npt.NDArray[np.int64]


def watch(
    scorecard: Scorecard,
    version: int,
    reference: DriftReference,
    today: pl.DataFrame,
    watched: date | None,
    matured: Matured | None,
    notes: Sequence[str] = (),
) -> DriftReport:
    """The drift of `today` (one row per person, a column per input; an absent one is told) from the training days.

    Raises `TooFewToWatch` under `MIN_PEOPLE` people.
    """
    if today.height < MIN_PEOPLE:
        raise TooFewToWatch(
            f"{today.height} people on {watched}: drift needs at least {MIN_PEOPLE}.",
            remedy="Choose a day with more people with --as-of, or import data that cover it.",
        )
    specs = scorecard.specs
    said = pl.Series(scorecard.score(_complete(today, specs).to_arrow()).log_odds)
    known = {
        feature.name: frozenset(feature.shape.levels)
        for feature in scorecard.features
        if isinstance(feature.shape, TableShape)
    }
    score, inputs = watch_inputs(specs, reference, today, said, scorecard.horizon_days, known)
    return DriftReport(
        model=scorecard.name,
        version=version,
        watched=watched,
        people=today.height,
        trained_from=scorecard.trained.first,
        trained_until=scorecard.trained.last,
        score=score,
        inputs=inputs,
        calibration=_calibration(scorecard, matured),
        notes=tuple(notes),
    )


def _calibration(scorecard: Scorecard, matured: Matured | None) -> tuple[MonthCalibration, ...]:
    if matured is None or not len(matured.y):
        return ()
    table = _complete(matured.frame, scorecard.specs).to_arrow()
    return months_of(matured.as_of, matured.y, scorecard.score(table).probability)


def _complete(frame: pl.DataFrame, specs: Sequence[FeatureSpec]) -> pl.DataFrame:
    """The inputs of `specs` alone; an absent column is all missing, as a run would have it."""
    empty = {"number": pl.Float64, "category": pl.String}
    return frame.select(
        pl.col(spec.name) if spec.name in frame.columns else pl.lit(None, empty[spec.kind]).alias(spec.name)
        for spec in specs
    )
