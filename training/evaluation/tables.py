"""The rows of a report's tables and curves: months, groups, thresholds, shapes, signs of leaks."""

from dataclasses import dataclass

from training.evaluation.figures import Figure


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
