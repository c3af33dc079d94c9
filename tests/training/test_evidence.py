"""Enough evidence or none: people are counted, not person-months, and the refusal says how many are missing."""

from dataclasses import replace

import numpy as np

from training.dataset import TrainingData
from training.evidence import CODE, EvidenceNeeded, too_little_evidence
from training.fit import train


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


def test_permuted_outcomes_and_missing_evidence_are_both_refused_by_the_whole_procedure(
    rows: TrainingData,
) -> None:
    """Outcomes dealt anew: AUC about one half. Nobody can confirm either away, and the tenure list stands by."""
    dealt = np.random.default_rng(0).permutation(rows.y)
    tried = train(replace(rows, y=dealt), name="made-up", needed=EvidenceNeeded(min_leavers=10_000))
    assert abs(tried.report.model.auc.value - 0.5) < 0.06
    assert {reason.code for reason in tried.verdict.reasons} == {CODE, "no_skill"}
    assert not tried.verdict.passed
    assert not tried.verdict.confirmable
    assert tried.cold_start is not None
