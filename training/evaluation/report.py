"""What is known about how good a model is: figures with intervals, baselines, months, groups, curves.

Every figure is taken on rows that the model in question was not fitted on. Plain dataclasses, made JSON by
`EvaluationReport.to_dict`.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

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
class Fold:
    """One step of the back-test: fitted on rows up to `train_until`, tested on [test_from, test_until].

    Days are null for cross-validation of an undated snapshot.
    """

    train_rows: int
    train_events: int
    test_rows: int
    test_events: int
    train_until: date | None
    test_from: date | None
    test_until: date | None
    candidate: str


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
class LeakSign:
    """One thing that an honest input hardly ever does: the column and, in a sentence, what was seen."""

    column: str
    message: str


@dataclass(frozen=True)
class GroupFigures:
    """A slice of the rows (a month, or a value of a protected attribute).

    `observed` is the share with the event, `expected` the mean prediction, `observed_over_expected` their ratio,
    `selected_share` the share of the slice among the listed. AUC and the ratio are null on fewer than 10 events.
    """

    attribute: str
    value: str
    rows: int
    events: int
    observed: Figure
    expected: float
    observed_over_expected: Figure | None
    auc: Figure | None
    selected_share: Figure


@dataclass(frozen=True)
class UnripeMonth:
    """A month whose horizon has not run yet: `observed` share with the event so far, against the `expected_so_far`.

    `seen_days` of the horizon have run; `expected` is what is expected by its end.
    """

    value: str
    rows: int
    seen_days: int
    observed: Figure
    expected_so_far: float
    expected: float


@dataclass(frozen=True)
class DecisionPoint:
    """Net benefit (events reached per row, less false alarms at the threshold's exchange rate) of three rules.

    `share` is how many would be talked to, `everyone` the net benefit of talking to all, `gain` the model's over the
    better of everyone and nobody.
    """

    threshold: float
    share: float
    model: Figure
    everyone: float
    gain: Figure


@dataclass(frozen=True)
class NetValue:
    """What one conversation is worth when the top `share` of each list is ordered by the model of this name."""

    name: str
    share: float
    value: Figure


@dataclass(frozen=True)
class NetValueTable:
    """Net value per conversation in `currency`, under `assumed` money and effect; `break_even` is the precision at
    which it is 0 (null if the effect is 0), `anyone` what a conversation with somebody drawn by lot is worth."""

    currency: str
    assumed: dict[str, float]
    break_even: float | None
    anyone: float
    lines: tuple[NetValue, ...]


@dataclass(frozen=True)
class StabilityStep:
    """From one as-of day to the next: of the `listed` who are on both, the share listed again.

    `refitted` says that a test period began between the two, so that the model changed as well.
    """

    first: str
    second: str
    listed: int
    kept: Figure
    refitted: bool


@dataclass(frozen=True)
class Stability:
    """How much of the top `share` of the list is the same on the next as-of day, over all steps and step by step."""

    share: float
    kept: Figure
    steps: tuple[StabilityStep, ...]


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
class ProxyFigure:
    """How well the features tell who has a `value` of a protected attribute: AUC on people not fitted on.

    `people` are those whose attribute is known, `with_value` those of them who have the value.
    """

    attribute: str
    value: str
    people: int
    with_value: int
    auc: Figure


@dataclass(frozen=True)
class CalibrationBin:
    """Rows with similar predictions: mean predicted, observed share with its Wilson interval."""

    predicted: float
    observed: float
    n: int
    low: float
    high: float


@dataclass(frozen=True)
class CurvePoint:
    """One cut of the ranked rows: the top `share` of them has this precision, recall and lift."""

    share: float
    precision: float
    recall: float
    lift: float


@dataclass(frozen=True)
class ShapePoint:
    """One value (or range) of a feature: its served contribution and the training rows and events behind it."""

    value: str
    contribution: float
    rows: int
    events: int


@dataclass(frozen=True)
class ShapeTable:
    """One feature's shape as a table; `importance` is the mean absolute contribution on the training rows."""

    name: str
    label: str
    unit: str
    importance: float
    points: tuple[ShapePoint, ...]


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


@dataclass(frozen=True)
class EvaluationReport:
    """Everything the model card says about skill.

    `method` is one sentence on how the rows were split, `excluded` counts rows by reason, `left_out` names the
    features that had one value only, `proxies` is the proxy audit. `glass_box_price` is this model minus the
    unrestricted one, `protected_price` this model minus the same model with the protected attributes as inputs (null
    where there are none). `unripe` are the months whose horizon is still running, `champion` the comparison with the
    model that served at the training, `leaks` signs that an input knows the outcome, `paired` what another version's
    figures can be paired with. `horizons` is the same at other horizons, `competing_censored` the other reading of the
    label.
    """

    evidence: Evidence
    method: str
    rows: int
    events: int
    base_rate: float
    tested_rows: int
    tested_events: int
    model: Metrics
    candidates: tuple[NamedMetrics, ...]
    baselines: tuple[NamedMetrics, ...]
    ceiling: NamedMetrics | None
    differences: tuple[Difference, ...]
    folds: tuple[Fold, ...]
    single_features: tuple[SingleFeature, ...]
    by_month: tuple[GroupFigures, ...]
    by_group: tuple[GroupFigures, ...]
    calibration: tuple[CalibrationBin, ...]
    curve: tuple[CurvePoint, ...]
    shapes: tuple[ShapeTable, ...]
    excluded: dict[str, int]
    left_out: tuple[str, ...] = ()
    proxies: tuple[ProxyFigure, ...] = ()
    glass_box_price: Difference | None = None
    protected_price: Difference | None = None
    decisions: tuple[DecisionPoint, ...] = ()
    net_value: NetValueTable | None = None
    stability: Stability | None = None
    unripe: tuple[UnripeMonth, ...] = ()
    champion: AgainstChampion | None = None
    leaks: tuple[LeakSign, ...] = ()
    paired: PairedDraws | None = None
    horizons: tuple[HorizonFigures, ...] = ()
    competing_censored: CompetingCensored | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON values; days as ISO text."""
        fields = asdict(self)
        for fold in fields["folds"]:
            for key in ("train_until", "test_from", "test_until"):
                fold[key] = fold[key].isoformat() if fold[key] else None
        return fields
