"""The outreach history table: contacts that took place before Ermine, or outside it, and lots that were drawn."""

import polars as pl

from data_contracts.schemas import pa
from data_contracts.tables.column import column, day, employee


class OutreachHistory(pa.DataFrameModel):
    """One row per contact; it starts a cool-down and is never a feature.

    A company that let lots decide who is talked to now and who later says so by a row with outcome "assigned" and the
    arm for everybody drawn, whether or not a contact followed: it is no contact, and the arms can be compared.
    """

    employee_id: str = employee("who was contacted, or drawn")
    date: pl.Date = day("day of the contact, or of the lot")
    kind: str = column("kind of conversation, in the company's own words", nullable=True, example="check-in")
    outcome: str = column(
        "what came of it; assigned: no contact, a lot was drawn",
        mark="sensitive",
        nullable=True,
        example="talked",
    )
    arm: str | None = column("arm of a trial, if there was one: now or later", nullable=True)

    class Config:
        """No extra columns."""

        strict = True
