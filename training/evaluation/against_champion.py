"""The challenger's back-test beside the model that serves now, on rows that neither of them was fitted on."""

from dataclasses import replace

import numpy as np

from training.dataset import TrainingData
from training.evaluation.backtest import MODEL
from training.evaluation.figures import AgainstChampion
from training.evaluation.metrics import difference, draw_figures
from training.evaluation.predictions import Predictions
from training.peers import lacking_inputs, rows_for, same_source
from training.scorecard import Scorecard

CHAMPION = "champion"
MIN_EVENTS = 10


def against_champion(
    champion: Scorecard | None, data: TrainingData, predictions: Predictions, seed: int
) -> AgainstChampion | str:
    """Challenger minus champion, paired; or why no rows allow a fair comparison ("" without a champion).

    Fair are tested rows whose as-of day lies after the champion's last training day. There are none for undated
    snapshots, for a champion whose inputs are not all there or of another horizon, and for a retrain on the same data.
    A champion of another feature set is scored with its own inputs, built beside the challenger's.
    """
    if champion is None:
        return ""
    if reason := _unlike(champion, data):
        return reason
    last = champion.trained.last
    if data.as_of is None or last is None:
        return "The rows have no dates: the champion may have learned from any of them."
    fair = predictions.where(np.asarray(data.as_of[predictions.row] > np.datetime64(last)))
    if fair.y.sum() < MIN_EVENTS:
        return f"Fewer than {MIN_EVENTS} events were tested after {last}, the champion's last training day."
    said = champion.score(rows_for(champion, data, fair.row)).log_odds
    both = {MODEL: fair.log_odds[MODEL], CHAMPION: said}
    drawn = draw_figures(replace(fair, log_odds=both), seed=seed)
    gap = difference(MODEL, CHAMPION, drawn)
    return AgainstChampion(champion.digest, len(fair.y), int(fair.y.sum()), gap)


def _unlike(champion: Scorecard, data: TrainingData) -> str:
    """What keeps the champion from being asked about these rows at all."""
    if not same_source(champion, data):
        return f"The champion reads {champion.feature_set}, these data are {data.feature_set}."
    if champion.horizon_days != data.horizon_days:
        return f"The champion looks {champion.horizon_days} days ahead, this model {data.horizon_days}."
    if lacking := lacking_inputs(champion, data):
        names = ", ".join(lacking)
        return (
            f"The champion reads {names}, which these data do not have: it could not go on serving on them."
        )
    return ""
