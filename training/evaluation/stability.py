"""How much of the top of the list is the same a month later: a list that changes entirely cannot be worked with.

From one as-of day to the next, among people who are on both: the share of the listed who are listed again. By chance
that would be the listed share itself. A step across two test periods also changes the model, which was fitted anew.
"""

from itertools import pairwise

import numpy as np
import polars as pl

from training.dataset import TrainingData
from training.evaluation.figures import Figure
from training.evaluation.intervals import bootstrap_weights, figure, share_figure
from training.evaluation.metrics import listed_rows
from training.evaluation.predictions import Predictions
from training.evaluation.tables import Stability, StabilityStep

SHARE = 0.10
DRAWS = 200


def stability(data: TrainingData, predictions: Predictions, name: str, seed: int = 0) -> Stability | None:
    """The steps between neighbouring as-of days; None for undated rows or when nobody is seen twice."""
    if data.as_of is None:
        return None
    listed = listed_rows(predictions.log_odds[name], predictions.pool, SHARE)
    frame = pl.DataFrame(
        {
            "person": predictions.group,
            "day": data.as_of[predictions.row].astype("datetime64[D]"),
            "fold": predictions.fold,
            "listed": listed,
        }
    )
    days = frame["day"].unique().sort().to_list()
    again = [(a, b, _met_again(frame, a, b)) for a, b in pairwise(days)]
    steps = [_step(a, b, both) for a, b, both in again if both["listed"].any()]
    if not steps:
        return None
    stayed = pl.concat([both.filter("listed") for _, _, both in again])
    return Stability(SHARE, _overall(stayed, seed), tuple(steps))


def _met_again(frame: pl.DataFrame, a: object, b: object) -> pl.DataFrame:
    """People who are there on both days, with what they were on each."""
    later = frame.filter(pl.col("day") == b)
    return frame.filter(pl.col("day") == a).join(later, on="person", suffix="_later")


def _step(a: object, b: object, both: pl.DataFrame) -> StabilityStep:
    stayed = both.filter("listed")
    kept = int(stayed["listed_later"].sum())
    refitted = bool((both["fold"] != both["fold_later"]).any())
    return StabilityStep(str(a), str(b), stayed.height, share_figure(kept, stayed.height), refitted)


def _overall(stayed: pl.DataFrame, seed: int) -> Figure:
    kept = stayed["listed_later"].to_numpy().astype(np.float64)
    draws = [w @ kept / w.sum() for w in bootstrap_weights(stayed["person"].to_numpy(), DRAWS, seed)]
    return figure(float(kept.mean()), np.array(draws))
