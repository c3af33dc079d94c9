"""What is answered for each row of a score request: a score with its reasons, or why there is none."""

from dataclasses import dataclass
from typing import Literal

from serving.scores.feature_table import feature_table
from serving.scores.reasons import Reason, Value, reasons_of
from training.scorecard import BandName, Scorecard

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
    if not rows:
        return []
    specs = scorecard.specs
    scores = scorecard.score(feature_table(specs, [features for _, features in rows]))
    answers = []
    for i, (row_id, features) in enumerate(rows):
        contributions = dict(zip(scores.features, scores.contributions[i].tolist(), strict=True))
        answers.append(
            ScoredRow(
                id=row_id,
                status="scored",
                probability=float(scores.probability[i]),
                log_odds=float(scores.log_odds[i]),
                base=scores.base,
                band=scorecard.bands[scores.band[i]].name,
                reasons=reasons_of(specs, features, contributions),
            )
        )
    return answers
