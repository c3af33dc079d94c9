"""Figures with their intervals, and models beside each other."""

from dataclasses import dataclass

from training.scorecard import Evidence


@dataclass(frozen=True)
class Figure:
    """A number with its 95 % interval; the interval is null where it cannot be taken."""

    value: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class AtCapacity:
    """How well the `share` of rows with the highest scores (per as-of day) catches the events."""

    share: float
    precision: Figure
    recall: Figure
    lift: Figure


@dataclass(frozen=True)
class Metrics:
    """The figures of one set of predictions; formulas in `training.evaluation.metrics`."""

    auc: Figure
    average_precision: Figure
    brier: Figure
    brier_skill: Figure
    log_loss: Figure
    calibration_error: Figure
    observed_over_expected: Figure
    at_capacity: tuple[AtCapacity, ...]


@dataclass(frozen=True)
class NamedMetrics:
    """The figures of a baseline, a candidate or the ceiling, by its name.

    `settings` are the ones chosen in the last split of the back-test; empty for a baseline.
    """

    name: str
    settings: dict[str, float | int | str]
    metrics: Metrics


@dataclass(frozen=True)
class Difference:
    """Model minus `other`, paired on the same bootstrap draws of employees."""

    other: str
    auc: Figure
    average_precision: Figure
    brier: Figure
    log_loss: Figure


@dataclass(frozen=True)
class SingleFeature:
    """How well one feature alone orders the rows: AUC of a one-feature model fitted on the training parts."""

    name: str
    label: str
    auc: float


@dataclass(frozen=True)
class AgainstChampion:
    """The challenger's back-test minus the champion, on `rows` with `events` that neither was fitted on.

    `digest` is that of the champion's scorecard.
    """

    digest: str
    rows: int
    events: int
    difference: Difference


@dataclass(frozen=True)
class PairedDraws:
    """This model's figures on all tested rows (`whole`) and on each bootstrap draw, columns as in `metrics.FIGURES`.

    `rows` is a hash of which rows were tested: figures of two versions with the same hash were drawn together.
    """

    rows: str
    whole: tuple[float, ...]
    draws: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class HorizonFigures:
    """The figures at another horizon than the served one, in a back-test of its own."""

    horizon_days: int
    rows: int
    events: int
    base_rate: float
    evidence: Evidence
    tested_rows: int
    tested_events: int
    auc: Figure
    average_precision: Figure
    brier_skill: Figure
    observed_over_expected: Figure


@dataclass(frozen=True)
class CompetingCensored:
    """The model's figures when `rows_censored` tested rows with a competing exit are censored and stood in for by
    weights, instead of counted as staying; `base_rate` is that of this reading."""

    rows_censored: int
    base_rate: float
    metrics: Metrics
