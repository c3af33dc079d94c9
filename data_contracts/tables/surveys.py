"""The surveys table: answers of closed rounds, without any sign of who gave them."""

import pandera.polars as pa
import polars as pl

from data_contracts.tables.column import column


class Surveys(pa.DataFrameModel):
    """One row per answer; goes to the feedback database, never to the lake. No column names a person."""

    round_id: str = column("the round, such as 2026-Q2", example="2026-Q2")
    unit_id: str = column("unit of whoever answered", refers="units", example="U10")
    question_id: str = column("the question; enps is 0-10, all others 1-5", example="enps")
    score: int = column("the answer", example="8", ge=0, le=10)

    class Config:
        """No extra columns: least of all an employee's id."""

        strict = True

    @pa.dataframe_check(name="outside of 1-5", description="score")
    @classmethod
    def on_its_scale(cls, data: pa.PolarsData) -> pl.LazyFrame:
        """Only the eNPS question has more than five answers."""
        return data.lazyframe.select((pl.col("question_id") == "enps") | pl.col("score").is_between(1, 5))
