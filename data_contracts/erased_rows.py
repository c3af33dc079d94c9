"""Rows about people who were erased: left out of an import before anything is judged, written or set aside."""

from collections.abc import Container, Sequence
from dataclasses import replace

import polars as pl

from data_contracts.erasure import NAMED, WHOSE
from data_contracts.reading.text_table import TextTable

NOBODY: Container[str] = frozenset()
"""What to pass where nobody was erased."""


def without_erased(
    table: TextTable, erased: Container[str], whose: Sequence[str] = WHOSE
) -> tuple[TextTable, int]:
    """The table without the rows about erased people, and how many those were.

    `whose` are the columns that say whom a row is about. Where somebody else's row names an erased person, such as
    their former manager, the row stays and the cell is empty.
    """
    frame = table.frame
    named = {name: _gone(frame[name], erased) for name in NAMED if name in frame.columns}
    frame = frame.with_columns(
        pl.when(pl.col(name).is_in(gone)).then(None).otherwise(pl.col(name)).alias(name)
        for name, gone in named.items()
        if gone
    )
    about = pl.repeat(False, frame.height, dtype=pl.Boolean, eager=True)
    for name in (name for name in whose if name in frame.columns):
        if gone := _gone(frame[name], erased):
            about = about | frame[name].is_in(gone).fill_null(False)
    ragged = tuple(row for row in table.ragged if not any(cell in erased for cell in row.text.split(",")))
    kept = replace(table, frame=frame.filter(~about), lines=table.lines.filter(~about), ragged=ragged)
    return kept, table.rows_in - kept.rows_in


def _gone(ids: pl.Series, erased: Container[str]) -> list[str]:
    return [one for one in ids.unique().drop_nulls().to_list() if one in erased]
