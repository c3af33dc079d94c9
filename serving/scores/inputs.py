"""What has to be kept of a row so that it can be scored again, also by the next model."""

from collections.abc import Mapping, Sequence

import polars as pl

from data_contracts.feature_spec import FeatureSpec
from features.catalogue import BY_NAME
from features.peers import INGREDIENTS, peer_values
from serving.scores.reasons import Value
from training.scorecard import Scorecard

_KINDS = {"number": pl.Float64, "category": pl.String}

Row = tuple[str, Mapping[str, Value]]
"""An id and the features by name."""


def inputs_of(scorecard: Scorecard) -> tuple[FeatureSpec, ...]:
    """The inputs of a scorecard, and what its figures against peers are made from."""
    own = {spec.name for spec in scorecard.specs}
    ingredients = INGREDIENTS if scorecard.peers is not None else ()
    return (*scorecard.specs, *(BY_NAME[name] for name in ingredients if name not in own))


def with_own_peers(scorecard: Scorecard, rows: Sequence[Row]) -> list[tuple[str, dict[str, Value]]]:
    """The rows with the figures against peers made anew from the scorecard's own medians.

    A row that was stored with another model compared with that model's medians.
    """
    if scorecard.peers is None:
        return [(who, dict(row)) for who, row in rows]
    kinds = {name: _KINDS[BY_NAME[name].kind] for name in INGREDIENTS}
    frame = pl.DataFrame([{name: row[name] for name in INGREDIENTS} for _, row in rows], schema=kinds)
    values = peer_values(frame, scorecard.peers)
    wanted = tuple(scorecard.peers.medians)
    return [
        (who, {**row, **{name: values[name][place] for name in wanted}})
        for place, (who, row) in enumerate(rows)
    ]
