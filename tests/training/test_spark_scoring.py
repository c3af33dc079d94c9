"""The registered model as a function in Spark."""

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from training.dataset import TrainingData
from training.fit import Trained
from training.registry.packing import pack_model

pytestmark = pytest.mark.slow


@pytest.mark.filterwarnings("ignore")  # MLflow and pyspark on each other's versions, not on this code
def test_spark_udf_gives_the_numbers_of_the_scorecard(
    trained: Trained, rows: TrainingData, spark: Any, tmp_path: Path
) -> None:
    """Scores of a Spark frame are those of the scorecard: the greatest difference of any number is 0."""
    import mlflow
    from pyspark.sql.functions import struct

    file = tmp_path / "scorecard.json"
    file.write_bytes(trained.scorecard.to_json())
    pack_model(trained.scorecard, file, tmp_path / "model")
    names = [feature.name for feature in trained.scorecard.features]
    table = (
        rows.frame.head(200)
        .select(names)
        .to_arrow()
        .cast(
            pa.schema(
                [
                    (f.name, pa.float64() if f.kind == "number" else pa.string())
                    for f in trained.scorecard.features
                ]
            )
        )
    )
    score = mlflow.pyfunc.spark_udf(spark, str(tmp_path / "model"), env_manager="local")
    said = spark.createDataFrame(table).select(score(struct(*names)).alias("s")).select("s.*").toArrow()
    own = trained.scorecard.score(table)
    expected = {"log_odds": own.log_odds, "probability": own.probability}
    expected |= {f"contribution_{name}": own.contributions[:, k] for k, name in enumerate(own.features)}
    assert max(np.abs(said[name].to_numpy() - values).max() for name, values in expected.items()) == 0.0
    assert said["band"].to_pylist() == [trained.scorecard.bands[band].name for band in own.band]
