"""People of whom a dated table knows nothing from the day of hire on.

A state holds until the same person's next one, so between two rows there is never a gap: the only one that can be is
before the first row. It is counted and not refused: many systems know people for longer than their jobs, and refusing
the first row would only make the gap longer.
"""

from dataclasses import dataclass

import polars as pl

from data_contracts.contract import TableContract


@dataclass(frozen=True)
class Uncovered:
    """`people` whose first row begins `longest_days` after the hire date at most, and how many `never` have one."""

    people: int
    longest_days: int
    never: int


def uncovered_in(
    contract: TableContract, admitted: pl.DataFrame, hired: pl.DataFrame | None
) -> Uncovered | None:
    """The gaps of a table that should hold from the hire on; None for another table, and while nobody was hired."""
    if not contract.from_hire or hired is None:
        return None
    first = admitted.group_by("employee_id").agg(first=pl.col(contract.day).min())
    staff = hired.join(first, on="employee_id", how="left")
    days = (staff["first"] - staff["hire_date"]).dt.total_days()
    late = days.filter(days > 0).to_list()
    return Uncovered(len(late), max(late, default=0), staff["first"].null_count())
