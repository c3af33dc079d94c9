"""Files of closed feedback rounds: judged by their contracts; of refused rows only line numbers are kept."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from data_contracts.admission import judge
from data_contracts.catalogue import FEEDBACK
from data_contracts.reading.table_file import read_table
from data_contracts.references import References
from data_contracts.refusal import TableReport
from data_contracts.sieve import LINE, REASON
from data_contracts.templates import without_example


@dataclass(frozen=True)
class FeedbackFile:
    """The admitted rows of one file, what became of the others, and the lines of those (`LINE`, `REASON`)."""

    rows: pl.DataFrame
    report: TableReport
    refused: pl.DataFrame


def admit_feedback(name: str, file: Path, unit_ids: Collection[str]) -> FeedbackFile:
    """The rows of `surveys` or `comments` that keep the contract; `unit_ids` are the units that exist."""
    contract = FEEDBACK[name]
    columns = [column.name for column in contract.columns]
    table, _ = without_example(read_table(file, columns))
    references = References(ids={"units": pl.Series(sorted(unit_ids), dtype=pl.String)})
    admitted, sieve = judge(contract, table, references)
    unknown = tuple(column for column in table.frame.columns if column not in columns)
    report = TableReport(
        name, file, table.rows_in, sieve.admitted, sieve.refused, sieve.refusals, unknown_columns=unknown
    )
    return FeedbackFile(admitted, report, sieve.rejects().select(LINE, REASON))
