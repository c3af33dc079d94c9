"""The exits table: who left, when they said so, and how."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee, known_at


class Exits(pa.DataFrameModel):
    """One row per person who left or gave notice. A transfer inside the group is recorded, but is no exit."""

    employee_id: str = employee("who left")
    notice_date: pl.Date | None = day("day on which notice was given", nullable=True, example="2024-05-10")
    last_day: pl.Date = day("last day of employment", example="2024-06-15")
    kind: str = column(
        "how it ended",
        isin=["voluntary", "involuntary", "retirement", "end_of_contract", "transfer", "other"],
    )
    reason: str | None = column("reason as recorded", mark="sensitive", nullable=True, example="another job")
    regretted: bool | None = column(
        "whether the company would have kept the person", nullable=True, example="true"
    )
    known_at: pl.Date | None = known_at()

    class Config:
        """The key."""

        strict, unique = True, ["employee_id", "last_day"]

    @pa.dataframe_check(name="notice after last day", description="notice_date")
    @classmethod
    def notice_first(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """Notice is given on the last day or before."""
        return data.lazyframe.select(pl.col("notice_date") <= pl.col("last_day"))
