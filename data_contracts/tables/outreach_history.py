"""The outreach history table: contacts that took place before Ermine, or outside it."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class OutreachHistory(pa.DataFrameModel):
    """One row per contact; it starts a cool-down and is never a feature."""

    employee_id: str = employee("who was contacted")
    date: pl.Date = day("day of the contact")
    kind: str = column("kind of conversation, in the company's own words", nullable=True, example="check-in")
    outcome: str = column("what came of it", mark="sensitive", nullable=True, example="talked")
    arm: str | None = column("arm of a trial, if there was one", nullable=True)

    class Config:
        """No extra columns."""

        strict = True
