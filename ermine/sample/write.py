"""The sample company on disk: one CSV file per table, and truth.json."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from data_contracts.errors import InputRefused, Unavailable
from data_contracts.progress import Tick, silent
from ermine.sample.calendar import Month, months_until
from ermine.sample.company import Company
from ermine.sample.dirt import Dirt, Soiler
from ermine.sample.rendering import Window
from ermine.sample.simulation import simulate
from ermine.sample.tables import FEEDBACK_FILES, SAMPLE_TABLES, table
from ermine.sample.truth import truth_text

LAST_DAY = date(2026, 6, 30)
"""The last day that the tables cover unless another is asked for."""


class SampleRefused(InputRefused):
    """A sample company covers whole months up to the last day of one."""


class SampleNotWritten(Unavailable):
    """The folder for the sample company cannot be written."""


@dataclass(frozen=True)
class SampleReport:
    """Where the sample company was written, how many rows each table has, and which of them are dirty.

    `feedback` counts the rows of the files of what people said, which an import leaves alone.
    """

    folder: Path
    rows: Mapping[str, int]
    feedback: Mapping[str, int]
    truth: Path
    dirt: Dirt


def write_sample(
    out: Path,
    employees: int,
    months: int,
    seed: int,
    end: date = LAST_DAY,
    tick: Tick = silent,
    dirt: float = 0.0,
) -> SampleReport:
    """Invent a company of about so many people and write its tables for the months up to `end`.

    `dirt` from 0 to 1 says how many rows carry the slips of real exports; truth.json names their lines. The
    same arguments write the same bytes. Raises DialRefused for another `dirt`, SampleRefused when `end` is not
    a month's last day or there is no month, SampleTooSmall below 40 people, SampleNotWritten when there is no
    room or right to write.
    """
    window = _window(months, end)
    soiler = Soiler(dirt, seed, Window(window[0].first, window[-1].last))
    company = simulate(employees, window, seed, tick)
    try:
        return _written(out, company, window, seed, soiler, tick)
    except OSError as cause:
        raise SampleNotWritten(
            f"The sample company cannot be written to {out}: {cause.strerror}.",
            remedy="Free space, or choose another folder.",
        ) from cause


def _window(months: int, end: date) -> tuple[Month, ...]:
    if months < 1:
        raise SampleRefused(f"{months} months hold no company.", remedy="Ask for 1 month or more.")
    if (end + timedelta(days=1)).day != 1:
        raise SampleRefused(
            f"{end} is not the last day of a month.", remedy="End on one, such as 2026-06-30."
        )
    return months_until(end, months)


def _written(
    out: Path, company: Company, months: tuple[Month, ...], seed: int, soiler: Soiler, tick: Tick
) -> SampleReport:
    out.mkdir(parents=True, exist_ok=True)
    window, rows = Window(months[0].first, months[-1].last), dict[str, int]()
    for name, frame in _frames(company, window, soiler):
        frame.write_csv(out / f"{name}.csv", line_terminator="\n")
        rows[name] = frame.height
        tick(len(rows), len(SAMPLE_TABLES) + len(FEEDBACK_FILES), f"{name}.csv")
    truth = out / "truth.json"
    truth.write_text(truth_text(company, months, seed, soiler.dirt), "utf-8")
    feedback = {name: rows.pop(name) for name in FEEDBACK_FILES}
    return SampleReport(out, rows, feedback, truth, soiler.dirt)


def _frames(company: Company, window: Window, soiler: Soiler) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every file by name, one at a time."""
    for name in SAMPLE_TABLES:
        yield name, soiler.soil(name, table(name, company, window))
    for name, make in FEEDBACK_FILES.items():
        yield name, make(company)
