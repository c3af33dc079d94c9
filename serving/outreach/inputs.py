"""What an outreach run is made from: people and their features, the organisation, who looks after whom."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

import pyarrow as pa

from serving.outreach.views import Fact


@dataclass(frozen=True)
class Person:
    """One person on the as-of day, with what decides whether they may be scored and contacted."""

    employee_id: str
    name: str
    unit_id: str
    job: str = ""
    facts: tuple[Fact, ...] = ()
    in_notice: bool = False
    open_case: bool = False
    do_not_profile: bool = False
    do_not_contact: bool = False
    known_leaver: bool = False
    last_contact: date | None = None


@dataclass(frozen=True)
class Unit:
    """One unit of the organisation; a top unit has no parent."""

    unit_id: str
    parent_id: str | None
    name: str


@dataclass(frozen=True)
class ErManager:
    """One ER manager and the hours a week there are for conversations."""

    er_manager_id: str
    name: str
    weekly_hours: float


@dataclass(frozen=True)
class PopulationEntry:
    """From `valid_from` an ER manager looks after one unit and all below it, or one person."""

    er_manager_id: str
    unit_id: str | None
    employee_id: str | None
    valid_from: date


@dataclass(frozen=True)
class RunInputs:
    """Everything a run needs; row i of `table` holds the features of `people[i]`.

    `data_note` says in words what the data is, where that matters to a reader (such as "fictional").
    """

    as_of: date
    source: Literal["company", "snapshot"]
    data_hash: str
    data_note: str
    table: pa.Table
    people: tuple[Person, ...]
    units: tuple[Unit, ...]
    er_managers: tuple[ErManager, ...]
    populations: tuple[PopulationEntry, ...]

    def __post_init__(self) -> None:
        if self.table.num_rows != len(self.people):
            raise ValueError(f"{self.table.num_rows} feature rows for {len(self.people)} people")
