"""What is answered for each row of a score request: a score with its reasons, or why there is none."""

from dataclasses import dataclass
from typing import Literal

from serving.scores.feature_table import feature_table
from serving.scores.reasons import Reason, Value, reasons_of
from training.row_scoring import RowScore
from training.scorecard import BandName, Scorecard

FEW_ROWS = 50
"""Up to so many rows are scored one by one, which gives the same bits and needs no arrays."""

Status = Literal["scored", "not_scored", "refused"]


@dataclass(frozen=True)
class ScoredRow:
    """One answer. `base` and the contributions of `reasons` sum to `log_odds`; its sigmoid is `probability`.

    For "not_scored", `reason` is the rule (objected, in_notice, open_case, cold_start, stale); for
    "refused" it is `unknown_id` or `bad_values`, and `problems` names each wrong column. Everything else is
    then null or empty.
    """

    id: str
    status: Status
    reason: str | None = None
    problems: tuple[str, ...] = ()
    probability: float | None = None
    log_odds: float | None = None
    base: float | None = None
    band: BandName | None = None
    reasons: tuple[Reason, ...] = ()


def score_batch(scorecard: Scorecard, rows: list[tuple[str, dict[str, Value]]]) -> list[ScoredRow]:
    """A score with every reason for each (id, features) row; the features must be those of the scorecard."""
    if len(rows) <= FEW_ROWS:
        return [_answer(scorecard, *row, scorecard.score_row(row[1])) for row in rows]
    scores = scorecard.score(feature_table(scorecard.specs, [features for _, features in rows]))
    parts = zip(
        scores.log_odds.tolist(), scores.probability.tolist(), scores.contributions.tolist(), strict=True
    )
    return [
        _answer(scorecard, *row, RowScore(log_odds, probability, tuple(contributions)))
        for row, (log_odds, probability, contributions) in zip(rows, parts, strict=True)
    ]


def _answer(scorecard: Scorecard, row_id: str, features: dict[str, Value], score: RowScore) -> ScoredRow:
    contributions = dict(zip(scorecard.names, score.contributions, strict=True))
    return ScoredRow(
        id=row_id,
        status="scored",
        probability=score.probability,
        log_odds=score.log_odds,
        base=scorecard.served_base,
        band=scorecard.band_name(score.log_odds),
        reasons=reasons_of(scorecard.specs, features, contributions),
    )
