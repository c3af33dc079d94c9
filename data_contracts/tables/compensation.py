"""The compensation table: what somebody earns from a day on."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee, known_at


class Compensation(pa.DataFrameModel):
    """One row per change of pay; it holds until the same person's next valid_from."""

    employee_id: str = employee()
    valid_from: pl.Date = day("first day on which this holds", example="2020-01-15")
    annual_salary: float = column(
        "yearly base pay at full time",
        unit="policy currency",
        mark="sensitive",
        example="42000",
        gt=0,
    )
    band_midpoint: float | None = column(
        "middle of the pay band", unit="policy currency", nullable=True, example="45000", gt=0
    )
    known_at: pl.Date | None = known_at()

    class Config:
        """The key."""

        strict, unique = True, ["employee_id", "valid_from"]
