"""The same model under the other reading of the label: competing exits censored instead of counted as staying.

The label is the cumulative incidence of voluntary notice: whoever was dismissed first did not give notice. The other
reading asks what would have happened had nobody been dismissed: those rows are left out, and like the others they are
stood in for by inverse probability of censoring weights (Graf et al. 1999).
"""

from dataclasses import replace

import numpy as np

from training.dataset import TrainingData
from training.evaluation.figures import CompetingCensored
from training.evaluation.metrics import draw_figures, metrics_of
from training.evaluation.predictions import Predictions
from training.survival import watched


def competing_censored(
    data: TrainingData, predictions: Predictions, name: str, seed: int
) -> CompetingCensored | None:
    """The figures of `name` with competing exits censored; None where the data tell nothing of such exits, or hold
    none among the tested rows."""
    if data.ended is None or data.competing is None:
        return None
    once = predictions.once()
    ousted, ended = data.competing[once.row], data.ended[once.row]
    if not ousted.any():
        return None
    share = watched(np.where(ousted, ended, np.inf), np.where(ousted, np.inf, ended), ended)
    censored = replace(once, log_odds={name: once.log_odds[name]}, weight=once.weights / share).where(~ousted)
    figures = metrics_of(name, draw_figures(censored, seed=seed))
    rate = float(np.average(censored.y, weights=censored.weights))
    return CompetingCensored(rows_censored=int(ousted.sum()), base_rate=rate, metrics=figures)
