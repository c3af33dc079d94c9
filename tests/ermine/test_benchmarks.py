"""Every benchmark that exists is run by `make bench`."""

from benchmarks.__main__ import BENCHMARKS, HERE, programs


def test_every_program_of_the_folder_is_run_once():
    """A benchmark that nobody runs is a figure that nobody can trust; what is listed is there."""
    files = [file.stem for file in HERE.glob("[a-z]*.py") if "def main(" in file.read_text("utf-8")]
    assert sorted(one.module for one in programs()) == sorted(files)
    assert {one.module for one in BENCHMARKS} <= set(files)
