"""Spark gives the rows that DuckDB gives, bit by bit, and its files have the same types."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from features.build import build_features, write_features
from features.catalogue import FEATURES
from features.engines.spark import Spark
from tests.features.edge_company import DAYS, PEOPLE, EdgeCompany, Rows

TinyLake = Any

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("spark")]

SEEDS = (3, 11, 42, 77)
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
    return build_features(edges.files(), DAYS)


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
    """Every row, value, order and type is the same to the last bit, collected or read back from Spark's own files."""
    assert on_duckdb.num_rows > len(SEEDS) * len(PEOPLE)
    filled = [spec.name for spec in FEATURES if on_duckdb[spec.name].null_count < on_duckdb.num_rows]
    assert filled == [spec.name for spec in FEATURES]
    write_features(edges.files(), DAYS, tmp_path / "written", Spark(session=spark))
    written = pq.read_table(tmp_path / "written")
    assert different(written.sort_by([("as_of", "ascending"), ("employee_id", "ascending")]), on_duckdb) == []
    collected = build_features(edges.files(), DAYS, Spark(session=spark))
    assert different(collected, on_duckdb) == []
    assert collected.equals(on_duckdb)
