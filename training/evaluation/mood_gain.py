"""What the published mood of the unit would add to a model: asked while the policy keeps it out."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from data_contracts.feature_spec import FeatureSpec
from training.columns import FloatArray
from training.dataset import TrainingData
from training.evaluation.backtest import MODEL, predictions_of
from training.evaluation.baselines import TrainTest
from training.evaluation.figures import Difference
from training.evaluation.metrics import difference, draw_figures
from training.evaluation.splits import plan
from training.matrix import FeatureMatrix
from training.selection import best, choose_each, glass_candidates

WITH_MOOD = "with the published mood"


def mood_gain(data: TrainingData, mood: Mapping[str, pl.Series], seed: int = 0) -> Difference | None:
    """A logistic model that reads `mood` too, less the same without, paired, on the last period tested.

    `mood` holds a text value for each row of `data` by name. None where it never varies, or the rows have no days.
    """
    columns = [values.rename(name) for name, values in mood.items() if values.n_unique() > 1]
    if not columns or data.as_of is None:
        return None
    with threadpool_limits(limits=1):
        plain = FeatureMatrix.of(data.frame, data.specs)
        added = FeatureMatrix.of(pl.DataFrame(columns), [_spec(column) for column in columns])
        both = FeatureMatrix(
            (*plain.specs, *added.specs), (*plain.columns, *added.columns), (*plain.levels, *added.levels)
        )
        split = plan(data, seed).splits[-1]
        said = {
            name: _log_odds(TrainTest.of(data, matrix, split.train, split.test), seed)
            for name, matrix in ((MODEL, plain), (WITH_MOOD, both))
        }
    return difference(WITH_MOOD, MODEL, draw_figures(predictions_of(data, split, 0, said), seed=seed))


def _log_odds(sides: TrainTest, seed: int) -> FloatArray:
    choice = best(choose_each(glass_candidates(seed)[:1], sides.data, sides.train, sides.train_rows, seed))
    path = choice.candidate.fit(sides.train, sides.y, choice.index, sides.weight)
    raw = path.raw(sides.test)[:, choice.index]
    return np.asarray(choice.calibration.a * raw + choice.calibration.b)


def _spec(column: pl.Series) -> FeatureSpec:
    return FeatureSpec(column.name, "category", column.name)
