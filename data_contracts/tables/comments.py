"""The comments table: what was written in closed rounds, without any sign of who wrote it."""

import pandera.polars as pa

from data_contracts.tables.column import column


class Comments(pa.DataFrameModel):
    """One row per comment; redacted before it is written to the feedback database, never to the lake."""

    round_id: str = column("the round, such as 2026-Q2", example="2026-Q2")
    unit_id: str = column("unit of whoever wrote", refers="units", example="U10")
    source: str = column("where it was written", nullable=True, example="survey")
    text: str = column("the comment", mark="sensitive", example="The new rota works well")

    class Config:
        """No extra columns: least of all an employee's id."""

        strict = True
