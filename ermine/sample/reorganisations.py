"""Reorganisations: teams that are founded, units that get another name, teams that go to another department."""

import numpy as np

from ermine.sample.arrays import Ints
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.leadership import appoint, realign
from ermine.sample.org import DEPARTMENT, TEAM
from ermine.sample.words import JOURNEY_KINDS, UNIT_WORDS

REORGANISATION_DAY = 25
CHANCE = 0.012
"""Of each kind of reorganisation, for each department and month."""

SMALLEST_GIVER, GIVEN = 9, 4
"""A new team gets so many people from each of two teams that have at least so many members."""

TEAMS_TO_KEEP = 2


def reorganise(company: Company, month: Month) -> None:
    """Let some departments found a team, rename a unit, or take over a team of their division."""
    day = month.day(REORGANISATION_DAY)
    for department in np.flatnonzero(company.org.tier == DEPARTMENT):
        if company.rng.random() < CHANCE:
            _found_team(company, int(department), day, month.year)
        if company.rng.random() < CHANCE:
            _rename(company, int(department), day)
        if company.rng.random() < CHANCE:
            _take_over(company, int(department), day)


def _found_team(company: Company, department: int, day: int, year: int) -> None:
    """A team of members of two large teams, led by one of them; the company stays as large as it was."""
    org, people, rng = company.org, company.people, company.rng
    staying, teams = people.staying(day), _teams(company, department, day)
    sizes = np.bincount(people.unit[staying], minlength=len(org.tier))[teams]
    givers = teams[sizes >= SMALLEST_GIVER][:2]
    if len(givers) < 2:
        return
    who = np.concatenate(
        [rng.choice(np.flatnonzero(staying & (people.unit == team)), GIVEN, replace=False) for team in givers]
    )
    name = _new_name(company, department)
    team = org.found_team(department, name, planned=len(who) - 1, day=day)
    company.load = np.append(company.load, company.load[givers].mean())
    company.climate = np.append(company.climate, company.climate[givers].mean())
    org.planned[givers] -= GIVEN
    people.unit[who] = team
    appoint(company, team, day, year)
    company.books.journey_events.add(who, day=day, kind=JOURNEY_KINDS.index("move"))


def _rename(company: Company, department: int, day: int) -> None:
    """The department or one of its teams goes by another name from this day on."""
    org = company.org
    units = np.append(np.flatnonzero((org.tier == TEAM) & (org.parent == department)), department)
    unit = int(company.rng.choice(units))
    org.names[unit] = _new_name(company, int(org.parent[unit]))
    org.write_down(unit, day)


def _take_over(company: Company, department: int, day: int) -> None:
    """A team of a sister department comes over; its head, who sits in the unit above, moves and reports anew."""
    org, rng = company.org, company.rng
    sisters = np.flatnonzero((org.tier == DEPARTMENT) & (org.parent == org.parent[department]))
    offered = [_teams(company, int(sister), day) for sister in sisters if sister != department]
    free = [teams for teams in offered if len(teams) > TEAMS_TO_KEEP]
    if not free:
        return
    team = int(rng.choice(np.concatenate(free)))
    org.parent[team] = department
    org.write_down(team, day)
    head = org.head[[team]]
    company.people.unit[head] = department
    realign(company, day, also=head)


def _teams(company: Company, department: int, day: int) -> Ints:
    """Teams of the department with a head of their own, who leads nothing else and stays."""
    org = company.org
    teams = np.flatnonzero((org.tier == TEAM) & (org.parent == department))
    units_led = np.bincount(org.head, minlength=len(company.people))
    own = (units_led[org.head[teams]] == 1) & company.people.staying(day)[org.head[teams]]
    return np.asarray(teams[own], dtype=np.int64)


def _new_name(company: Company, above: int) -> str:
    """A name that no unit has: that of the unit above with a word, and a number once all words are taken."""
    org, start = company.org, int(company.rng.integers(0, len(UNIT_WORDS)))
    words = [*UNIT_WORDS[start:], *UNIT_WORDS[:start]]
    numbered = (f" {number}" if number > 1 else "" for number in range(1, len(org.tier) + 2))
    names = (f"{org.names[above]} {word}{suffix}" for suffix in numbered for word in words)
    return next(name for name in names if name not in org.names)
