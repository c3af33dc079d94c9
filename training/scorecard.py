"""The served model as data: p = sigmoid(a * (b0 + sum_j f_j(x_j)) + b), each f_j a shape one can read.

The model is a generalised additive model (Hastie & Tibshirani 1986) with Platt's calibration (1999), which is
linear in the log-odds: so the reasons still sum to the served number. A scorecard is read from bounded, strictly
checked JSON; nothing in it can run.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
from pydantic import Field, ValidationError, model_validator

from data_contracts.errors import InputRefused
from data_contracts.feature_spec import FeatureSpec
from features.peers import PeerMedians
from training.columns import FloatArray
from training.row_scoring import RowScore, RowScorer, RowValue
from training.shapes import Part, Shape, TableShape, column_points

FORMAT: Literal["ermine-scorecard/1"] = "ermine-scorecard/1"
WITH_PEERS: Literal["ermine-scorecard/2"] = "ermine-scorecard/2"
"""The second carries the medians of peers; a scorecard without any is written as it always was."""

MAX_BYTES = 4 * 1024 * 1024

BandName = Literal["steady", "watch", "talk_soon"]
BAND_NAMES: tuple[BandName, ...] = ("steady", "watch", "talk_soon")
Evidence = Literal["out_of_time", "cross_validated"]


class ScorecardRefused(InputRefused):
    """This is not a scorecard that may be used."""


class Period(Part):
    """What the model was trained on; `first` and `last` as-of day are null for an undated snapshot."""

    rows: int = Field(ge=1)
    events: int = Field(ge=0)
    first: date | None = Field(alias="from")
    last: date | None = Field(alias="until")
    data_hash: str = Field(max_length=128)


class Calibration(Part):
    """Platt's two numbers: served log-odds = a * raw + b."""

    a: float = Field(gt=0)
    b: float


class Feature(Part):
    """One input: what it is, in words, and its shape (points before calibration, mean 0 on training rows)."""

    name: str = Field(min_length=1, max_length=200)
    kind: Literal["number", "category"]
    label: str
    unit: str
    phrase: str
    missing_phrase: str
    theme: str
    actionable: bool
    direction: Literal[-1, 0, 1]
    meaning: str
    source: str
    shape: Shape

    @model_validator(mode="after")
    def _shape_fits_kind(self) -> "Feature":
        if isinstance(self.shape, TableShape) != (self.kind == "category"):
            raise ValueError(f"feature {self.name!r}: a {self.kind} cannot have a {self.shape.type} shape")
        return self

    @property
    def spec(self) -> FeatureSpec:
        """The feature's description without its shape."""
        return FeatureSpec(**{key: getattr(self, key) for key in FeatureSpec.__dataclass_fields__})

    @classmethod
    def of(cls, spec: FeatureSpec, shape: Shape) -> "Feature":
        """The description `spec` together with a fitted shape."""
        return cls(**{key: getattr(spec, key) for key in FeatureSpec.__dataclass_fields__}, shape=shape)


class Band(Part):
    """A range of scores and what people with such scores did, on rows the model was not fitted on.

    `left` = events / n; `low` and `high` are its 95 % Wilson interval; all three are null when n is 0.
    `from_log_odds` is null for the lowest band.
    """

    name: BandName
    from_log_odds: float | None
    n: int = Field(ge=0)
    events: int = Field(ge=0)
    left: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Scores:
    """What a scorecard says of n rows and m features.

    `log_odds` (n,) = `base` + `contributions` (n, m) summed over features, `probability` (n,) = sigmoid of it,
    `band` (n,) the index into the scorecard's bands. `features` names the columns of `contributions`.
    """

    log_odds: FloatArray
    probability: FloatArray
    contributions: FloatArray
    base: float
    band: npt.NDArray[np.int64]
    features: tuple[str, ...]


