"""The whole build against a slow, obvious one in pandas, row by row, on small random companies."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from features.catalogue import FEATURES
from tests.features import reference_features as own
from tests.features import reference_others as others
from tests.features import reference_peers as beside
from tests.features.conftest import DAY, TRUTH
from tests.features.conftest import TABLES as COLUMNS
from tests.features.edge_company import DAYS, EdgeCompany, Rows
from tests.features.reference_company import Known

TinyLake = Any

SUBJECTS = (
    own.current_job,
    own.career,
    own.pay,
    own.reviews,
    own.workload,
    own.holidays,
    own.engagement,
    own.contacts,
    others.manager,
    others.team,
    others.cohort,
    beside.company_pay,
    beside.peers,
    beside.mood,
)


def as_frames(tables: dict[str, Rows]) -> dict[str, pd.DataFrame]:
    """Every table of a lake in pandas: days as timestamps, truths as truths, all else as it is."""
    frames = {}
    for name, columns in COLUMNS.items():
        frame = pd.DataFrame(tables.get(name, []), columns=[*columns, "known_at"], dtype=object)
        days = ["known_at", *(column for column, kind in columns.items() if kind == DAY)]
        frame[days] = frame[days].apply(pd.to_datetime)
        truths = [column for column, kind in columns.items() if kind == TRUTH]
        frames[name] = frame.astype(dict.fromkeys(truths, bool))
    return frames


def reference(tables: dict[str, pd.DataFrame], days: Sequence[date]) -> Rows:
    """The rows that a build must have, in its order; of the context what the reference works out itself."""
    rows = []
    for day in days:
        known = Known(tables, day)
        for who, job in known.people.iterrows():
            context = {
                "employee_id": who,
                "as_of": day,
                "in_notice": job["in_notice"],
                "unit_id": job["unit_id"],
            }
            values = {name: value for subject in SUBJECTS for name, value in subject(known, str(who)).items()}
            rows.append(context | values)
    return rows


@pytest.mark.slow
@settings(
    max_examples=10,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # a smaller seed is no simpler company, so nothing is shrunk
    suppress_health_check=list(HealthCheck),
)
@given(seed=st.integers(0, 2**31))
def test_every_row_equals_the_slow_reference(lake: TinyLake, seed: int) -> None:
    """Same people, same days, and every feature the same or missing in both, whatever the company."""
    lake.rows = tables = EdgeCompany(seed).rows
    given = {"peers": beside.given_medians(), "team_bands": beside.given_bands()}
    built = lake.build(*(day.isoformat() for day in DAYS), **given).to_pylist()
    expected = reference(as_frames(tables), DAYS)
    keys = ("employee_id", "as_of", "unit_id", "in_notice")
    assert [[row[key] for key in keys] for row in built] == [[row[key] for key in keys] for row in expected]
    for row, slow in zip(built, expected, strict=True):
        assert {spec.name: row[spec.name] for spec in FEATURES} == {
            spec.name: like(slow[spec.name]) for spec in FEATURES
        }


def like(value: Any) -> Any:
    """The value as a build shows it: missing is None, a number equal up to the last digits of a float."""
    if value is None or value is pd.NaT or (isinstance(value, float) and pd.isna(value)):
        return None
    return value if isinstance(value, str) else pytest.approx(float(value), rel=1e-12, abs=1e-12)


def test_reference_has_every_feature_once(lake: TinyLake) -> None:
    """Each feature of the catalogue has its slow twin: a new one without it does not pass."""
    names = [name for subject in SUBJECTS for name in subject(Known(as_frames(lake.rows), DAYS[0]), "ann")]
    assert sorted(names) == sorted(spec.name for spec in FEATURES)
