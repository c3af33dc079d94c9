"""The labelled rows that a model learns from: one row per employee and as-of day, or per row of a snapshot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import polars as pl
import pyarrow as pa

from data_contracts.errors import InputRefused
from data_contracts.feature_spec import FeatureSpec
from features.peers import BASES, PeerMedians, learn_peers, peer_values
from training.columns import FloatArray
from training.exposure import untreated_exposure
from training.labels import Labels, label_rows
from training.matrix import FeatureMatrix
from training.unripe import Unripe, unripe_rows

Rows = npt.NDArray[np.int64]


class NothingToLearnFrom(InputRefused):
    """There are no labelled rows, or all of them have the same outcome."""


@dataclass(frozen=True)
class TrainingData:
    """n labelled rows.

    `frame` holds the features only (float64 or text, null = missing), in the order of `specs`. `y` (n,) is 1 where
    the event happened within `horizon_days` after `as_of` (days; None for one undated snapshot). `employee_id`,
    `unit_id` (null where unknown) and `protected` (audit only, never a feature) belong to the same rows.
    `excluded` counts the rows that were left out, by reason; of these, `unripe` are those whose horizon is running.
    `built` is everything that was built for these rows (None for a snapshot), and `peers` the medians that its figures
    against peers were made with.

    `weight` (n,) says how many person-months each row stands in for (mean 1; None: itself), where outreach has
    touched some (`training.exposure`); figures count rows by it too. `ended` (n,) is the day after as_of on which each
    row's story ends and `competing` (n,) whether with a competing exit; None where only the outcome is known.
    `half_life_days` makes older rows count less in the fit, never in the figures (None: all the same).
    """

    frame: pl.DataFrame
    y: npt.NDArray[np.int64]
    employee_id: pl.Series
    as_of: npt.NDArray[np.datetime64] | None
    unit_id: pl.Series | None
    protected: pl.DataFrame | None
    specs: tuple[FeatureSpec, ...]
    horizon_days: int
    source: Literal["company", "snapshot"]
    feature_set: str
    data_hash: str
    excluded: Mapping[str, int] = field(default_factory=dict)
    built: pl.DataFrame | None = None
    peers: PeerMedians | None = None
    unripe: Unripe | None = None
    weight: FloatArray | None = None
    ended: FloatArray | None = None
    competing: npt.NDArray[np.bool_] | None = None
    half_life_days: float | None = None

    def __post_init__(self) -> None:
        if self.frame.columns != [spec.name for spec in self.specs]:
            raise ValueError("frame columns and specs must name the same features in the same order")
        if not 0 < self.events < self.rows:
            raise NothingToLearnFrom(
                f"{self.rows} labelled rows with {self.events} events: both outcomes are needed to learn.",
                remedy="Check the target column, or import a longer period of exits.",
            )

    @property
    def rows(self) -> int:
        """How many labelled rows there are."""
        return len(self.y)

    @property
    def events(self) -> int:
        """How many rows have the outcome 1."""
        return int(self.y.sum())

    @property
    def base_rate(self) -> float:
        """Share of rows with the outcome 1, each row counted by its weight."""
        return (
            self.events / self.rows
            if self.weight is None
            else float(self.weight @ self.y / self.weight.sum())
        )

    @property
    def dates(self) -> tuple[np.datetime64, ...]:
        """The different as-of days, oldest first; empty for an undated snapshot."""
        return () if self.as_of is None else tuple(np.unique(self.as_of))

    def fit_weights(self, rows: Rows) -> FloatArray | None:
        """How much each of `rows` counts when a model is fitted on them (mean 1): by its own weight, and half as much
        for every `half_life_days` that it lies before the latest of them. None: all the same."""
        weight = None if self.weight is None else self.weight[rows]
        if self.half_life_days is not None and self.as_of is not None:
            days = self.as_of[rows]
            age = (days.max() - days) / np.timedelta64(1, "D")
            weight = 0.5 ** (age / self.half_life_days) * (1.0 if weight is None else weight)
        return None if weight is None else weight / weight.mean()

    @cached_property
    def groups(self) -> Rows:
        """One integer per employee, for splits and bootstraps that keep a person's rows together."""
        return np.unique(self.employee_id.to_numpy(), return_inverse=True)[1].astype(np.int64)

    def table(self) -> pa.Table:
        """The features as an Arrow table, ready for `Scorecard.score`."""
        return self.frame.to_arrow()


