"""Where days lie among as-of days, and builds in blocks of days."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from features.blocks import day_blocks, parts_of
from features.build import SCHEMA, build_features, write_features
from features.calendar import window_starts
from features.engines.duckdb import DuckDB
from features.positions import BEYOND, positions

TinyLake = Any

DAYS = [date(2024, 6, 1), date(2024, 11, 17), date(2025, 3, 1), date(2025, 3, 2)]
SPREAD = st.lists(st.dates(date(2019, 1, 1), date(2026, 12, 31)), min_size=1, max_size=6)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(as_of=SPREAD, back=st.integers(0, 1_500))
def test_an_event_is_in_a_window_between_its_two_positions(as_of: list[date], back: int) -> None:
    """For any days and windows: first day of the window <= event < as-of day, if and only if the positions say so."""
    days = sorted(set(as_of))
    event = days[-1] - timedelta(days=back)
    table = positions(as_of).to_pylist()
    row = table[max((event - table[0]["day"]).days, 0)]
    for place, day in enumerate(days):
        for name, first in window_starts(day).items():
            assert (row["as_of"] <= place < row[name]) == (first <= event < day)


def test_days_that_nothing_has_passed_are_beyond() -> None:
    """The last as-of day itself is not yet the past, in no window; the table ends there."""
    last = positions(DAYS).to_pylist()[-1]
    assert last.pop("day") == DAYS[-1]
    assert set(last.values()) == {BEYOND}


def test_blocks_hold_every_day_once_in_order(lake: TinyLake) -> None:
    """Days are cut into blocks by people times days; one day is the least, and without a bound there is one block."""
    files = lake.person("bob", "2024-02-01").files()
    assert day_blocks(files, [*DAYS, DAYS[0]], 4) == [DAYS[:2], DAYS[2:]]
    assert day_blocks(files, DAYS, 1) == [[day] for day in DAYS]
    assert day_blocks(files, DAYS, None) == [DAYS]


def test_a_build_in_blocks_has_the_same_rows(untouched_company: TinyLake, tmp_path: Path) -> None:
    """Few rows at a time or all at once: not a bit differs, in memory or in files, and progress runs to the end."""
    files, told = untouched_company.files(), list[tuple[int, int]]()
    small = DuckDB("500MB", tmp_path / "spill", threads=2, most_rows=80)
    built = build_features(files, DAYS, small, tick=lambda done, total, what: told.append((done, total)))
    assert len(day_blocks(files, DAYS, 80)) == 2
    assert repr(built.to_pydict()) == repr(build_features(files, DAYS).to_pydict())
    assert told == [(done, told[-1][1]) for done in range(told[-1][1] + 1)]
    write_features(files, DAYS, tmp_path / "written", small)
    parts = [ds.dataset(part, schema=SCHEMA).to_table() for part in sorted((tmp_path / "written").iterdir())]
    assert len(parts) == 2
    assert pa.concat_tables(parts).equals(built)


@pytest.mark.parametrize("count", [1, 3])
def test_progress_of_pieces_is_one_count(count: int) -> None:
    """Pieces of equal length tell one count that never stands still or falls."""
    told: list[int] = []
    for tick in parts_of(lambda done, total, what: told.append(done), count):
        for done in range(5):
            tick(done, 4, "")
    assert told == list(range(4 * count + 1))


def test_an_event_without_a_known_day_is_never_seen(lake: TinyLake) -> None:
    """Nobody can say when it became known, so it counts on no day; the one beside it does."""
    for day in ("2024-05-01", "2024-05-02"):
        lake.add("recognition", "ann", event_date=day, kind="thanks")
    lake.rows["recognition"][0]["known_at"] = None
    assert lake.of("ann", "2024-06-01")["recognition_12m"] == 1
