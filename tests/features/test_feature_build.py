"""What a build returns, refuses and opens."""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data_contracts.errors import InputRefused
from features.build import SCHEMA, absent_features, build_features
from features.catalogue import FEATURES
from features.engine import EngineExhausted
from features.engines.duckdb import DuckDB
from features.sources import SOURCES, FeatureSourceIncomplete
from features.specs.mood import TEAM_BANDS

TinyLake = Any

DAY = date(2025, 7, 1)


def test_types_survive_parquet(lake: TinyLake, tmp_path: Path) -> None:
    """Numbers are float64 and categories text, in memory and in a Parquet file, also when all are missing."""
    built = lake.build("2025-07-01")
    pq.write_table(built, tmp_path / "features.parquet")
    stored = pq.read_schema(tmp_path / "features.parquet")
    assert built.schema.equals(SCHEMA)
    for spec in FEATURES:
        assert stored.field(spec.name).type == (pa.float64() if spec.kind == "number" else pa.string())
    assert stored.field("as_of").type == pa.date32()
    assert stored.field("in_notice").type == pa.bool_()


def test_nobody_there_gives_an_empty_table_of_the_same_types(lake: TinyLake) -> None:
    """A day before the first hire has no rows and the declared columns."""
    built = lake.build("2020-01-01")
    assert built.num_rows == 0
    assert built.schema.equals(SCHEMA)


def test_rows_are_sorted_by_day_and_id(lake: TinyLake) -> None:
    """Rows come day by day, ids in the order of their characters, whatever the order of what came in."""
    for employee in ("Zoe", "010", "9"):
        lake.person(employee, "2024-01-20")
    built = lake.build("2025-07-01", "2025-01-01", "2025-07-01")
    assert built["employee_id"].to_pylist() == ["010", "9", "Zoe", "ann"] * 2
    assert built["as_of"].to_pylist() == [date(2025, 1, 1)] * 4 + [DAY] * 4


def test_absent_tables_are_named_and_leave_their_features_missing(lake: TinyLake) -> None:
    """Without a table its features are missing for everybody, not 0, and are named."""
    lake.add("recognition", "ann", event_date="2025-05-01", kind="thanks")
    absent = absent_features(lake.files())
    row = lake.of("ann", "2025-07-01")
    assert {"one_on_ones_90d", "training_events_12m", "holiday_days_12m", "compa_ratio"} <= set(absent)
    assert not {"recognition_12m", "tenure_months", "team_exits_90d"} & set(absent)
    assert all(row[name] is None for name in absent)
    assert row["recognition_12m"] == 1
    assert absent_features(SOURCES) == ("team_mood_band", "team_mood_known")
    assert absent_features((*SOURCES, TEAM_BANDS)) == ()


@pytest.mark.parametrize("table", ["employees", "exits"])
def test_required_table_is_asked_for_by_name(lake: TinyLake, table: str) -> None:
    """Without employees or exits there is nothing to build; the refusal names the table."""
    files = lake.files()
    del files[table]
    with pytest.raises(FeatureSourceIncomplete, match=f"need the table {table}"):
        build_features(files, [DAY])


def test_lacking_column_is_named_with_its_file(lake: TinyLake) -> None:
    """A lake file without a column that features read is refused with the file's and the column's name."""
    files = lake.files()
    pl.read_parquet(files["assignments"]).drop("job_level", "known_at").write_parquet(files["assignments"])
    with pytest.raises(InputRefused, match=r"assignments\.parquet.* job_level, known_at"):
        build_features(files, [DAY])


def test_optional_columns_may_be_absent(lake: TinyLake) -> None:
    """Without notice days, contract ends and band midpoints the rest is built, these stay missing."""
    lake.add("compensation", "ann", valid_from="2024-01-15", annual_salary=50.0, band_midpoint=40.0)
    files = lake.files()
    for table, column in [
        ("exits", "notice_date"),
        ("assignments", "contract_end"),
        ("compensation", "band_midpoint"),
    ]:
        pl.read_parquet(files[table]).drop(column).write_parquet(files[table])
    (row,) = build_features(files, [DAY]).to_pylist()
    assert (row["contract_end"], row["compa_ratio"], row["raises_24m"]) == (None, None, 0)


def test_other_files_are_never_opened(lake: TinyLake, tmp_path: Path) -> None:
    """Protected attributes, cases, requests and past contact are not read: their files need not even exist."""
    names = ("protected", "open_cases", "requests", "outreach_history", "preferences", "surveys", "comments")
    barred = {name: tmp_path / "nowhere" / f"{name}.parquet" for name in names}
    alone = lake.build("2025-07-01")
    assert build_features({**lake.files(), **barred}, [DAY]).equals(alone)


def test_columns_that_are_not_listed_are_never_read(lake: TinyLake) -> None:
    """A protected or unknown column inside a table that is read changes no feature."""
    alone, files = lake.build("2025-07-01"), lake.files()
    people = pl.read_parquet(files["employees"])
    extra = people.with_columns(gender=pl.lit("f"), birth_year=pl.lit(1970), unit_id=pl.lit("U9"))
    extra.write_parquet(files["employees"])
    assert build_features(files, [DAY]).equals(alone)


def test_progress_is_told_up_to_the_end(lake: TinyLake) -> None:
    """Whoever watches hears of every subject, in order, and of the end."""
    told: list[tuple[int, int]] = []
    build_features(lake.files(), [DAY], tick=lambda done, total, what: told.append((done, total)))
    total = told[-1][1]
    assert told == [(done, total) for done in range(total + 1)]


def test_limits_change_no_value(lake: TinyLake, tmp_path: Path) -> None:
    """A build under a small memory limit with an own spill folder gives the same rows."""
    small = build_features(lake.files(), [DAY], DuckDB("200MB", tmp_path, threads=2))
    assert small.equals(lake.build("2025-07-01"))


def test_too_little_memory_is_a_typed_refusal(company: TinyLake, tmp_path: Path) -> None:
    """Without room to work in, the build says so and what to do, instead of a database error."""
    with pytest.raises(EngineExhausted, match="out of room") as refused:
        build_features(company.files(), [DAY], DuckDB("1MB", tmp_path))
    assert "1MB" in refused.value.remedy
