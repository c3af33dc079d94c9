"""What cannot be a sample company is refused with what to do instead."""

from datetime import date
from pathlib import Path

import pytest

from ermine.sample.org import SampleTooSmall
from ermine.sample.write import SampleNotWritten, SampleRefused, write_sample


def test_too_few_people_are_refused(tmp_path: Path) -> None:
    """A handful of people is refused with the smallest number that works, and that number works."""
    with pytest.raises(SampleTooSmall, match="39 people") as refused:
        write_sample(tmp_path / "none", employees=39, months=3, seed=1)
    assert "40" in refused.value.remedy
    assert not (tmp_path / "none").exists()
    assert write_sample(tmp_path / "some", employees=40, months=14, seed=1).rows["employees"] >= 40


@pytest.mark.parametrize(("months", "end"), [(0, date(2026, 6, 30)), (12, date(2026, 6, 29))])
def test_a_window_that_is_not_whole_months_is_refused(tmp_path: Path, months: int, end: date) -> None:
    """No months, or an end in the middle of one, are refused before anything is written."""
    with pytest.raises(SampleRefused):
        write_sample(tmp_path / "none", employees=60, months=months, seed=1, end=end)
    assert not (tmp_path / "none").exists()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """Where a file is in the way, the refusal names the folder."""
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(SampleNotWritten, match="file/sample"):
        write_sample(tmp_path / "file" / "sample", employees=60, months=1, seed=1)


def test_progress_tells_months_and_then_tables(tmp_path: Path) -> None:
    """The tick counts every month and then every file, each up to its total."""
    told: list[tuple[int, int, str]] = []
    report = write_sample(
        tmp_path,
        employees=60,
        months=3,
        seed=1,
        tick=lambda done, total, what: told.append((done, total, what)),
    )
    assert [each for each in told if each[1] == 3] == [
        (1, 3, "2026-04"),
        (2, 3, "2026-05"),
        (3, 3, "2026-06"),
    ]
    files = [f"{name}.csv" for name in (*report.rows, *report.feedback)]
    assert [what for _, total, what in told if total == len(files)] == files
