"""Medians of peers in training: a test side is compared with what its training side alone could know."""

from dataclasses import replace

import numpy as np
import pyarrow as pa

from features.feature_sets import is_company_set
from features.peers import BASES, INGREDIENTS, learn_peers, peer_values
from training.dataset import Rows, TrainingData
from training.matrix import FeatureMatrix
from training.scorecard import Scorecard


def as_known_to(rows: Rows, data: TrainingData, matrix: FeatureMatrix) -> FeatureMatrix:
    """`matrix` with every figure against peers made anew from the medians of `rows` alone."""
    if data.built is None or not {spec.name for spec in matrix.specs} & set(BASES):
        return matrix
    seen = data.built.select("employee_id", "as_of", *INGREDIENTS)
    values = peer_values(seen, learn_peers(seen[rows.tolist()]))
    columns = [
        values[spec.name].to_numpy().astype(np.float64) if spec.name in values else column
        for spec, column in zip(matrix.specs, matrix.columns, strict=True)
    ]
    return replace(matrix, columns=tuple(columns))


def rows_for(scorecard: Scorecard, data: TrainingData, rows: Rows) -> pa.Table:
    """The inputs of another scorecard, such as the champion's, with its own medians of peers."""
    built = data.frame if data.built is None else data.built
    taken = built[rows.tolist()]
    if scorecard.peers is not None:
        taken = taken.with_columns(peer_values(taken, scorecard.peers).values())
    return taken.select([spec.name for spec in scorecard.specs]).to_arrow()


def lacking_inputs(scorecard: Scorecard, data: TrainingData) -> tuple[str, ...]:
    """The inputs of another scorecard, such as the champion's, that were not built or are missing in every row."""
    built = data.frame if data.built is None else data.built
    empty = () if data.built is None else (n for n in built.columns if built[n].null_count() == data.rows)
    there = set(built.columns) - set(empty)
    return tuple(spec.name for spec in scorecard.specs if spec.name not in there)


def same_source(scorecard: Scorecard, data: TrainingData) -> bool:
    """Whether another scorecard was made from such data as these: a company's tables, or a snapshot of one mapping."""
    if data.built is None or not is_company_set(data.feature_set):
        return scorecard.feature_set == data.feature_set
    return is_company_set(scorecard.feature_set)
