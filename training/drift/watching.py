"""Today's people beside the training days of a model.

Three things must hold before a change of shape is told: today is unlike every training day (so that the time of
year alone is no alarm), more unlike than training days are to each other, and chance does not explain it
(Benjamini and Hochberg's rule over all inputs, at 1 in 100).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

import numpy as np
import polars as pl
from scipy.stats import false_discovery_control

from data_contracts.feature_spec import FeatureSpec
from training.drift.distances import (
    chance_of_index,
    chance_of_shares,
    distance,
    shares,
    stability_index,
)
from training.drift.histogram import Counts, Cut
from training.drift.reference import SCORE, DriftReference, InputReference
from training.drift.report import InputDrift, Kind
from training.drift.words import bin_names, remedy

FALSE_DISCOVERY = 0.01
LEAST_INDEX = 0.20
TIMES_USUAL = 1.5
LEAST_SHARE = 0.05
LEAST_OTHER = 0.02
MIN_NAMED, MAX_NAMED = 10, 3

SCORE_SPEC = FeatureSpec(SCORE, "number", "Score", unit="log-odds")


@dataclass(frozen=True)
class Compared:
    """One input beside its reference, before it is judged: `p` the chance of its shape, missing and other share."""

    spec: FeatureSpec
    cut: Cut
    absent: bool
    now: Counts
    then: Counts
    missing: float
    usual_missing: tuple[float, float]
    other: float
    usual_other: float
    nearest: float
    like: int
    limit: float
    p: tuple[float, float, float]
    new: tuple[str, ...]


def watch_inputs(
    specs: Sequence[FeatureSpec],
    reference: DriftReference,
    today: pl.DataFrame,
    log_odds: pl.Series,
    gap_days: int,
    known: Mapping[str, Collection[str]] = MappingProxyType({}),
) -> tuple[InputDrift, tuple[InputDrift, ...]]:
    """The score and every input of today's people; a column that is absent from `today` is told as absent.

    `gap_days` is how far today lies behind training as a rule (the horizon): training days that far apart
    show how much an input changes anyway. `known` are the categories that the model has met, too rare ones included:
    none of them is called new.
    """
    far = far_apart(reference.days, gap_days)
    by_name = {part.cut.name: part for part in reference.inputs}
    compared = [_compare(SCORE_SPEC, reference.score, log_odds, far, absent=False)]
    for spec in specs:
        absent = spec.name not in today.columns
        values = pl.Series(spec.name, [None] * today.height) if absent else today[spec.name]
        one = _compare(spec, by_name[spec.name], values, far, absent=absent)
        met = known.get(spec.name, ())
        compared.append(replace(one, new=tuple(level for level in one.new if level not in met)[:MAX_NAMED]))
    likely = np.array([p for one in compared for p in one.p])
    adjusted = false_discovery_control(likely, method="bh").reshape(len(compared), 3)
    judged = [
        _judged(one, p <= FALSE_DISCOVERY, reference.days) for one, p in zip(compared, adjusted, strict=True)
    ]
    return judged[0], tuple(judged[1:])


def far_apart(days: Sequence[date | None], gap_days: int) -> Counts:
    """(days, days) 1 where two training days lie `gap_days` apart, or half the training period if that is shorter."""
    known = [day for day in days if day is not None]
    if len(known) < 2:
        return np.zeros((len(days), len(days)), dtype=np.int64)
    number = np.array([day.toordinal() for day in known])
    gap = min(gap_days, (number[-1] - number[0]) // 2)
    apart = np.abs(number[:, None] - number[None, :])
    return np.asarray(apart >= max(gap, 1), dtype=np.int64)


def usual_index(table: Counts, far: Counts) -> float:
    """How unlike its most similar far day a training day is at most; 0 where no two days are far apart."""
    found = [
        min(stability_index(table[d], table[other]) for other in np.flatnonzero(far[d]))
        for d in range(len(table))
        if far[d].any()
    ]
    return max(found, default=0.0)


def _compare(
    spec: FeatureSpec, past: InputReference, values: pl.Series, far: Counts, *, absent: bool
) -> Compared:
    cut, table = past.cut, past.table
    place = cut.places(values)
    now, total = np.bincount(place[place >= 0], minlength=cut.bins), len(place)
    indices = [stability_index(now, day) for day in table]
    like = int(np.argmin(indices))
    usual = usual_index(table, far)
    missing, gaps = int((place < 0).sum()), np.array(past.missing)
    rows = table.sum(axis=1) + gaps
    closest = int(np.argmin(np.abs(gaps / np.maximum(rows, 1) - missing / max(total, 1))))
    other, others = int(now[-1]), table[:, -1]
    of_others = others / np.maximum(table.sum(axis=1), 1)
    most = int(np.argmax(of_others))
    category = cut.kind == "category"
    return Compared(
        spec=spec,
        cut=cut,
        absent=absent,
        now=now,
        then=table.sum(axis=0),
        missing=missing / max(total, 1),
        usual_missing=(float((gaps / np.maximum(rows, 1)).min()), float((gaps / np.maximum(rows, 1)).max())),
        other=other / max(int(now.sum()), 1) if category else 0.0,
        usual_other=float(of_others[most]) if category else 1.0,
        nearest=indices[like],
        like=like,
        limit=max(LEAST_INDEX, TIMES_USUAL * usual),
        p=(
            chance_of_index(indices[like], int(now.sum()), int(table[like].sum()), cut.bins),
            chance_of_shares(missing, total, int(gaps[closest]), int(rows[closest])),
            chance_of_shares(other, int(now.sum()), int(others[most]), int(table[most].sum()))
            if category
            else 1.0,
        ),
        new=_new_levels(cut, values) if category else (),
    )


def _new_levels(cut: Cut, values: pl.Series) -> tuple[str, ...]:
    """The categories without a bin of their own that make the difference today, the most frequent first.

    Each has `MIN_NAMED` people or more and `LEAST_OTHER` of all: rarer ones may be as old as the reference.
    """
    counts = values.drop_nulls().cast(pl.String).value_counts(sort=True, name="people")
    least = max(MIN_NAMED, LEAST_OTHER * len(values))
    enough = counts.filter((pl.col("people") >= least) & ~pl.col(values.name).is_in(list(cut.levels)))
    return tuple(enough[values.name].to_list())


def _judged(one: Compared, beyond_chance: np.ndarray, days: Sequence[date | None]) -> InputDrift:
    found: list[Kind] = []
    low, high = one.usual_missing
    if one.absent:
        found.append("absent")
    elif beyond_chance[1] and max(one.missing - high, low - one.missing) >= LEAST_SHARE:
        found.append("missing")
    new = bool(beyond_chance[2]) and one.other - one.usual_other >= LEAST_OTHER
    if new:
        found.append("new_category")
    if beyond_chance[0] and one.nearest > one.limit and one.now.sum():
        found.append("shape")
    return InputDrift(
        name=one.spec.name,
        label=one.spec.label,
        kind=one.cut.kind,
        index=stability_index(one.now, one.then) if one.now.sum() else 0.0,
        nearest=one.nearest if one.now.sum() else 0.0,
        like=days[one.like],
        limit=one.limit,
        distance=distance(one.cut, one.now, one.then) if one.now.sum() else 0.0,
        missing=one.missing,
        usual_missing=one.usual_missing,
        other=one.other,
        new_categories=one.new if new else (),
        now=tuple(float(share) for share in shares(one.now)),
        then=tuple(float(share) for share in shares(one.then)),
        bins=bin_names(one.cut),
        found=tuple(found),
        todo=tuple(remedy(kind, one.spec, one.missing, one.new) for kind in found),
    )
