"""The open cases table: who is in a formal case. It has no content, on purpose."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class OpenCases(pa.DataFrameModel):
    """One row per person and case; while it is open the person is never listed."""

    employee_id: str = employee()
    case_ref: str = column("the case's reference", mark="sensitive", example="case-17")
    opened: pl.Date = day("day on which it was opened")
    closed: pl.Date = day(
        "day on which it was closed; missing: still open", nullable=True, example="2024-04-02"
    )

    class Config:
        """The key."""

        strict, unique = True, ["employee_id", "case_ref"]

    @pa.dataframe_check(name="closed before it was opened", description="closed")
    @classmethod
    def closed_later(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """A case is closed on the day it was opened or later."""
        return data.lazyframe.select(pl.col("closed") >= pl.col("opened"))
