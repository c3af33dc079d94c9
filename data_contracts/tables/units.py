"""The units table: the organisation as a tree."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day


class Units(pa.DataFrameModel):
    """One row per unit and change; it holds until the same unit's next valid_from."""

    unit_id: str = column("the unit's id, kept exactly", example="U10")
    parent_id: str = column("the unit above; missing: this is a top unit", refers="units", nullable=True)
    name: str = column("name as shown on pages", nullable=True, example="Shop floor")
    valid_from: pl.Date = day("first day on which this holds", example="2020-01-15")

    class Config:
        """The key."""

        strict, unique = True, ["unit_id", "valid_from"]
