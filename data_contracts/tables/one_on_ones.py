"""The one-on-ones table: when somebody talked with their line manager."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import day, employee


class OneOnOnes(pa.DataFrameModel):
    """One row per conversation between a person and their line manager."""

    employee_id: str = employee()
    event_date: pl.Date = day("day of the conversation")

    class Config:
        """No extra columns."""

        strict = True
