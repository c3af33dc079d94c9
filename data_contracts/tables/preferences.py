"""The preferences table: what people want of Ermine."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class Preferences(pa.DataFrameModel):
    """One row per change; it holds until the same person's next valid_from."""

    employee_id: str = employee()
    valid_from: pl.Date = day("first day on which this holds", example="2023-05-01")
    do_not_contact: bool = column("never contacted because of a list", example="false")
    do_not_profile: bool = column("never scored, never listed", example="false")
    language: str | None = column("language to be talked to in", nullable=True, example="en")
    channel: str | None = column("way to be contacted", nullable=True)

    class Config:
        """The key."""

        strict, unique = True, ["employee_id", "valid_from"]
