"""The lists that a model would have made in its back-test: at each as-of day the highest scores, up to capacity."""

import numpy as np

from training.dataset import TrainingData
from training.evaluation.metrics import rank_in_pool
from training.evaluation.predictions import Predictions
from training.evaluation.slices import SELECTED_SHARE
from training.fairness.issued_lists import IssuedLists
from training.fairness.judging import judge_lists
from training.fairness.report import FairnessReport
from training.scorecard import sigmoid


def back_test_lists(predictions: Predictions, name: str, capacity: float) -> IssuedLists:
    """The lists of the model called `name`: the share `capacity` of each as-of day, or of each repeat, is listed."""
    said = predictions.log_odds[name]
    return IssuedLists(
        person=predictions.group,
        listed=np.asarray(rank_in_pool(said, predictions.pool) <= capacity),
        outcome=predictions.y.astype(np.float64),
        probability=sigmoid(said),
    )


def back_test_fairness(
    data: TrainingData, predictions: Predictions, name: str, capacity: float = SELECTED_SHARE
) -> FairnessReport | None:
    """The fairness of those lists; None when the data has no protected columns."""
    if data.protected is None or not data.protected.width:
        return None
    once = predictions.once()
    return judge_lists(
        back_test_lists(once, name, capacity),
        data.protected[once.row.tolist()],
        f"simulated lists of the back-test, the {capacity:.0%} with the highest scores at a time",
    )
