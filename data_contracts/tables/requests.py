"""The requests table: who asked for a conversation."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class Requests(pa.DataFrameModel):
    """One row per request of an employee for a conversation; never a feature."""

    employee_id: str = employee("who asked")
    date: pl.Date = day("day of the request")
    state: str = column("whether it still waits for an answer", mark="sensitive", isin=["open", "closed"])

    class Config:
        """No extra columns."""

        strict = True
