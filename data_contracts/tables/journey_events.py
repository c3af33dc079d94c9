"""The journey events table: moments of working life that call for a conversation."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class JourneyEvents(pa.DataFrameModel):
    """One row per moment; it says that something is due, never why."""

    employee_id: str = employee()
    date: pl.Date = day("day of the moment")
    kind: str = column("which moment", isin=["start", "return", "anniversary", "move"])

    class Config:
        """No extra columns."""

        strict = True
