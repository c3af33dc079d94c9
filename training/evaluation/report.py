"""What is known about how good a model is: figures with intervals, baselines, months, groups, curves.

Every figure is taken on rows that the model in question was not fitted on. Plain dataclasses, made JSON by
`EvaluationReport.to_dict`.
"""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from training.evaluation.figures import (
    AgainstChampion,
    CompetingCensored,
    Difference,
    HorizonFigures,
    Metrics,
    NamedMetrics,
    PairedDraws,
    SingleFeature,
)
from training.evaluation.tables import (
    CalibrationBin,
    CurvePoint,
    DecisionPoint,
    GroupFigures,
    LeakSign,
    NetValueTable,
    ProxyFigure,
    ShapeTable,
    Stability,
    UnripeMonth,
)
from training.scorecard import Evidence


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
class EvaluationReport:
    """Everything the model card says about skill.

    `method` is one sentence on how the rows were split, `excluded` counts rows by reason, `left_out` names the
    features that had one value only, `proxies` is the proxy audit. `glass_box_price` is this model minus the
    unrestricted one, `protected_price` this model minus the same model with the protected attributes as inputs (null
    where there are none). `unripe` are the months whose horizon is still running, `champion` the comparison with the
    model that served at the training (`not_compared` says why there is none), `leaks` signs that an input knows the
    outcome, `paired` what another version's figures can be paired with. `horizons` is the same at other horizons,
    `competing_censored` the other reading of the label.
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
    excluded: dict[str, int]
    shapes: tuple[ShapeTable, ...] = ()
    left_out: tuple[str, ...] = ()
    proxies: tuple[ProxyFigure, ...] = ()
    glass_box_price: Difference | None = None
    protected_price: Difference | None = None
    decisions: tuple[DecisionPoint, ...] = ()
    net_value: NetValueTable | None = None
    stability: Stability | None = None
    unripe: tuple[UnripeMonth, ...] = ()
    champion: AgainstChampion | None = None
    not_compared: str = ""
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
