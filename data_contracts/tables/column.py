"""How a contract writes a column: a pandera field that also carries meaning, unit, mark, reference, example."""

from datetime import date
from typing import Any, Literal

from data_contracts.schemas import pa

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
    example: str = "",
    **checks: Any,
) -> Any:
    """A field with its meaning and unit in words; `checks` are pandera's (ge, le, isin, ...).

    `example` is a cell of the example row of templates, as it is written in a file; by default the first of
    the allowed values. The example rows of all tables make one company that keeps every rule.
    """
    example = example or next(iter(checks.get("isin", ())), "")
    metadata = {"unit": unit, "mark": mark, "refers": refers, "example": example}
    return pa.Field(description=meaning, nullable=nullable, metadata=metadata, **checks)


def day(meaning: str, *, nullable: bool = False, example: str = "2024-03-01") -> Any:
    """A calendar day (ISO) between 1940 and 2100: anything else is a typing slip."""
    return column(meaning, unit="day", nullable=nullable, example=example, ge=_FIRST, le=_LAST)


def employee(meaning: str = "who it is about") -> Any:
    """The id of an employee whose row in `employees` was admitted."""
    return column(meaning, mark="pii", refers="employees", example="1001")


def known_at() -> Any:
    """The day from which the company knew the row; missing means the event's own day."""
    return day("day from which this was known; missing: the event's own day", nullable=True, example="")
