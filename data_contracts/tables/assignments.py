"""The assignments table: in which unit, under whom and in which role somebody works from a day on."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee, known_at


class Assignments(pa.DataFrameModel):
    """One row per change; it holds until the same person's next valid_from."""

    employee_id: str = employee()
    valid_from: pl.Date = day("first day on which this holds", example="2020-01-15")
    unit_id: str = column("unit", refers="units", example="U10")
    manager_id: str = column(
        "line manager; missing: nobody is above", mark="pii", refers="people", nullable=True
    )
    job_family: str = column("kind of job", nullable=True, example="sales")
    job_level: str = column("level within the company", nullable=True, example="2")
    location: str = column("place of work", nullable=True, example="Oslo")
    work_mode: str = column("where the work is done", nullable=True, isin=["office", "hybrid", "remote"])
    fte: float = column("share of full time", unit="1 = full time", nullable=True, example="1", gt=0, le=1.5)
    contract: str = column("kind of contract", isin=["permanent", "fixed_term"])
    contract_end: pl.Date | None = day("last day of a fixed term", nullable=True, example="")
    known_at: pl.Date | None = known_at()

    class Config:
        """The key."""

        strict, unique = True, ["employee_id", "valid_from"]

    @pa.dataframe_check(name="contract ends before it is valid", description="contract_end")
    @classmethod
    def ends_later(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """A fixed term does not end before its first day."""
        return data.lazyframe.select(pl.col("contract_end") >= pl.col("valid_from"))