class Scorecard(Part):
    """A complete risk model; make one with `Scorecard.from_json`, use it with `score`.

    `peers` are the medians with which its features against peers have to be built; None when it has none.
    """

    format: Literal["ermine-scorecard/1", "ermine-scorecard/2"] = FORMAT
    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")
    task: str
    horizon_days: int = Field(ge=1, le=3660)
    feature_set: str
    trained: Period
    base: float
    calibration: Calibration
    features: tuple[Feature, ...] = Field(min_length=1, max_length=2000)
    bands: tuple[Band, ...] = Field(min_length=3, max_length=3)
    evidence: Evidence
    base_rate: float = Field(ge=0, le=1)
    peers: PeerMedians | None = None

    @model_validator(mode="after")
    def _fits_together(self) -> "Scorecard":
        names = [feature.name for feature in self.features]
        if len(set(names)) != len(names):
            raise ValueError("feature names must be different")
        if tuple(band.name for band in self.bands) != BAND_NAMES:
            raise ValueError(f"bands must be {', '.join(BAND_NAMES)}")
        starts = [band.from_log_odds for band in self.bands]
        if starts[0] is not None or starts[1] is None or starts[2] is None or starts[2] <= starts[1]:
            raise ValueError("band starts must be null, then two increasing numbers")
        self._check_peers()
        return self

    def _check_peers(self) -> None:
        if (self.format == WITH_PEERS) != (self.peers is not None):
            raise ValueError(f"medians of peers belong to {WITH_PEERS}, and to no other format")
        numbers = {feature.name for feature in self.features if feature.kind == "number"}
        if self.peers is not None and not set(self.peers.medians) <= numbers:
            raise ValueError("there are medians of peers for a feature that the model does not read")

    @classmethod
    def from_json(cls, data: bytes) -> "Scorecard":
        """The scorecard in `data`; raises `ScorecardRefused` if it is too large or breaks the schema."""
        if len(data) > MAX_BYTES:
            raise ScorecardRefused(f"The scorecard has {len(data):,} bytes; at most {MAX_BYTES:,} are read.")
        try:
            json.loads(data, object_pairs_hook=_each_key_once, parse_constant=_no_constant)
            return cls.model_validate_json(data)
        except (ValidationError, ValueError, RecursionError) as error:
            raise ScorecardRefused(f"The scorecard breaks its schema: {_first_line(error)}.") from error

    def to_json(self) -> bytes:
        """Canonical bytes: sorted keys, no spaces, floats by `repr`; the same scorecard gives the same bytes."""
        fields = self.model_dump(
            mode="json", by_alias=True, exclude={"peers"} if self.peers is None else None
        )
        text = json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
        return text.encode()

    @property
    def digest(self) -> str:
        """SHA-256 of the canonical bytes, in hexadecimal."""
        return hashlib.sha256(self.to_json()).hexdigest()

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> "Scorecard":
        """A copy with some fields changed; nothing that was derived from the old fields stays in it."""
        copied = super().model_copy(update=update, deep=deep)
        for derived in ("specs", "names", "_starts", "_row_scorer"):
            copied.__dict__.pop(derived, None)
        return copied

    @cached_property
    def specs(self) -> tuple[FeatureSpec, ...]:
        """The inputs in the order of the contributions."""
        return tuple(feature.spec for feature in self.features)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names of the inputs, in the order of the contributions."""
        return tuple(feature.name for feature in self.features)

    @property
    def served_base(self) -> float:
        """Log-odds of a row whose features all say nothing: a * b0 + b."""
        return self.calibration.a * self.base + self.calibration.b

    def score(self, table: pa.Table) -> Scores:
        """Log-odds, probability, every reason and the band of each row.

        `table` holds one column per feature (others are ignored); null or NaN means missing. Raises
        `InputsRefused`, naming the column and the rows, for an absent column or one of the wrong kind.
        """
        contributions = np.empty((len(self.features), table.num_rows)).T  # column by column in memory
        log_odds = np.full(table.num_rows, self.served_base)
        for j, feature in enumerate(self.features):
            contributions[:, j] = self.calibration.a * column_points(feature.shape, table, feature.name)
            log_odds += contributions[:, j]  # in this order, as for one row, so that the last digit agrees
        return Scores(
            log_odds=log_odds,
            probability=sigmoid(log_odds),
            contributions=contributions,
            base=self.served_base,
            band=self.band_of(log_odds),
            features=self.names,
        )

    def score_row(self, values: Mapping[str, RowValue]) -> RowScore:
        """What `score` says of one row, to the last bit; for single rows, many times faster."""
        return self._row_scorer.score(values)

    @cached_property
    def _row_scorer(self) -> RowScorer:
        named = [(feature.name, feature.shape) for feature in self.features]
        return RowScorer(named, self.calibration.a, self.served_base)

    def band_of(self, log_odds: FloatArray) -> npt.NDArray[np.int64]:
        """Index into `bands` for each log-odds: the last band that starts at or below it."""
        return np.searchsorted(np.array(self._starts), log_odds, side="right").astype(np.int64)

    def band_name(self, log_odds: float) -> BandName:
        """The name of the band in which one score lies."""
        return self.bands[bisect_right(self._starts, log_odds)].name

    @cached_property
    def _starts(self) -> list[float]:
        return [band.from_log_odds for band in self.bands if band.from_log_odds is not None]


def sigmoid(log_odds: FloatArray) -> FloatArray:
    """1 / (1 + exp(-z)), without overflow for large |z|."""
    small = np.exp(-np.abs(log_odds))
    return np.where(log_odds >= 0, 1.0 / (1.0 + small), small / (1.0 + small))


def logit(probability: float) -> float:
    """log(p / (1 - p)) for 0 < p < 1."""
    return float(np.log(probability) - np.log1p(-probability))


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise ValueError("a key appears twice in one object")
    return fields


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not a finite number")


def _first_line(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "scorecard"
        return f"{where}: {first['msg']} ({error.error_count()} in all)"
    return str(error).splitlines()[0] if str(error) else type(error).__name__
