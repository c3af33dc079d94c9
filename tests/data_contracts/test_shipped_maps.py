"""The shipped mappings name what leaks, what is protected and what was a survey answer."""

import os
from datetime import date
from pathlib import Path

import pytest

from data_contracts.snapshot import admit_snapshot, load_mapping

ROOT = Path(__file__).parents[2]
DATA = Path(os.environ.get("ERMINE_SHARED_DATA", ROOT.parent / "shared" / "data"))
MAPS = {path.stem: load_mapping(path) for path in sorted((ROOT / "maps").glob("*.toml"))}
FACTS = {
    # rows, targets that are 1, features
    "ibm": (1470, 237, 22),
    "mfg10": (33189, 279, 6),
    "job_retention": (3016, 1083, 2),
    "techco": (1465, 298, 17),
}
NEVER_FEATURES = {
    "ibm": {
        "Attrition",
        "Age",
        "Gender",
        "MaritalStatus",
        "JobSatisfaction",
        "WorkLifeBalance",
        "EmployeeNumber",
    },
    "mfg10": {
        "age",
        "birth_date",
        "gender",
        "left_next_year",
        "voluntary_exit_next_year",
        "exit_reason_next_year",
    },
    "job_retention": {"month", "sentiment", "intention", "gender"},
    "techco": {"status", "last_working_date", "cutoff_date", "work_satisfaction", "gender", "marital_status"},
}


def test_the_four_public_tables_have_mappings():
    """Each says in its note that its data is made up."""
    assert set(MAPS) == set(FACTS)
    assert all("FICTI" in mapping.note for mapping in MAPS.values())


@pytest.mark.parametrize("name", FACTS)
def test_a_public_table_is_admitted_whole(name, tmp_path):
    """Every row is admitted, with its known number of leavers, and no leak or protected column as a feature."""
    mapping = MAPS[name]
    file = DATA / mapping.file
    if not file.exists():
        pytest.skip(f"shared data is absent: {file.name}")
    report = admit_snapshot(mapping, file, tmp_path, date(2026, 1, 1), allow_survey=False)
    frame = report.lake.read("snapshot")
    assert (report.rows_in, report.refused) == (frame.height, 0)
    assert (frame.height, frame["target"].sum(), len(report.specs)) == FACTS[name]
    assert not NEVER_FEATURES[name] & {spec.name for spec in report.specs}
    assert all(spec.label != spec.name or spec.name in mapping.labels for spec in report.specs)
    assert (frame["as_of"].null_count() == frame.height) == (mapping.as_of is None)
    assert report.lake.read("protected")["employee_id"].equals(frame["employee_id"])
    assert not any(frame[spec.name].is_nan().any() for spec in report.specs if spec.kind == "number")
