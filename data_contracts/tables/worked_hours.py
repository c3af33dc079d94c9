"""The worked hours table: hours by person and month."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class WorkedHours(pa.DataFrameModel):
    """One row per person and month; known on the last day of the month."""

    employee_id: str = employee()
    month: pl.Date = day("first day of the month")
    contracted: float = column("hours owed in the month", unit="hours", example="160", ge=0, le=744)
    worked: float = column("hours worked in the month", unit="hours", example="172.5", ge=0, le=744)

    class Config:
        """The key."""

        strict, unique = True, ["employee_id", "month"]

    @pa.dataframe_check(name="not the first day of a month", description="month")
    @classmethod
    def is_first_day(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """A month is written as its first day."""
        return data.lazyframe.select(pl.col("month").dt.day() == 1)
