"""The scorecard as an MLflow model, from code: one file that imports the one definition of scoring.

MLflow copies this file beside the scorecard's JSON and runs it on load, so no pickle is written or read. It
answers one row per input row: log_odds, probability, band, base and `contribution_<feature>` for each feature,
with log_odds = base + the sum of the contributions.
"""

from pathlib import Path
from typing import Any

import mlflow
import pandas as pd
import pyarrow as pa

from training.columns import InputsRefused
from training.scorecard import Scorecard


class ScorecardModel(mlflow.pyfunc.PythonModel):  # type: ignore[misc]  # MLflow's base class is untyped
    """A scorecard behind MLflow's `predict`."""

    def load_context(self, context: Any) -> None:
        """Read and check the scorecard that lies beside this file."""
        self.scorecard = Scorecard.from_json(Path(context.artifacts["scorecard"]).read_bytes())

    def predict(self, context: Any, model_input: pd.DataFrame, params: Any = None) -> pd.DataFrame:
        """Score a frame with one column per feature; an absent column is refused by name, null is missing."""
        scores = self.scorecard.score(self._table(model_input))
        answer: dict[str, Any] = {
            "log_odds": scores.log_odds,
            "probability": scores.probability,
            "band": [self.scorecard.bands[band].name for band in scores.band],
            "base": scores.base,
        }
        for column, name in enumerate(scores.features):
            answer[f"contribution_{name}"] = scores.contributions[:, column]
        return pd.DataFrame(answer, index=model_input.index)

    def _table(self, frame: pd.DataFrame) -> pa.Table:
        present = [feature.name for feature in self.scorecard.features if feature.name in frame.columns]
        try:
            return pa.Table.from_pandas(frame[present], preserve_index=False)
        except pa.ArrowException as error:
            raise InputsRefused(f"The input frame mixes kinds of values: {error}") from error


mlflow.models.set_model(ScorecardModel())
