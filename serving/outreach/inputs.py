"""What an outreach run is made from: people and their features, the organisation, who looks after whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pyarrow as pa

from serving.outreach.views import Fact

MomentKind = Literal["start", "return", "anniversary", "move"]


@dataclass(frozen=True)
class Moment:
    """A moment of working life that calls for a conversation; it never says why it came."""

    kind: MomentKind
    on: date


@dataclass(frozen=True)
class Person:
    """One person on the as-of day, with what decides whether they may be scored and contacted.

    `requested` is the day of a request that is still open; `language` what they asked to be talked to in. `planned`
    says that an ER manager has taken on a conversation with them already, `follow_up_due` that one was promised,
    `put_off_until` that a line about them was dismissed until then. `annual_salary` is read only where the policy
    values people by it, and never stored.
    """

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
    job_family: str = ""
    hired: date | None = None
    language: str = ""
    requested: date | None = None
    moments: tuple[Moment, ...] = ()
    planned: bool = False
    follow_up_due: date | None = None
    put_off_until: date | None = None
    annual_salary: float | None = None


@dataclass(frozen=True)
class Unit:
    """One unit of the organisation; a top unit has no parent."""

    unit_id: str
    parent_id: str | None
    name: str


@dataclass(frozen=True)
class ErManager:
    """One ER manager and the hours a week there are for conversations.

    `languages` and `skills` are empty where nothing is recorded: then nothing is ruled out. `planned_hours` are
    taken already, by conversations accepted from earlier lists.
    """

    er_manager_id: str
    name: str
    weekly_hours: float
    languages: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    planned_hours: float = 0.0

    def speaks(self, language: str) -> bool:
        """Whether somebody who asked for this language can be talked to; "" is no wish."""
        return not language or not self.languages or language in self.languages

    def trained_for(self, skill: str) -> bool:
        """Whether a playbook that needs this skill may be given to them; "" needs none."""
        return not skill or not self.skills or skill in self.skills


@dataclass(frozen=True)
class PopulationEntry:
    """From `valid_from` an ER manager looks after one unit and all below it, or one person."""

    er_manager_id: str
    unit_id: str | None
    employee_id: str | None
    valid_from: date


@dataclass(frozen=True)
class UnitSignal:
    """Something published about a unit that calls for a conversation with it; it names nobody.

    `topic` is an id of the feedback topics, "" where the signal is about none; `words` says in one sentence what
    changed, `published_on` when everybody could read it. `strength` above 1 weighs more than an ordinary signal.
    """

    unit_id: str
    kind: Literal["mood", "topic", "kpi"]
    words: str
    published_on: date
    topic: str = ""
    strength: float = 1.0


@dataclass(frozen=True)
class Desk:
    """What is on ER managers' desks on the as-of day: conversations planned, promised, held and put off.

    Days by employee id; `planned_hours` by ER manager. It overrides what the tables say where it is newer. `units` are
    left in peace until a day: a visit is planned, was held, or the line was dismissed.
    """

    planned: frozenset[str] = frozenset()
    planned_hours: Mapping[str, float] = field(default_factory=dict)
    follow_ups: Mapping[str, date] = field(default_factory=dict)
    put_off: Mapping[str, date] = field(default_factory=dict)
    last_contact: Mapping[str, date] = field(default_factory=dict)
    units: Mapping[str, date] = field(default_factory=dict)


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
    signals: tuple[UnitSignal, ...] = ()

    def __post_init__(self) -> None:
        if self.table.num_rows != len(self.people):
            raise ValueError(f"{self.table.num_rows} feature rows for {len(self.people)} people")
