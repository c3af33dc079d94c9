"""A build too large for one go, in blocks of as-of days.

Days and not people: the features of a day depend on no other day asked for (a test proves it), while those of a person
depend on the whole team. Within a block the engine shards by a hash of the person itself, spilling what does not fit.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq

from data_contracts.progress import Tick


def day_blocks(tables: Mapping[str, Path], as_of: Sequence[date], most_rows: int | None) -> list[list[date]]:
    """The distinct days in order, in blocks of at most `most_rows` people times days, and of at least one day.

    People are counted in the file of `employees`; without the file, or a bound, there is one block.
    """
    days = sorted(set(as_of))
    if not days or most_rows is None or "employees" not in tables:
        return [days]
    people = max(pq.read_metadata(tables["employees"]).num_rows, 1)
    size = max(most_rows // people, 1)
    return [days[start : start + size] for start in range(0, len(days), size)]


def parts_of(tick: Tick, count: int) -> list[Tick]:
    """For each of `count` equal pieces of work a tick that tells how far the whole has come."""
    return [_part(tick, number, count) for number in range(count)]


def _part(tick: Tick, number: int, count: int) -> Tick:
    def told(done: int, total: int, what: str) -> None:
        if number == 0 or done:
            tick(number * total + done, count * total, what)

    return told
