"""How a contract writes a column: a pandera field that also carries its meaning, unit, mark and reference."""

from datetime import date
from typing import Any, Literal

import pandera.polars as pa

Mark = Literal["", "protected", "pii", "sensitive"]
"""protected: audit only, own file, never a feature; pii: names a person; sensitive: restricted use."""

Refers = Literal["", "employees", "people", "units", "er_managers"]
"""What an id must be found in: `people` is every id of the employees file, `employees` the admitted ones."""

_FIRST, _LAST = date(1940, 1, 1), date(2100, 12, 31)


def column(
    meaning: str,
    *,
    unit: str = "",
    mark: Mark = "",
    refers: Refers = "",
    nullable: bool = False,
    **checks: Any,
) -> Any:
    """A field with its meaning and unit in words; `checks` are pandera's (ge, le, isin, ...)."""
    metadata = {"unit": unit, "mark": mark, "refers": refers}
    return pa.Field(description=meaning, nullable=nullable, metadata=metadata, **checks)


def day(meaning: str, *, nullable: bool = False) -> Any:
    """A calendar day (ISO) between 1940 and 2100: anything else is a typing slip."""
    return column(meaning, unit="day", nullable=nullable, ge=_FIRST, le=_LAST)


def employee(meaning: str = "who it is about") -> Any:
    """The id of an employee whose row in `employees` was admitted."""
    return column(meaning, mark="pii", refers="employees")


def known_at() -> Any:
    """The day from which the company knew the row; missing means the event's own day."""
    return day("day from which this was known; missing: the event's own day", nullable=True)
