"""The public teaching tables (all FICTIONAL), through their shipped mappings: skill, leak and no skill as known."""

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from data_contracts.lake import Lake
from data_contracts.snapshot import admit_snapshot, feature_specs, load_mapping
from training.additive import AdditiveBoosting
from training.card import limits
from training.dataset import TrainingData, snapshot_dataset
from training.fit import train, varying_features
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


@pytest.mark.slow
def test_ibm_without_protected_and_survey_columns_has_skill(public_data: Path, tmp_path: Path) -> None:
    """About .81; it passes, and beats logistic regression."""
    tried = train(read("ibm", public_data, tmp_path), name="ibm")
    assert tried.verdict.passed
    assert tried.scorecard.evidence == "cross_validated"
    assert 0.79 < tried.report.model.auc.value < 0.84
    by_name = {line.name: line.metrics for line in tried.report.candidates}
    assert by_name["additive boosting"].auc.value > by_name["logistic regression"].auc.value


@pytest.mark.slow
def test_mfg10_is_tested_out_of_time_and_passes_with_its_limits_told(
    public_data: Path, tmp_path: Path
) -> None:
    """Yearly snapshots: clearly better than tenure and unit; that too few exits were expected stands on the card."""
    tried = train(read("mfg10", public_data, tmp_path), name="mfg10")
    assert tried.scorecard.evidence == "out_of_time"
    assert tried.verdict.passed
    assert tried.report.model.auc.value > 0.7
    assert any("probabilities were too low" in limit for limit in limits(tried))


@pytest.mark.slow
def test_job_retention_without_its_survey_answers_has_no_skill(public_data: Path, tmp_path: Path) -> None:
    """About .52: refused, whatever the candidate."""
    tried = train(read("job_retention", public_data, tmp_path), name="job_retention")
    assert {reason.code for reason in tried.verdict.reasons} == {"no_skill"}
    assert tried.report.model.auc.value < 0.55


@pytest.mark.slow
def test_techco_is_stopped_as_a_suspected_leak(public_data: Path, tmp_path: Path) -> None:
    """AUC .99 without its known leak columns: a person must look first."""
    tried = train(read("techco", public_data, tmp_path), name="techco")
    assert tried.verdict.confirmable
    assert tried.report.model.auc.value > 0.95
    assert tried.verdict.reasons[-1].columns
