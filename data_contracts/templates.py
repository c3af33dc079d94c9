"""Templates: an empty CSV file for each table, with its header and one example row that is never admitted."""

import csv
import io
from pathlib import Path

import polars as pl

from data_contracts.catalogue import FEEDBACK, TABLES
from data_contracts.contract import TableContract
from data_contracts.errors import Conflict
from data_contracts.reading.text_table import TextTable

EXAMPLE = "# example: "
"""What the first cell of a row begins with that is an example and no data."""


class TemplateInTheWay(Conflict):
    """A file of that name is there already; templates overwrite nothing."""


def template(contract: TableContract) -> str:
    """The text of the template: the header, then the example row, marked as one."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(column.name for column in contract.columns)
    first, *others = (column.example for column in contract.columns)
    rows.writerow([f"{EXAMPLE}{first}", *others])
    return text.getvalue()


def write_templates(folder: Path) -> tuple[Path, ...]:
    """Write `<table>.csv` for every table into `folder`; raises TemplateInTheWay before anything is written."""
    files = {folder / f"{name}.csv": template(contract) for name, contract in {**TABLES, **FEEDBACK}.items()}
    if there := [file.name for file in files if file.exists()]:
        raise TemplateInTheWay(
            f"{folder}: already there: {', '.join(there)}", remedy="Name an empty folder, or one to be made."
        )
    folder.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
    return tuple(files)


def without_example(table: TextTable) -> tuple[TextTable, bool]:
    """The table without its example rows, and whether it held nothing else: a template nobody filled in."""
    first = table.frame.to_series(0) if table.frame.width else pl.Series(dtype=pl.String)
    example = first.str.starts_with(EXAMPLE).fill_null(False)
    ragged = tuple(row for row in table.ragged if not row.text.lstrip('"').startswith(EXAMPLE))
    kept = TextTable(table.file, table.frame.filter(~example), table.lines.filter(~example), ragged)
    return kept, kept.rows_in == 0 and table.rows_in > 0
