"""Scores of rows that a caller sends, for models on a flat table; a bad row never stops the others."""

from collections.abc import Mapping, Sequence

from serving.scores.batch import ScoredRow, score_batch
from serving.scores.feature_table import plain_values, problems_of
from training.scorecard import Scorecard


def score_sent(
    scorecard: Scorecard | None, rows: Sequence[tuple[str, Mapping[str, object]]]
) -> tuple[ScoredRow, ...]:
    """Answers to (id, values) rows in their order; `cold_start` for all of them while there is no model."""
    if scorecard is None:
        return tuple(ScoredRow(row_id, "not_scored", "cold_start") for row_id, _ in rows)
    problems = [problems_of(scorecard.specs, values) for _, values in rows]
    good = [
        (row_id, plain_values(scorecard.specs, values))
        for (row_id, values), wrong in zip(rows, problems, strict=True)
        if not wrong
    ]
    scored = iter(score_batch(scorecard, good))
    return tuple(
        ScoredRow(row_id, "refused", "bad_values", wrong) if wrong else next(scored)
        for (row_id, _), wrong in zip(rows, problems, strict=True)
    )
