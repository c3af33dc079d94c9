"""MFG10 (FICTITIOUS), learned until 2010, watched in 2011 and 2012: quiet inputs, a doubled rate, planted changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from data_contracts.lake import Lake
from data_contracts.snapshot import admit_snapshot, feature_specs, load_mapping
from training.dataset import TrainingData, snapshot_dataset
from training.drift.reference import DriftReference, drift_reference
from training.drift.report import DriftReport
from training.drift.watch import Matured, watch
from training.scorecard import Scorecard

MAP = Path(__file__).resolve().parents[3] / "maps" / "mfg10.toml"


@dataclass(frozen=True)
class Years:
    """The admitted rows, and a model of those until 2010 with its reference."""

    rows: pl.DataFrame
    scorecard: Scorecard
    reference: DriftReference

    def of(self, year: int) -> pl.DataFrame:
        """The rows of one year's end."""
        return self.rows.filter(pl.col("as_of").dt.year() == year)

    def look(self, year: int, today: pl.DataFrame) -> DriftReport:
        """A watch on that year's end, which has matured."""
        as_of, y = (
            today["as_of"].to_numpy().astype("datetime64[D]"),
            today["target"].to_numpy().astype(np.int64),
        )
        return watch(self.scorecard, 1, self.reference, today, date(year, 12, 31), Matured(today, as_of, y))


@pytest.fixture(scope="module")
def years(
    public_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
    quick_scorecard: Callable[[TrainingData], Scorecard],
) -> Years:
    """Trained on the year ends of 2006 to 2010."""
    file = public_data / "mfg10_snapshots_2006_2012.parquet"
    if not file.exists():
        pytest.skip(f"shared data is absent: {file}")
    mapping, home = load_mapping(MAP), tmp_path_factory.mktemp("mfg10")
    admit_snapshot(mapping, file, home, date(2026, 1, 1), allow_survey=False)
    rows = Lake(home).current().read("snapshot")
    past = rows.filter(pl.col("as_of").dt.year() <= 2010)
    data = snapshot_dataset(
        past, feature_specs(mapping, rows), horizon_days=365, feature_set="mfg10", data_hash="0" * 64
    )
    scorecard = quick_scorecard(data)
    return Years(rows, scorecard, drift_reference(scorecard, data))


@pytest.mark.parametrize("year", [2011, 2012])
def test_no_input_is_told_where_nothing_changed(years: Years, year: int) -> None:
    """The store chain grows and ages as it always did: no input is told."""
    assert [one.name for one in years.look(year, years.of(year)).inputs if one.found] == []


def test_resignations_that_doubled_are_told(years: Years) -> None:
    """2011 had twice the resignations that five years had taught to expect; 2012 came back."""
    (after_2011,) = years.look(2011, years.of(2011)).calibration
    assert after_2011.observed == 75
    assert after_2011.found


def test_what_we_plant_is_told_by_name(years: Years) -> None:
    """Months instead of years, a renamed city, holes in job titles and a dropped column: each by name, no other."""
    today = years.of(2011).with_columns(
        pl.col("length_of_service") * 12,
        city=pl.when(pl.col("city") == "Vancouver").then(pl.lit("Vancouver BC")).otherwise("city"),
        job_title=pl.when(pl.int_range(pl.len()) % 5 == 0).then(None).otherwise("job_title"),
    )
    report = years.look(2011, today.drop("store"))
    found = {one.name: one.found for one in report.inputs if one.found}
    assert found["length_of_service"] == ("shape",)
    assert "new_category" in found["city"]
    assert found["job_title"] == ("missing",)
    assert found["store"] == ("absent",)
    assert set(found) == {"length_of_service", "city", "job_title", "store"}
