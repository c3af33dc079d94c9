"""The absences table: who was away from when to when."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class Absences(pa.DataFrameModel):
    """One row per absence. Sick and family leave never feed a person's score or list."""

    employee_id: str = employee()
    start_date: pl.Date = day("first day away")
    end_date: pl.Date = day("last day away; missing: not back yet", nullable=True, example="2024-03-08")
    kind: str = column("why", mark="sensitive", isin=["holiday", "sick", "family", "other"])

    class Config:
        """The key."""

        strict, unique = True, ["employee_id", "start_date", "kind"]

    @pa.dataframe_check(name="ends before it starts", description="end_date")
    @classmethod
    def ends_later(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """The last day is not before the first."""
        return data.lazyframe.select(pl.col("end_date") >= pl.col("start_date"))
