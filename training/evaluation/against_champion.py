"""The challenger's back-test beside the model that serves now, on rows that neither of them was fitted on."""

from dataclasses import replace

import numpy as np

from training.dataset import TrainingData
from training.evaluation.backtest import MODEL
from training.evaluation.metrics import difference, draw_figures
from training.evaluation.predictions import Predictions
from training.evaluation.report import AgainstChampion
from training.peers import can_read, rows_for
from training.scorecard import Scorecard

CHAMPION = "champion"
MIN_EVENTS = 10


def against_champion(
    champion: Scorecard | None, data: TrainingData, predictions: Predictions, seed: int
) -> AgainstChampion | None:
    """Challenger minus champion, paired; None when no rows allow a fair comparison.

    Fair are tested rows whose as-of day lies after the champion's last training day. There are none for undated
    snapshots, for a champion whose inputs are not all there or of another horizon, and for a retrain on the same data.
    """
    if champion is None or data.as_of is None or champion.trained.last is None:
        return None
    if champion.horizon_days != data.horizon_days or not can_read(champion, data):
        return None
    later = data.as_of[predictions.row] > np.datetime64(champion.trained.last)
    fair = predictions.where(np.asarray(later))
    if fair.y.sum() < MIN_EVENTS:
        return None
    said = champion.score(rows_for(champion, data, fair.row)).log_odds
    both = {MODEL: fair.log_odds[MODEL], CHAMPION: said}
    drawn = draw_figures(replace(fair, log_odds=both), seed=seed)
    gap = difference(MODEL, CHAMPION, drawn)
    return AgainstChampion(champion.digest, len(fair.y), int(fair.y.sum()), gap)
