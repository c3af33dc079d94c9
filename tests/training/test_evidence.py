"""Enough evidence or none: people are counted, not person-months, and the refusal says how many are missing."""

from dataclasses import replace

import numpy as np

from training.dataset import TrainingData
from training.evidence import CODE, EvidenceNeeded, too_little_evidence
from training.fit import Trained, train
from training.gate import judge


def leavers_of(data: TrainingData) -> int:
    """How many different people left, counted another way."""
    return data.employee_id.filter(data.y == 1).n_unique()


def test_people_are_counted_once_however_many_months_say_so(rows: TrainingData) -> None:
    """Asking for one leaver more than there are is refused with both numbers; asking for as many is not."""
    there = leavers_of(rows)
    assert there < rows.events
    assert not list(too_little_evidence(rows, EvidenceNeeded(min_leavers=there)))
    [reason] = too_little_evidence(rows, EvidenceNeeded(min_leavers=there + 1))
    assert reason.code == CODE
    assert f"{there} different people left" in reason.message
    assert f"needs {there + 1}" in reason.message


def test_months_are_asked_of_person_months_only(rows: TrainingData) -> None:
    """Four as-of days are too few months for a company's model; a flat table has no months."""
    needed = EvidenceNeeded(min_months=6)
    [reason] = too_little_evidence(replace(rows, source="company"), needed)
    assert "span 4 months" in reason.message
    assert not list(too_little_evidence(rows, needed))


def test_a_model_with_skill_and_too_little_evidence_is_stopped_and_the_tenure_list_stands_by(
    trained: Trained, rows: TrainingData
) -> None:
    """The gate itself would have let it pass; nobody can confirm the missing evidence away."""
    few = train(rows, name="made-up", needed=EvidenceNeeded(min_leavers=10_000))
    assert judge(few.report, None, 0.9, 0.85).passed
    assert [reason.code for reason in few.verdict.reasons] == [CODE]
    assert not few.verdict.passed
    assert not few.verdict.confirmable
    assert few.cold_start is not None
    assert few.scorecard.to_json() == trained.scorecard.to_json()


def test_permuted_outcomes_give_the_whole_procedure_no_skill(rows: TrainingData) -> None:
    """Outcomes dealt anew: AUC about one half, and the gate lets nothing through."""
    dealt = np.random.default_rng(0).permutation(rows.y)
    tried = train(replace(rows, y=dealt), name="made-up")
    assert abs(tried.report.model.auc.value - 0.5) < 0.06
    assert "no_skill" in [reason.code for reason in tried.verdict.reasons]
