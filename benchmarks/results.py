"""`results.md`: a section for each benchmark, with the day and the load under which its figures were taken."""

import os
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

FILE = Path(__file__).with_name("results.md")
LIBRARIES = ("duckdb", "ibis-framework", "numpy", "pandas", "polars", "scikit-learn", "mlflow")
SHORT = "**Falls short of a bar here**: see the line that names it."
_START = re.compile(r"^## ", re.MULTILINE)


@dataclass(frozen=True)
class Section:
    """One benchmark's part: its `title`, the `command`, and what is told below it."""

    title: str
    command: str
    told: str

    @property
    def text(self) -> str:
        """The part as it is written."""
        return f"## {self.title}\n\n`{self.command}`{self.told.rstrip()}\n"


def taken(title: str, command: str, printed: str, missed: bool) -> Section:
    """What a benchmark has just printed, with the circumstances of this moment."""
    load, day = os.getloadavg()[1], datetime.now(UTC).date()
    told = f", taken on {day} at a load of {load:.1f}\n\n```\n{printed}\n```\n"
    return Section(title, command, told + (f"\n{SHORT}\n" if missed else ""))


def written(file: Path = FILE) -> list[Section]:
    """The sections of a file of results; none while there is no file."""
    _, *parts = _START.split(file.read_text("utf-8")) if file.exists() else [""]
    return [_section(part) for part in parts]


def write(sections: Sequence[Section], file: Path = FILE) -> None:
    """Write a whole file of results."""
    file.write_text("\n".join([heading(), *(one.text for one in sections)]), "utf-8")


def merged(old: Sequence[Section], new: Sequence[Section]) -> list[Section]:
    """The old sections, each replaced by the new one of the same command; those of new commands come last."""
    by_command = {one.command: one for one in new}
    kept = [by_command.pop(one.command, one) for one in old]
    return [*kept, *by_command.values()]


def heading() -> str:
    """With what, and on what machine, the figures were taken."""
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        "# Results of the benchmarks\n\n"
        f"Written by `make bench`, or one by one by `python -m benchmarks --only NAME`, on {os.cpu_count()} cores "
        f"({platform.machine()}), {memory:.0f} GB of memory, Python {platform.python_version()}, {libraries}. "
        "Each section says when it was taken and at what load: above two, other work had the cores as well, "
        "so times are upper figures and ratios count. All people in these data are **fictional**.\n"
    )


def _section(part: str) -> Section:
    title, _, rest = part.partition("\n")
    _, command, told = rest.split("`", 2)
    return Section(title.strip(), command, told)
