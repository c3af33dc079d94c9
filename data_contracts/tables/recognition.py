"""The recognition table: who was thanked or awarded."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class Recognition(pa.DataFrameModel):
    """One row per recognition received."""

    to_employee_id: str = employee("who was recognised")
    event_date: pl.Date = day("day of the recognition")
    kind: str = column("what kind, in the company's own words", nullable=True, example="thank you")

    class Config:
        """No extra columns."""

        strict = True
