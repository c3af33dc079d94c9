"""Two versions side by side: figures, paired where both were tested on the same rows, inputs, and shapes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from training.evaluation.intervals import figure
from training.evaluation.metrics import FIGURES
from training.registry.store import Registry
from training.registry.versions import HEADLINES, ModelVersion, find_version, report_of, scorecard_of
from training.shape_changes import ShapeChange, shape_changes

Interval = tuple[float, float | None, float | None]


@dataclass(frozen=True)
class Compared:
    """One headline metric of two versions: value and 95 % interval of each, and b minus a.

    `low` and `high` are the paired interval of the change; null where the versions were not tested on the same rows.
    """

    metric: str
    a: Interval
    b: Interval
    change: float
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True)
class Comparison:
    """Two versions side by side.

    `same_data` tells whether they were trained on the same rows, `paired_on` on which rows the changes are paired
    ("" if on none). `added` and `removed` are inputs of b and of a alone; `shapes` are those that changed, most first.
    """

    a: ModelVersion
    b: ModelVersion
    same_data: bool
    paired_on: str
    metrics: tuple[Compared, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]
    shapes: tuple[ShapeChange, ...]


def compare(registry: Registry, name: str, a: str | int, b: str | int) -> Comparison:
    """Everything that tells version b from version a."""
    first, second = find_version(registry, name, a), find_version(registry, name, b)
    left, right = report_of(registry, first), report_of(registry, second)
    old, new = scorecard_of(registry, first), scorecard_of(registry, second)
    paired_on, changes = _paired(first, left, second, right)
    moved = shape_changes(old, new)
    return Comparison(
        a=first,
        b=second,
        same_data=first.data_hash == second.data_hash,
        paired_on=paired_on,
        metrics=tuple(
            _compared(metric, left["model"][metric], right["model"][metric], changes) for metric in HEADLINES
        ),
        added=tuple(name for name in new.names if name not in old.names),
        removed=tuple(name for name in old.names if name not in new.names),
        shapes=tuple(change for change in moved if change.largest),
    )


def _paired(
    first: ModelVersion, left: Mapping[str, Any], second: ModelVersion, right: Mapping[str, Any]
) -> tuple[str, dict[str, Interval]]:
    """b minus a on the same rows, figure by figure: from the same test, or from the later one's own comparison."""
    mine, theirs = left["paired"], right["paired"]
    if mine and theirs and mine["rows"] == theirs["rows"]:
        return "the rows on which both were tested", _same_rows(mine, theirs)
    for version, report, sign in ((first, right, 1), (second, left, -1)):
        known = report["champion"]
        if known and known["digest"] == version.digest:
            where = f"{known['rows']:,} rows with {known['events']:,} events after version {version.version}'s training"
            return where, _against(known["difference"], sign)
    return "", {}


def _same_rows(a: Mapping[str, Any], b: Mapping[str, Any]) -> dict[str, Interval]:
    moved = np.array(b["draws"], dtype=np.float64) - np.array(a["draws"], dtype=np.float64)
    whole = np.array(b["whole"]) - np.array(a["whole"])
    found = {name: figure(float(whole[k]), moved[:, k]) for k, name in enumerate(FIGURES)}
    return {name: (value.value, value.low, value.high) for name, value in found.items()}


def _against(difference: Mapping[str, Any], sign: int) -> dict[str, Interval]:
    found: dict[str, Interval] = {}
    for name, value in difference.items():
        if name == "other":
            continue
        ends = [None if end is None else sign * end for end in (value["low"], value["high"])]
        low, high = ends if sign > 0 else ends[::-1]
        found[name] = (sign * value["value"], low, high)
    return found


def _compared(
    metric: str, a: Mapping[str, Any], b: Mapping[str, Any], changes: Mapping[str, Interval]
) -> Compared:
    plain: Interval = (b["value"] - a["value"], None, None)
    change, low, high = changes.get(metric, plain)
    return Compared(
        metric, (a["value"], a["low"], a["high"]), (b["value"], b["low"], b["high"]), change, low, high
    )
