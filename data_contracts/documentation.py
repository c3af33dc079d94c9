"""The page of contracts, written from the contracts: `python -m data_contracts.documentation docs/contracts.md`."""

import sys
from pathlib import Path

import polars as pl

from data_contracts.catalogue import FEEDBACK, REQUIRED, TABLES
from data_contracts.contract import Column, TableContract

_TYPES: dict[pl.DataType, str] = {
    pl.String(): "text",
    pl.Date(): "day",
    pl.Float64(): "number",
    pl.Int64(): "whole number",
    pl.Boolean(): "true/false",
}
_REFERS = {
    "": "",
    "employees": "admitted id of `employees`",
    "people": "any id of `employees`",
    "units": "admitted id of `units`",
    "er_managers": "admitted id of `er_managers`",
}
_HEAD = """\
# Contracts

Every table that `ermine import` admits. This page is written from the contracts; after changing one, run
`python -m data_contracts.documentation docs/contracts.md`.

Files are CSV (UTF-8; comma, semicolon or tab) or Parquet, named after their table. Days are ISO (2024-03-01), numbers
have a decimal point, true/false may be written true/false, yes/no or 1/0. An empty cell is missing. `ermine import
--template DIR` writes an empty file for each table.

**Marks**: *protected* serves audits only, lies in a file of its own and is never a feature; *pii* names a person;
*sensitive* is of restricted use. **Needed**: *yes*: in every row; *may be empty*: the column must be there;
*optional*: the column may be absent.
"""
_EVERYWHERE = """\
Refused in every table: cells of another type, exact duplicates of a row (the first is kept), all rows under one key
that differ, ids that are in no admitted row of the table they refer to, days after the day of the import for what has
happened, and plans more than two years ahead. Across tables: exits before the hire date, units in a circle, salaries
more than 50 times away from the usual pay.
"""


def contracts_page() -> str:
    """The whole page, in Markdown."""
    needed = ", ".join(f"`{name}`" for name in REQUIRED)
    said = " and ".join(f"`{name}`" for name in FEEDBACK)
    rules = (
        f"Only {needed} are needed. {said} never reach the lake, where names are: they go to the feedback database,\n"
        "redacted, coarsened and shuffled, and what is refused of them is kept as line numbers only.\n"
    )
    contracts = (*TABLES.values(), *FEEDBACK.values())
    return "\n".join([_HEAD, rules, _EVERYWHERE, *(_section(contract) for contract in contracts)])


def _section(contract: TableContract) -> str:
    lines = [
        f"## `{contract.name}`",
        "",
        contract.meaning,
        "",
        f"- {_key(contract)}",
        f"- {_known(contract)}",
    ]
    lines += [f"- Refused: {rule} (`{column}`)." for rule, column in contract.row_rules]
    if contract.about_work:
        lines.append(f"- Refused: `{contract.day}` after the person's last day.")
    if contract.from_hire:
        lines.append(
            f"- Counted, not refused: people whose first `{contract.day}` is after the hire date, or who have none."
        )
    lines += [
        "",
        "| column | type | needed | unit | allowed | mark | meaning |",
        "|---|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *(_row(column) for column in contract.columns), ""])


def _key(contract: TableContract) -> str:
    if contract.repeats:
        return "No key: two people may say the same."
    if not contract.key:
        return "No key: rows may share every day, only exact duplicates are refused."
    return f"Key: {', '.join(f'`{name}`' for name in contract.key)}."


def _known(contract: TableContract) -> str:
    if not contract.known:
        return "Without days: what the last import says holds."
    month = " (its last day)" if contract.name == "worked_hours" else ""
    return f"Known from: {', else '.join(f'`{name}`' for name in contract.known)}{month}."


def _row(column: Column) -> str:
    needed = "optional" if not column.required else "may be empty" if column.nullable else "yes"
    allowed = column.allowed or _REFERS[column.refers]
    unit = "" if column.unit == "day" else column.unit
    cells = (f"`{column.name}`", _TYPES[column.dtype], needed, unit, allowed, column.mark, column.meaning)
    return f"| {' | '.join(cells)} |"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(contracts_page(), encoding="utf-8")
