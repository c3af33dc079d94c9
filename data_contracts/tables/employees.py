"""The employees table: who works or worked here."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day


class Employees(pa.DataFrameModel):
    """One row per person who works or worked here."""

    employee_id: str = column("the person's id, kept exactly", mark="pii", example="1001")
    hire_date: pl.Date = day("first day of work", example="2020-01-15")
    name: str | None = column(
        "name as shown to their ER manager", mark="pii", nullable=True, example="Ada Moss"
    )
    email: str | None = column("work address", mark="pii", nullable=True, example="ada@example.com")
    birth_year: int | None = column(
        "year of birth", unit="year", mark="protected", nullable=True, example="1985", ge=1900, le=2100
    )
    gender: str | None = column("gender as recorded", mark="protected", nullable=True, example="f")
    ethnicity: str | None = column("ethnicity as recorded", mark="protected", nullable=True)
    disability: str | None = column("disability as recorded", mark="protected", nullable=True)

    class Config:
        """The key."""

        strict, unique = True, ["employee_id"]
