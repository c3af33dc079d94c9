"""The organisation: a company, its divisions, departments and teams, and who leads each."""

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from data_contracts.errors import InputRefused
from ermine.sample.arrays import Ints
from ermine.sample.calendar import date_of, day_of
from ermine.sample.words import FAMILIES

SMALLEST = 40
"""Fewer people than this do not make three levels of units with teams in them."""

COMPANY, DIVISION, DEPARTMENT, TEAM = range(4)
HEAD_LEVELS = np.array([10, 9, 8, 7])
"""Job level of the head of a company, a division, a department, a team."""

PEOPLE_PER_DIVISION = 420
TEAMS_PER_DEPARTMENT = 9
PEOPLE_PER_TEAM = 9.9


YEARS_OF_UNITS = 20
"""How long before the window the first units were there."""


class SampleTooSmall(InputRefused):
    """A sample company needs enough people for an organisation."""


@dataclass(frozen=True)
class UnitRow:
    """What holds for a unit from a day on."""

    unit: int
    day: int
    parent: int
    name: str


@dataclass
class Org:
    """Units by position (0 is the company).

    A unit's head sits in the unit above, so that all members of a unit have the same line manager. `since` is
    the day from which the first head leads; `planned` is how many members a team is meant to have; `past` is
    what has been written down about units, oldest first.
    """

    parent: Ints
    tier: Ints
    names: list[str]
    planned: Ints
    head: Ints
    since: Ints
    past: list[UnitRow] = field(default_factory=list)

    def write_down(self, unit: int, day: int) -> None:
        """Write down the present name and place of a unit, valid from `day`."""
        self.past.append(UnitRow(unit, day, int(self.parent[unit]), self.names[unit]))

    def found_team(self, department: int, name: str, planned: int, day: int) -> int:
        """Add a team, led from above so far; its position."""
        unit = len(self.tier)
        self.parent, self.tier = np.append(self.parent, department), np.append(self.tier, TEAM)
        self.planned, self.since = np.append(self.planned, planned), np.append(self.since, day)
        self.head = np.append(self.head, self.head[department])
        self.names.append(name)
        self.write_down(unit, day)
        return unit

    def division_of(self, unit: Ints) -> Ints:
        """The division that each unit lies in; the company itself stays 0."""
        above = unit.copy()
        for _ in range(TEAM):
            above = np.where(self.tier[above] > DIVISION, self.parent[above], above)
        return above

    def family_of(self, unit: Ints) -> Ints:
        """Job family of the division that each unit lies in."""
        return np.maximum(self.division_of(unit) - 1, 0) % len(FAMILIES)

    @property
    def divisions(self) -> Ints:
        """Positions of the divisions."""
        return np.flatnonzero(self.tier == DIVISION)


def plan_org(employees: int, start: int, rng: np.random.Generator) -> Org:
    """Units for this many people, each led, since a day before `start`, by the person at its own position."""
    if employees < SMALLEST:
        raise SampleTooSmall(
            f"{employees} people are too few for a sample company.", remedy=f"Ask for {SMALLEST} or more."
        )
    counts = _unit_counts(employees)
    tier = np.repeat(np.arange(4), counts)
    planned = np.zeros(len(tier), dtype=np.int64)
    planned[tier == TEAM] = _team_sizes(employees - len(tier), counts[TEAM], rng)
    names, led_since = _names(counts), _led_since(tier, start, rng)
    org = Org(_parents(counts), tier, names, planned, np.arange(len(tier)), led_since)
    for unit in range(len(tier)):
        org.write_down(unit, _first_day(start))
    return org


def _first_day(start: int) -> int:
    """The first day of the units: a New Year's Day before anybody's first job."""
    opening = date_of(start)
    return day_of(opening.replace(year=opening.year - YEARS_OF_UNITS, month=1, day=1))


def _unit_counts(employees: int) -> list[int]:
    divisions = max(1, round(employees / PEOPLE_PER_DIVISION))
    per_team = PEOPLE_PER_TEAM + 1 + 1 / TEAMS_PER_DEPARTMENT
    teams = max(divisions, round((employees - 1 - divisions) / per_team))
    return [1, divisions, max(divisions, round(teams / TEAMS_PER_DEPARTMENT)), teams]


def _parents(counts: list[int]) -> Ints:
    """Units of each tier spread evenly, in order, over the units of the tier above."""
    parents = [np.zeros(1, dtype=np.int64)]
    offset = 0
    for above, here in pairwise(counts):
        parents.append(offset + np.arange(here) * above // here)
        offset += above
    return np.concatenate(parents)


def _team_sizes(members: int, teams: int, rng: np.random.Generator) -> Ints:
    """Sizes that sum to `members`, most of them from 8 to 12."""
    sizes = np.full(teams, members // teams)
    sizes[: members % teams] += 1
    shift = rng.integers(0, 3, teams // 2)
    order = rng.permutation(teams)
    sizes[order[: len(shift)]] += shift
    sizes[order[len(shift) : 2 * len(shift)]] -= shift
    return sizes


def _led_since(tier: Ints, start: int, rng: np.random.Generator) -> Ints:
    """Higher units have been led for longer; nobody took over in the last 200 days before the window."""
    shortest = np.array([5500, 1500, 900, 200])[tier]
    longest = np.array([5600, 4000, 3000, 2000])[tier]
    return start - rng.integers(shortest, longest)


def _names(counts: list[int]) -> list[str]:
    divisions = [_numbered(FAMILIES[k % len(FAMILIES)], k // len(FAMILIES)) for k in range(counts[DIVISION])]
    names = ["Ermine Sample Company", *divisions]
    parents = _parents(counts)
    seen: dict[int, int] = {}
    for parent in parents[1 + counts[DIVISION] :]:
        seen[int(parent)] = seen.get(int(parent), 0) + 1
        letter_or_number = (
            chr(64 + seen[int(parent)]) if parent <= counts[DIVISION] else str(seen[int(parent)])
        )
        names.append(f"{names[parent]} {letter_or_number}")
    return names


def _numbered(name: str, repeat: int) -> str:
    return f"{name} {repeat + 1}" if repeat else name
