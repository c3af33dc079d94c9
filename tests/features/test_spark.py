"""Spark gives the rows that DuckDB gives, bit by bit, and its files have the same types."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.build import SCHEMA, build_features, write_features
from features.catalogue import FEATURES
from features.engines.duckdb import DuckDB
from features.engines.spark import Spark, SparkFailed
from features.passed_in import PASSED_IN
from tests.features.edge_company import DAYS, PEOPLE, EdgeCompany, Rows
from tests.features.reference_peers import given_bands, given_medians

TinyLake = Any

pytestmark = pytest.mark.slow

SEEDS = (3, 11, 42, 77)
GIVEN: Any = {"peers": given_medians(), "team_bands": given_bands()}
ID_COLUMNS = ("employee_id", "to_employee_id", "manager_id", "unit_id")


def renamed(rows: Rows, mark: str) -> Rows:
    """The rows of a company whose people and units are not those of the others."""
    return [
        {c: f"{mark}{v}" if c in ID_COLUMNS and v is not None else v for c, v in row.items()} for row in rows
    ]


def add_rounding(lake: TinyLake) -> None:
    """Somebody whose hours and ratings have more decimals than are summed, some of them in the middle."""
    lake.person("ré", "2022-07-01")
    for month in range(12):
        first = date(2025 + (2 + month) // 12, (2 + month) % 12 + 1, 1)
        lake.add(
            "worked_hours", "ré", month=first, contracted=1.00005 + month, worked=1 / 3 + 160.12345 * month
        )
        lake.add("reviews", "ré", period_end=first + timedelta(days=20), rating=1.00005 + month / 7)
    lake.add("worked_hours", "ré", month="2026-03-01", contracted=0.0, worked=3.0)


@pytest.fixture(scope="module")
def edges(tmp_path_factory: pytest.TempPathFactory, tiny_lake: type) -> TinyLake:
    """Four edge companies in one lake, a clone of one person under a difficult name, and hours that must be rounded."""
    lake = tiny_lake(tmp_path_factory.mktemp("äd {ge} [lake]"))
    for seed in SEEDS:
        for table, rows in EdgeCompany(seed).rows.items():
            lake.rows.setdefault(table, []).extend(renamed(rows, f"{seed}-"))
    add_rounding(lake)
    return lake


@pytest.fixture(scope="module")
def on_duckdb(edges: TinyLake) -> pa.Table:
    """What DuckDB makes of it."""
    return build_features(edges.files(), DAYS, **GIVEN)


def different(one: pa.Table, other: pa.Table) -> list[str]:
    """The columns in which two tables of equal length differ, with the first values that do."""
    found = []
    for name in one.column_names:
        pairs = zip(one[name].to_pylist(), other[name].to_pylist(), strict=True)
        rows = [(row, *pair) for row, pair in enumerate(pairs) if repr(pair[0]) != repr(pair[1])]
        found += [f"{name}: {len(rows)} rows, such as {rows[0]}"] if rows else []
    return found


def test_all_features_equal_those_of_duckdb(
    edges: TinyLake, on_duckdb: pa.Table, spark: Any, tmp_path: Path
) -> None:
    """Every row and value that Spark writes is that of DuckDB to the last bit, and no feature is empty."""
    assert on_duckdb.num_rows > len(SEEDS) * len(PEOPLE)
    filled = [spec.name for spec in FEATURES if on_duckdb[spec.name].null_count < on_duckdb.num_rows]
    assert filled == [spec.name for spec in FEATURES]
    write_features(edges.files(), DAYS, tmp_path / "written", Spark(session=spark))
    written = pq.read_table(tmp_path / "written").sort_by(
        [("as_of", "ascending"), ("employee_id", "ascending")]
    )
    given = sorted(PASSED_IN)  # arithmetic on finished rows, which no engine does
    assert different(written.drop_columns(given), on_duckdb.drop_columns(given)) == []
    assert {written[name].null_count for name in given} == {written.num_rows}
    assert written.schema.equals(SCHEMA)


def test_parquet_types_equal_those_of_duckdb(lake: TinyLake, spark: Any, tmp_path: Path) -> None:
    """The files of both engines have the same columns, physical and logical types, also where all is missing."""
    files, day = {name: lake.files()[name] for name in ("employees", "exits")}, date(2025, 7, 1)
    types = []
    for name, engine in (("duckdb", DuckDB()), ("spark", Spark(session=spark))):
        write_features(files, [day], tmp_path / name, engine)
        file = next((tmp_path / name).glob("part-*.parquet"))
        columns = [pq.ParquetFile(file).schema.column(place) for place in range(len(SCHEMA))]
        types.append([(c.name, c.physical_type, str(c.logical_type)) for c in columns])
    assert types[0] == types[1]


def test_absent_tables_are_missing_on_spark_too(lake: TinyLake, spark: Any) -> None:
    """Without most tables, and with nobody there, rows and types are those of DuckDB; the session is left as it was."""
    files = {name: lake.files()[name] for name in ("employees", "exits")}
    for day in (date(2025, 7, 1), date(2020, 1, 1)):
        built = build_features(files, [day], Spark(session=spark))
        assert built.equals(build_features(files, [day]))
    assert [table for table in spark.catalog.listTables() if table.name.startswith("ermine_")] == []


def test_unreadable_file_is_a_refusal_that_says_what_to_do(
    lake: TinyLake, spark: Any, tmp_path: Path
) -> None:
    """A file that is no Parquet ends the build with a message and a remedy, and leaves no half-written folder."""
    files = lake.files()
    files["exits"].write_text("not a table")
    with pytest.raises(SparkFailed, match="Spark gave up") as refused:
        write_features(files, [date(2025, 7, 1)], tmp_path / "out", Spark(session=spark))
    assert "docs/spark.md" in refused.value.remedy
    assert not (tmp_path / "out").exists()
