"""Dirt on a dial: what was planted is what an import refuses, row by row."""

from collections import defaultdict
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.intake import ImportReport, import_folder
from data_contracts.lake import Lake
from ermine.sample.dirt import DialRefused, Dirt
from ermine.sample.truth import read_truth
from ermine.sample.write import SampleReport, write_sample

END = date(2026, 6, 30)
REASONS = {
    "duplicate": "exact duplicate row",
    "wrong_type": ": not ",
    "unknown_unit": "unknown unit",
    "after_last_day": "dated after the person's last day",
}


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> SampleReport:
    """A year of a company of 300 with much dirt."""
    return write_sample(tmp_path_factory.mktemp("dirty"), 300, months=12, seed=9, end=END, dirt=0.8)


@pytest.fixture(scope="module")
def dirt(dirty: SampleReport) -> Dirt:
    """What truth.json says of the dirt."""
    return read_truth(dirty.truth).dirt


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where it is imported to."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def imported(dirty: SampleReport, home: Path) -> ImportReport:
    """The import."""
    return import_folder(dirty.folder, home, END)


def test_an_import_refuses_exactly_the_rows_that_were_soiled(
    dirty: SampleReport, dirt: Dirt, imported: ImportReport
) -> None:
    """Per table the lines in quarantine are those of truth.json, each for the reason that was planted."""
    expected: dict[str, dict[int, str]] = defaultdict(dict)
    for each in dirt.planted:
        if each.refused:
            expected[each.table] |= dict.fromkeys(each.lines, each.kind)
    for table in imported.tables:
        assert table.rows_in == table.admitted + table.refused == dirty.rows[table.name]
        assert table.refused == len(expected[table.name]), table.describe()
        assert table.quarantine_file is not None
        refused = pl.read_csv(table.quarantine_file, infer_schema=False)
        lines = dict(zip(refused["refused_line"].cast(pl.Int64), refused["refused_reason"], strict=True))
        assert lines.keys() == expected[table.name].keys(), table.name
        for line, reason in lines.items():
            assert REASONS[expected[table.name][line]] in reason, (table.name, line)
    assert imported.refused == dirt.refused


def test_every_kind_of_dirt_is_there(dirt: Dirt) -> None:
    """All kinds that are refused and both that are right are planted, and no line twice."""
    assert {each.kind for each in dirt.planted} == {*REASONS, "late_backfill", "unit_rename"}
    lines = [(each.table, line) for each in dirt.planted for line in each.lines]
    assert len(set(lines)) == len(lines)


def test_late_backfills_and_renames_are_admitted(dirt: Dirt, home: Path, imported: ImportReport) -> None:
    """The lake has each backfilled row under the day it was known, later than its own, and both names of a unit."""
    lake = Lake(home).current()
    backfilled = {each.table: len(each.lines) for each in dirt.planted if each.kind == "late_backfill"}
    assert set(backfilled) == {"assignments", "compensation", "exits"}
    days = {"assignments": "valid_from", "compensation": "valid_from", "exits": "notice_date"}
    for table, rows in backfilled.items():
        late = lake.read(table).filter(pl.col("known_at") > pl.col(days[table]))
        assert late.height == rows, table
    assert lake.manifest.covers_until == END
    names = lake.read("units").sort("valid_from").group_by("unit_id").agg(pl.col("name"))
    renamed = sum(len(each.lines) for each in dirt.planted if each.kind == "unit_rename")
    assert names.filter(pl.col("name").list.last().str.ends_with("(renamed)")).height == renamed > 0
    assert not names["name"].list.first().str.ends_with("(renamed)").any()


def test_leak_columns_are_named_and_not_admitted(
    dirty: SampleReport, dirt: Dirt, imported: ImportReport
) -> None:
    """Each leak column of truth.json is filled for leavers only, and the import reports it and leaves it out."""
    unknown = {(table.name, column) for table in imported.tables for column in table.unknown_columns}
    assert unknown == {(leak.table, leak.column) for leak in dirt.leak_columns}
    assert len(unknown) == 2
    left = pl.read_csv(dirty.folder / "exits.csv", infer_schema=False).filter(pl.col("kind") != "transfer")
    for table, column in unknown:
        rows = pl.read_csv(dirty.folder / f"{table}.csv", infer_schema=False)
        filled = rows.filter(pl.col(column).is_not_null())["employee_id"].unique()
        assert filled.is_in(left["employee_id"].implode()).all()
        assert filled.len() > 5


def test_dirt_lies_upon_the_same_company(dirty: SampleReport, dirt: Dirt, tmp_path: Path) -> None:
    """Without its dirt a table is the one of a clean sample company, and half the dial soils half as much."""
    clean = write_sample(tmp_path / "clean", 300, months=12, seed=9, end=END)
    assert clean.dirt == Dirt(0.0)
    for name in clean.rows:
        spoilt = {line for each in dirt.planted if each.table == name for line in each.lines}
        rows = pl.read_csv(dirty.folder / f"{name}.csv", infer_schema=False).with_row_index("line", offset=2)
        original = pl.read_csv(clean.folder / f"{name}.csv", infer_schema=False)
        kept = rows.filter(~pl.col("line").is_in(spoilt)).select(original.columns)
        assert kept.join(original, on=original.columns, how="anti", nulls_equal=True).is_empty(), name
    less = write_sample(tmp_path / "less", 300, months=12, seed=9, end=END, dirt=0.4).dirt
    assert less.refused == pytest.approx(dirt.refused / 2, rel=0.1)


@pytest.mark.parametrize("dial", [-0.1, 1.01, float("nan")])
def test_a_dial_beyond_its_ends_is_refused(dial: float, tmp_path: Path) -> None:
    """Less than none, more than all, and no number are refused before anything is written."""
    with pytest.raises(DialRefused, match="dial"):
        write_sample(tmp_path / "none", 60, months=6, seed=1, dirt=dial)
    assert not (tmp_path / "none").exists()
