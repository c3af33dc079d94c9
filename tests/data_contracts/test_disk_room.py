"""A disk without room is named before or when it runs out, and nothing is half written."""

import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from data_contracts.disk import require_room
from data_contracts.errors import DiskFull
from data_contracts.intake import import_folder
from data_contracts.lake import Lake
from data_contracts.snapshot import admit_snapshot
from data_contracts.snapshot_mapping import SnapshotMapping

IMPORTED_ON = date(2024, 7, 1)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small disk needs root")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def fill(disk: Path) -> None:
    """Leave no byte free."""
    with pytest.raises(OSError, match="No space left"):
        (disk / "filler").write_bytes(bytes(8 << 20))


def test_ten_million_rows_on_a_small_disk_are_refused_before_they_are_read(company, small_disk):
    """The refusal names the home, the largest file, what is free and what is needed; nothing is written."""
    pl.DataFrame({"employee_id": ["8"]}).select(
        pl.col("employee_id").repeat_by(10_000_000).explode(), event_date=pl.lit("2024-06-20")
    ).write_csv(company.folder / "one_on_ones.csv")
    home = small_disk / "home"
    with pytest.raises(
        DiskFull, match=r"4\.2 MB free, importing needs about 130\.0 MB .*one_on_ones\.csv"
    ) as full:
        import_folder(company.folder, home, IMPORTED_ON)
    assert (full.value.status, full.value.exit_code) == (503, 7)
    assert not home.exists()


def test_a_disk_that_fills_up_during_the_import_leaves_the_lake_as_it_was(company, small_disk):
    """The first lake stays current and whole, and nothing of the second is left behind."""
    home = small_disk / "home"
    before = import_folder(company.folder, home, IMPORTED_ON).lake
    company.add("one_on_ones", *(f"{who},2024-06-{day:02}" for who in (8, 9) for day in range(1, 15)))

    def fill_at_the_third_file(done: int, total: int, what: str) -> None:
        if done == 2:
            fill(small_disk)

    with pytest.raises(DiskFull, match="the disk is full; nothing was changed"):
        import_folder(company.folder, home, IMPORTED_ON, tick=fill_at_the_third_file)
    assert Lake(home).current().hash == before.hash
    assert before.read("one_on_ones").height == 2
    assert sorted(path.name for path in (home / "lake").iterdir()) == sorted(["CURRENT", before.hash])
    (small_disk / "filler").unlink()
    assert import_folder(company.folder, home, IMPORTED_ON).lake.hash != before.hash


def test_a_full_disk_refuses_a_snapshot_too(small_disk, write):
    """A flat file is refused in the same words as a folder of tables."""
    fill(small_disk)
    file = write("flat.csv", "id,left,x\n1,0,2\n")
    mapping = SnapshotMapping(name="flat", id="id", target="left")
    with pytest.raises(DiskFull, match=r"flat\.csv"):
        admit_snapshot(mapping, file, small_disk / "home", IMPORTED_ON, allow_survey=False)


def test_packed_files_need_more_room_than_they_take(tmp_path, write, monkeypatch):
    """A gzip file is taken as ten times its size."""
    file = write("t.csv.gz", bytes(1000))
    usage = type("Usage", (), {"free": 9_999})
    monkeypatch.setattr("shutil.disk_usage", lambda path: usage)
    with pytest.raises(DiskFull):
        require_room([file], tmp_path / "home")
    usage.free = 10_000
    require_room([file], tmp_path / "home")
