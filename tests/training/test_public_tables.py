"""The public teaching tables (all FICTIONAL), through their shipped mappings, as the glass box reads them."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data_contracts.lake import Lake
from data_contracts.snapshot import admit_snapshot, feature_specs, load_mapping
from training.additive import AdditiveBoosting
from training.dataset import TrainingData, snapshot_dataset
from training.fit import varying_features
from training.logistic import LogisticCandidate
from training.matrix import FeatureMatrix

MAPS = Path(__file__).resolve().parents[2] / "maps"
FILES = {
    "ibm": "ibm_attrition.csv",
    "mfg10": "mfg10_snapshots_2006_2012.parquet",
    "job_retention": "job_retention_train.csv",
    "techco": "techco_employee_train.csv",
}


def read(name: str, public_data: Path, home: Path) -> TrainingData:
    """The labelled rows of a public table, by its shipped mapping."""
    mapping = load_mapping(MAPS / f"{name}.toml")
    file = public_data / FILES[name]
    if not file.exists():
        pytest.skip(f"shared data is absent: {file}")
    admit_snapshot(mapping, file, home, date(2026, 1, 1), allow_survey=False)
    lake = Lake(home).current()
    frame = lake.read("snapshot")
    return snapshot_dataset(
        frame,
        feature_specs(mapping, frame),
        horizon_days=mapping.horizon_days,
        feature_set=mapping.name,
        data_hash=lake.hash,
        protected=lake.read("protected"),
    )


@pytest.mark.parametrize("name", FILES)
def test_the_glass_box_is_the_fitted_estimator_on_every_public_row(
    name: str, public_data: Path, tmp_path: Path
) -> None:
    """Within 1e-9 on all rows that hold no rare category, for both families."""
    data, _ = varying_features(read(name, public_data, tmp_path))
    matrix = FeatureMatrix.of(data.frame, data.specs)
    boosted = AdditiveBoosting(32).fit(matrix, data.y)
    said = boosted.glass_box(len(boosted.base) - 1).raw(matrix)
    np.testing.assert_allclose(said, boosted.estimator_raw(matrix), rtol=0, atol=1e-9)
    lines = LogisticCandidate().fit(matrix, data.y, 2)
    expected = lines.models[2].decision_function(lines.design.inputs(matrix))
    np.testing.assert_allclose(lines.glass_box(2).raw(matrix), expected, rtol=0, atol=1e-9)