def company_dataset(
    features: pa.Table,
    exits: pl.DataFrame,
    specs: Sequence[FeatureSpec],
    *,
    covers_until: date,
    horizon_days: int,
    notice_days: int,
    feature_set: str,
    data_hash: str,
    protected: pl.DataFrame | None = None,
    contacts: pl.DataFrame | None = None,
    effect_days: int = 0,
    half_life_days: float | None = None,
) -> TrainingData:
    """Person-month rows labelled by `training.labels.label_rows`; `features` as `features.build` returns them.

    Figures against peers are made with the medians of all labelled rows. `protected` is the lake's audit table
    (employee_id and its columns); it is joined for the by-group figures. With `contacts` (employee_id, date) only
    exposure without outreach is kept, weighted (`training.exposure`); a contact is taken to work for `effect_days`.
    """
    frame = pl.DataFrame(pl.from_arrow(features))
    labels = label_rows(
        frame, exits, covers_until=covers_until, horizon_days=horizon_days, notice_days=notice_days
    )
    peers = None
    if {spec.name for spec in specs} & set(BASES):
        peers = learn_peers(frame.filter(labels.keep))
        frame = frame.with_columns(peer_values(frame, peers).values())
    keep, weight, excluded = _untreated(frame, labels, tuple(specs), contacts, effect_days)
    kept = frame.filter(keep)
    return TrainingData(
        frame=kept.select([spec.name for spec in specs]),
        y=labels.y[keep],
        employee_id=kept["employee_id"],
        as_of=kept["as_of"].to_numpy().astype("datetime64[D]"),
        unit_id=kept["unit_id"],
        protected=_joined(kept, protected),
        specs=tuple(specs),
        horizon_days=horizon_days,
        source="company",
        feature_set=feature_set,
        data_hash=data_hash,
        excluded=excluded,
        built=kept,
        peers=peers,
        unripe=unripe_rows(
            frame, exits, specs, covers_until=covers_until, horizon_days=horizon_days, notice_days=notice_days
        ),
        weight=weight,
        ended=labels.ended[keep],
        competing=labels.competing[keep],
        half_life_days=half_life_days,
    )


def _untreated(
    frame: pl.DataFrame,
    labels: Labels,
    specs: tuple[FeatureSpec, ...],
    contacts: pl.DataFrame | None,
    effect_days: int,
) -> tuple[npt.NDArray[np.bool_], FloatArray | None, dict[str, int]]:
    """Which rows stay, the weights of those (None: all the same), and counts of the others by reason."""
    keep, excluded = labels.keep, dict(labels.excluded)
    if contacts is None:
        return keep, None, excluded
    rows = frame.filter(keep)
    matrix = FeatureMatrix.of(rows.select([spec.name for spec in specs]), specs)
    exposure = untreated_exposure(rows, matrix, labels.ended[keep], contacts, effect_days=effect_days)
    untouched = keep.copy()
    untouched[keep] = exposure.untreated
    weight = None if exposure.weight is None else exposure.weight[exposure.untreated]
    return untouched, weight, {**excluded, **exposure.counts}


def snapshot_dataset(
    frame: pl.DataFrame,
    specs: Sequence[FeatureSpec],
    *,
    horizon_days: int,
    feature_set: str,
    data_hash: str,
    protected: pl.DataFrame | None = None,
) -> TrainingData:
    """The labelled rows of an admitted snapshot (employee_id, as_of, unit_id, target, features).

    Rows without a target are left out and counted. `protected` has the rows of `frame`, in the same order.
    """
    known = frame["target"].is_not_null()
    kept = frame.filter(known)
    dated = kept["as_of"].is_not_null().all() and kept.height > 0
    audit = None if protected is None else protected.filter(known).drop("employee_id", strict=False)
    return TrainingData(
        frame=kept.select([spec.name for spec in specs]),
        y=kept["target"].to_numpy().astype(np.int64),
        employee_id=kept["employee_id"],
        as_of=kept["as_of"].to_numpy().astype("datetime64[D]") if dated else None,
        unit_id=None if kept["unit_id"].is_null().all() else kept["unit_id"],
        protected=audit,
        specs=tuple(specs),
        horizon_days=horizon_days,
        source="snapshot",
        feature_set=feature_set,
        data_hash=data_hash,
        excluded={"no target": int((~known).sum())},
    )


def _joined(kept: pl.DataFrame, protected: pl.DataFrame | None) -> pl.DataFrame | None:
    if protected is None or protected.width < 2:
        return None
    ids = kept.select("employee_id")
    return ids.join(protected, on="employee_id", how="left", maintain_order="left").drop("employee_id")
