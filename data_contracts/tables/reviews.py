"""The reviews table: ratings of past periods."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class Reviews(pa.DataFrameModel):
    """One row per person and period."""

    employee_id: str = employee()
    period_end: pl.Date = day("last day of the period that was rated", example="2023-12-31")
    known_at: pl.Date = day("day on which the rating was recorded")
    rating: float = column("rating, higher is better", unit="1-5", example="3.5", ge=1, le=5)

    class Config:
        """The key."""

        strict, unique = True, ["employee_id", "period_end"]
