"""Score everybody who may be scored; the others keep the reason why not."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from data_contracts.feature_spec import FeatureSpec
from serving.outreach.eligibility import COLD_START, SCORED, why_not_scored
from serving.outreach.inputs import Person
from serving.outreach.views import Band
from serving.scores.inputs import inputs_of
from serving.scores.reasons import Value
from training.scorecard import Scorecard

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Standing:
    """What a run knows about one person's score; without one, only `status` says anything."""

    status: str
    band: Band = "unknown"
    log_odds: float | None = None
    probability: float | None = None
    features: dict[str, Value] = field(default_factory=dict)
    contributions: Numbers | None = None


def standings(people: Sequence[Person], table: pa.Table, scorecard: Scorecard | None) -> list[Standing]:
    """One standing per person, in their order. Without a scorecard nobody has a score (cold start).

    The features of people who may not be scored are not kept: their standing is the rule alone.
    """
    found = [Standing(why_not_scored(person) or COLD_START) for person in people]
    rows = [i for i, standing in enumerate(found) if standing.status == COLD_START]
    if scorecard is None or not rows:
        return found
    for row, standing in zip(rows, _scored(table.take(rows), scorecard), strict=True):
        found[row] = standing
    return found


def feature_rows(table: pa.Table, specs: Sequence[FeatureSpec]) -> list[dict[str, Value]]:
    """The features of each row as plain values, None where missing (NaN included)."""
    columns = [_plain(table.column(spec.name)) for spec in specs]
    names = [spec.name for spec in specs]
    return [dict(zip(names, values, strict=True)) for values in zip(*columns, strict=True)]


def _scored(table: pa.Table, scorecard: Scorecard) -> list[Standing]:
    scores = scorecard.score(table)
    features = feature_rows(table, inputs_of(scorecard))
    return [
        Standing(
            status=SCORED,
            band=scorecard.bands[scores.band[i]].name,
            log_odds=float(scores.log_odds[i]),
            probability=float(scores.probability[i]),
            features=features[i],
            contributions=scores.contributions[i],
        )
        for i in range(table.num_rows)
    ]


def _plain(column: pa.ChunkedArray) -> list[Value]:
    values: list[Value] = column.to_pylist()
    return [None if isinstance(value, float) and value != value else value for value in values]
