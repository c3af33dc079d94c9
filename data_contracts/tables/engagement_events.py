"""The engagement events table: what somebody was invited to, and whether they came."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class EngagementEvents(pa.DataFrameModel):
    """One row per person and event."""

    employee_id: str = employee("who was invited")
    event_date: pl.Date = day("day of the event")
    kind: str = column(
        "town_hall, social, training, mentoring, volunteering or the company's own word", example="training"
    )
    mandatory: bool = column("whether one had to come", example="false")
    attended: bool = column("whether the person came", example="true")

    class Config:
        """No extra columns."""

        strict = True
