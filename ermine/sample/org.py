"""The organisation: a company, its divisions, departments and teams, and who leads each."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from data_contracts.errors import InputRefused
from ermine.sample.arrays import Ints
from ermine.sample.words import FAMILIES

SMALLEST = 40
"""Fewer people than this do not make three levels of units with teams in them."""

COMPANY, DIVISION, DEPARTMENT, TEAM = range(4)
HEAD_LEVELS = np.array([10, 9, 8, 7])
"""Job level of the head of a company, a division, a department, a team."""

PEOPLE_PER_DIVISION = 420
TEAMS_PER_DEPARTMENT = 9
PEOPLE_PER_TEAM = 9.9


class SampleTooSmall(InputRefused):
    """A sample company needs enough people for an organisation."""


@dataclass
class Org:
    """Units by position (0 is the company).

    A unit's head sits in the unit above, so that all members of a unit have the same line manager. `since` is
    the day from which the first head leads; `planned` is how many members a team is meant to have.
    """

    parent: Ints
    tier: Ints
    names: tuple[str, ...]
    planned: Ints
    head: Ints
    since: Ints

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
    names = _names(counts)
    return Org(_parents(counts), tier, names, planned, np.arange(len(tier)), _led_since(tier, start, rng))


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


def _names(counts: list[int]) -> tuple[str, ...]:
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
    return tuple(names)


def _numbered(name: str, repeat: int) -> str:
    return f"{name} {repeat + 1}" if repeat else name
