"""The list of a company that has no model yet: ordered by a smoothed tenure hazard, and it says so."""

import numpy as np

from training.bands import observed_bands
from training.compiling import scorecard_of
from training.dataset import TrainingData
from training.evaluation.baselines import TENURE, tenure_feature
from training.evaluation.predictions import Predictions
from training.glass_box import centred_box
from training.hazard import hazard_shape
from training.matrix import FeatureMatrix
from training.scorecard import Calibration, Scorecard


def cold_start_scorecard(
    data: TrainingData, matrix: FeatureMatrix, predictions: Predictions, model: Scorecard
) -> Scorecard | None:
    """A scorecard of one step feature, tenure, beside the refused `model`; None when the data has no tenure.

    Name, task, evidence and band starts are the model's; what the bands held is counted anew from the tenure
    baseline's predictions of the back-test.
    """
    tenure = tenure_feature(matrix.specs)
    if tenure is None:
        return None
    own = matrix.only([tenure.name])
    shape = hazard_shape(np.asarray(own.columns[0], dtype=np.float64), data.y, data.weight)
    starts = tuple(band.from_log_odds for band in model.bands if band.from_log_odds is not None)
    return scorecard_of(
        centred_box(0.0, (shape,), own),
        own.specs,
        Calibration(a=1.0, b=0.0),
        observed_bands(starts, data, predictions, TENURE),
        data,
        name=model.name,
        task=model.task,
        evidence=model.evidence,
    )
