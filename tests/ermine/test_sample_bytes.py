"""One seed, one company, byte by byte."""

from datetime import date
from pathlib import Path

from ermine.sample.write import write_sample


def contents(folder: Path, seed: int) -> dict[str, bytes]:
    """The files of a small sample company with this seed."""
    write_sample(folder, employees=90, months=6, seed=seed, end=date(2025, 2, 28))
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


def test_the_same_seed_writes_the_same_bytes(tmp_path: Path) -> None:
    """Two runs with the same arguments agree in every byte of every file."""
    assert contents(tmp_path / "once", seed=5) == contents(tmp_path / "again", seed=5)


def test_another_seed_invents_another_company(tmp_path: Path) -> None:
    """With another seed everything differs but the org chart, who looks after it, and (rarely) a nearly empty table."""
    once, other = contents(tmp_path / "once", seed=5), contents(tmp_path / "other", seed=6)
    assert once.keys() == other.keys()
    assert {name for name in once if once[name] == other[name]} <= {
        "units.csv",
        "populations.csv",
        "open_cases.csv",
    }
