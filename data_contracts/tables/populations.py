"""The populations table: whom each ER manager looks after."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day


class Populations(pa.DataFrameModel):
    """One row per unit (with all below it) or person that an ER manager looks after from a day on."""

    er_manager_id: str = column("who looks after them", mark="pii", refers="er_managers", example="ER1")
    unit_id: str | None = column(
        "a unit with everything below it", refers="units", nullable=True, example="U10"
    )
    employee_id: str | None = column("one person", mark="pii", refers="employees", nullable=True)
    valid_from: pl.Date = day("first day on which this holds", example="2020-01-15")

    class Config:
        """No extra columns."""

        strict = True

    @pa.dataframe_check(name="not exactly one of unit_id and employee_id", description="unit_id")
    @classmethod
    def one_subject(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """A row names a unit or a person, not both and not neither."""
        return data.lazyframe.select(pl.col("unit_id").is_null() != pl.col("employee_id").is_null())
