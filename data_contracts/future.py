"""Days that lie ahead of an import: what has happened cannot, and what is planned not by years."""

from datetime import date, timedelta

import polars as pl

from data_contracts.contract import TableContract
from data_contracts.sieve import Sieve

PLANNED_AHEAD = timedelta(days=731)
"""How far ahead a hire, a change or a last day may be recorded; later is a typing slip such as 2042 for 2024."""


def refuse_future(contract: TableContract, frame: pl.DataFrame, imported_on: date, sieve: Sieve) -> None:
    """Refuse rows about what happened after the day of the import, and plans for more than two years ahead."""
    for name in contract.happened:
        hint = "what has not happened yet cannot be recorded"
        sieve.refuse(frame[name] > imported_on, "after the day of the import", name, hint)
    if contract.day and contract.day not in contract.happened:
        late = frame[contract.day] > imported_on + PLANNED_AHEAD
        sieve.refuse(late, "more than two years after the day of the import", contract.day)
