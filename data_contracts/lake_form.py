"""The lake form of a table: its business columns, and `known_at`, the day from which each row may be seen."""

import polars as pl

from data_contracts.contract import TableContract
from data_contracts.lake import PROTECTED


def lake_tables(contract: TableContract, admitted: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The tables under which admitted rows are kept: protected columns go into a table of their own.

    A worked month is known on its last day. A protected column that is missing altogether is left out.
    """
    protected = [column.name for column in contract.columns if column.mark == "protected"]
    plain = admitted.drop(protected)
    if contract.known:
        known = pl.coalesce(contract.known)
        known = known.dt.month_end() if contract.name == "worked_hours" else known
        plain = plain.with_columns(known_at=known)
    given = [name for name in protected if admitted[name].null_count() < admitted.height]
    tables = {contract.name: plain}
    if given:
        tables[PROTECTED] = admitted.select("employee_id", *given)
    return tables
