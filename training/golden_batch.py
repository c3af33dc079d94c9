"""Made-up rows that visit every corner of a scorecard: each edge, each category, missing and unseen values.

The promoter scores them once and signs the answers; whoever loads the scorecard scores them again. They are
derived from the shapes alone, so that no real person's data travels with a model.
"""

import pyarrow as pa

from training.scorecard import Scorecard
from training.shapes import LineShape, StepShape, TableShape

MAX_ROWS = 64
UNSEEN = "a category that nobody has seen"

GoldenRow = dict[str, float | str | None]


def golden_rows(scorecard: Scorecard) -> list[GoldenRow]:
    """Up to `MAX_ROWS` rows; each feature walks through its own corners, shifted against the others."""
    corners = {feature.name: _corners(feature.shape) for feature in scorecard.features}
    rows = min(MAX_ROWS, max(len(values) for values in corners.values()))
    return [
        {name: values[(row + shift) % len(values)] for shift, (name, values) in enumerate(corners.items())}
        for row in range(rows)
    ]


def golden_table(scorecard: Scorecard, rows: list[GoldenRow]) -> pa.Table:
    """The rows as `Scorecard.score` takes them; a value of the wrong kind raises `ValueError`."""
    columns = {}
    for feature in scorecard.features:
        kind = pa.string() if feature.kind == "category" else pa.float64()
        try:
            columns[feature.name] = pa.array([row[feature.name] for row in rows], type=kind)
        except (KeyError, pa.ArrowException) as error:
            raise ValueError(f"the golden batch has no usable {feature.name!r}") from error
    return pa.table(columns)


def _corners(shape: StepShape | LineShape | TableShape) -> list[float | str | None]:
    if isinstance(shape, TableShape):
        return [*sorted(shape.levels), UNSEEN, None]
    if isinstance(shape, LineShape):
        return [shape.low - 1, shape.low, shape.low / 2 + shape.high / 2, shape.high, shape.high + 1, None]
    between = [left / 2 + right / 2 for left, right in zip(shape.edges, shape.edges[1:], strict=False)]
    ends = [shape.edges[0] - 1, shape.edges[-1] + 1] if shape.edges else [0.0]
    return [None, *ends, *shape.edges, *between]
