"""What may be told about the model that serves: which one it is, what it takes in, what its bands meant."""

from dataclasses import dataclass
from typing import Literal

from data_contracts.errors import NotFound
from features.feature_sets import is_company_set
from training.champion import Champion
from training.scorecard import Evidence, Scorecard
from training.shapes import LineShape, TableShape

Accepts = Literal["employee_ids", "rows"]


class NoModel(NotFound):
    """No model has been promoted, so nobody has a score (cold start)."""


@dataclass(frozen=True)
class ModelRef:
    """Which model gave an answer; `digest` is the SHA-256 of its scorecard."""

    name: str
    version: int
    digest: str
    horizon_days: int


@dataclass(frozen=True)
class ModelBand:
    """A range of scores: `left` of `n` people in it left; `low`, `high` are Wilson's 95 % limits."""

    name: str
    from_log_odds: float | None
    n: int
    left: int
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ModelFacts:
    """The model that serves and what it was trained on; days are null for one undated snapshot."""

    model: ModelRef
    task: str
    feature_set: str
    features: int
    trained_rows: int
    trained_events: int
    trained_from: str | None
    trained_until: str | None
    data_hash: str
    promoted_at: str
    base_rate: float
    evidence: Evidence
    bands: tuple[ModelBand, ...]


@dataclass(frozen=True)
class ModelColumn:
    """One input. A value may be null (not known) but not absent.

    `levels` are the categories seen in training, others are scored as unseen; for numbers on a line, values
    outside `low` and `high` are held at them.
    """

    name: str
    kind: Literal["number", "category"]
    label: str
    unit: str
    meaning: str
    levels: tuple[str, ...] | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class ModelSchema:
    """What to send to be scored: ids of known employees, or rows with exactly these columns as well."""

    model: ModelRef
    accepts: tuple[Accepts, ...]
    max_rows: int
    columns: tuple[ModelColumn, ...]


def model_ref(champion: Champion) -> ModelRef:
    """Which model this is."""
    return ModelRef(champion.name, champion.version, champion.digest, champion.scorecard.horizon_days)


def takes_rows(scorecard: Scorecard) -> bool:
    """Whether callers may send rows: not for company models, whose inputs only the lake can give."""
    return not is_company_set(scorecard.feature_set)


def model_facts(champion: Champion) -> ModelFacts:
    """What may be told about the model."""
    card = champion.scorecard
    return ModelFacts(
        model=model_ref(champion),
        task=card.task,
        feature_set=card.feature_set,
        features=len(card.features),
        trained_rows=card.trained.rows,
        trained_events=card.trained.events,
        trained_from=_day(card.trained.first),
        trained_until=_day(card.trained.last),
        data_hash=card.trained.data_hash,
        promoted_at=champion.promoted_at.isoformat(),
        base_rate=card.base_rate,
        evidence=card.evidence,
        bands=tuple(
            ModelBand(band.name, band.from_log_odds, band.n, band.events, band.low, band.high)
            for band in card.bands
        ),
    )


def model_schema(champion: Champion, max_rows: int) -> ModelSchema:
    """What the model takes in, column by column."""
    card = champion.scorecard
    accepts: tuple[Accepts, ...] = ("employee_ids", "rows") if takes_rows(card) else ("employee_ids",)
    columns = []
    for feature in card.features:
        shape, spec = feature.shape, feature.spec
        levels = tuple(sorted(shape.levels)) if isinstance(shape, TableShape) else None
        low, high = (shape.low, shape.high) if isinstance(shape, LineShape) else (None, None)
        columns.append(
            ModelColumn(spec.name, spec.kind, spec.label, spec.unit, spec.meaning, levels, low, high)
        )
    return ModelSchema(model_ref(champion), accepts, max_rows, tuple(columns))


def _day(value: object) -> str | None:
    return None if value is None else str(value)
