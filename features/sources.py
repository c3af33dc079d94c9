"""The only columns that features can read: a table or column that is not named here never reaches an
expression.

Sick and family leave, protected attributes, cases, requests, preferences, surveys and past contact are
absent on purpose; `absences` is cut down to holidays as it is opened, engagement events to `features.catalogue.KINDS`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import ibis
import ibis.expr.types as ir

from data_contracts.errors import InputRefused
from features.catalogue import KINDS
from features.engine import Workspace

Tables = Mapping[str, ir.Table]
"""Every table of `SOURCES` by name, with exactly its columns and types; an absent one has no rows."""


class FeatureSourceIncomplete(InputRefused):
    """A table that features need is absent, or lacks a column."""


@dataclass(frozen=True)
class Source:
    """The columns of one table that features may read, with their Ibis types; the `optional` ones may be
    absent.
    """

    columns: Mapping[str, str]
    optional: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    required: bool = False

    @property
    def schema(self) -> dict[str, str]:
        """All columns with their types, the known day last."""
        return {**self.columns, **self.optional, "known_at": "date"}


SOURCES: Mapping[str, Source] = MappingProxyType(
    {
        "employees": Source({"employee_id": "string", "hire_date": "date"}, required=True),
        "exits": Source(
            {"employee_id": "string", "last_day": "date", "kind": "string"},
            optional={"notice_date": "date"},
            required=True,
        ),
        "assignments": Source(
            {
                "employee_id": "string",
                "valid_from": "date",
                "unit_id": "string",
                "manager_id": "string",
                "job_family": "string",
                "job_level": "string",
                "location": "string",
                "work_mode": "string",
                "fte": "float64",
                "contract": "string",
            },
            optional={"contract_end": "date"},
        ),
        "compensation": Source(
            {"employee_id": "string", "valid_from": "date", "annual_salary": "float64"},
            optional={"band_midpoint": "float64"},
        ),
        "reviews": Source({"employee_id": "string", "period_end": "date", "rating": "float64"}),
        "worked_hours": Source(
            {"employee_id": "string", "month": "date", "contracted": "float64", "worked": "float64"}
        ),
        "absences": Source(
            {"employee_id": "string", "start_date": "date", "end_date": "date", "kind": "string"},
            kinds=KINDS["absences"],
        ),
        "engagement_events": Source(
            {
                "employee_id": "string",
                "event_date": "date",
                "kind": "string",
                "mandatory": "boolean",
                "attended": "boolean",
            },
            kinds=KINDS["engagement_events"],
        ),
        "recognition": Source({"to_employee_id": "string", "event_date": "date"}),
        "one_on_ones": Source({"employee_id": "string", "event_date": "date"}),
    }
)


def open_tables(work: Workspace, files: Mapping[str, Path]) -> Tables:
    """Every table of `SOURCES`, read from its lake file; a table without a file is empty.

    Raises `FeatureSourceIncomplete` when a required table or a column of a given table is absent.
    """
    absent = [name for name, source in SOURCES.items() if source.required and name not in files]
    if absent:
        raise FeatureSourceIncomplete(
            f"features need the table {', '.join(absent)}, which is not in the lake",
            remedy="Import a folder that has it.",
        )
    return {
        name: open_table(work, name, source, files[name]) if name in files else _empty(work, name, source)
        for name, source in SOURCES.items()
    }


def open_table(work: Workspace, name: str, source: Source, file: Path) -> ir.Table:
    """The named columns of one Parquet file, cast to their types; an absent optional one is all missing."""
    table = work.read(file)
    lacking = [
        column for column in source.schema if column not in table.columns and column not in source.optional
    ]
    if lacking:
        raise FeatureSourceIncomplete(
            f"{file}: table {name} lacks the column {', '.join(lacking)}", remedy="Import the table again."
        )
    chosen = {
        column: table[column].cast(kind) if column in table.columns else ibis.null(kind)
        for column, kind in source.schema.items()
    }
    rows = table.select(**chosen)
    return rows.filter(rows.kind.isin(source.kinds)) if source.kinds else rows


def _empty(work: Workspace, name: str, source: Source) -> ir.Table:
    return work.keep(f"absent_{name}", ibis.schema(source.schema).to_pyarrow().empty_table())
