"""Joiners, moves to another team, promotions, and fixed-term contracts that become permanent."""

import numpy as np

from ermine.sample.arrays import FAR, Ints, Mask
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.draws import some_of, working_day
from ermine.sample.leadership import LAST_SUCCESSION_DAY, realign
from ermine.sample.org import TEAM
from ermine.sample.pay import first_salary, promotion_share, raise_pay
from ermine.sample.people import new_people
from ermine.sample.words import JOURNEY_KINDS

FILLED_IN_A_MONTH = 0.6
SHARE_FIXED_TERM = 0.12
MOVES = 0.003
MOVE_DAY, PROMOTION_DAY, CONTRACT_DAY = 26, 27, 28
PROMOTION_MONTHS = (4, 10)
SHORTEST_STAY_IN_LEVEL = 12 * 30
HIGHEST_MEMBER_LEVEL = 6
MADE_PERMANENT = 0.5


def hire_joiners(company: Company, month: Month) -> None:
    """Fill most of the openings of the teams with new people."""
    people, org, rng = company.people, company.org, company.rng
    present = np.bincount(people.unit[people.last_day > month.last], minlength=len(org.tier))
    openings = np.maximum(org.planned - present, 0)
    unit = np.repeat(np.arange(len(org.tier)), rng.binomial(openings, FILLED_IN_A_MONTH))
    day = working_day(rng, month.day(2), month.day(LAST_SUCCESSION_DAY), len(unit))
    # A joiner starts after this month's successions, so the first line manager is the present one.
    joiners = new_people(np.maximum(day, _taken_over(company, month)[unit]), unit, org, month.year, rng)
    joiners.level[:] += rng.binomial(3, 0.3, len(unit))
    joiners.manager[:] = org.head[unit]
    fixed = rng.random(len(unit)) < SHARE_FIXED_TERM
    joiners.contract[fixed] = 1
    joiners.contract_end[fixed] = joiners.hire[fixed] + rng.choice([364, 546, 729], int(fixed.sum()))
    who = np.arange(len(people), len(people) + len(unit))
    people.append(joiners)
    company.write_assignments(who, joiners.hire)
    first_salary(company, who, month.year)
    company.books.journey_events.add(who, day=joiners.hire, kind=JOURNEY_KINDS.index("start"))


def _taken_over(company: Company, month: Month) -> Ints:
    """For each unit the day of this month's last change of its head (0 without one)."""
    changes = company.books.manager_changes.since(month.first)
    taken = np.zeros(len(company.org.tier), dtype=np.int64)
    if changes:
        np.maximum.at(
            taken, company.people.unit[changes["person"].astype(np.int64)], changes["day"].astype(np.int64)
        )
    return taken


def move_between_teams(company: Company, month: Month) -> None:
    """A few members change to another team of their division, which from then on plans with them."""
    people, org, rng, day = company.people, company.org, company.rng, month.day(MOVE_DAY)
    who = some_of(rng, _members(company, day) & (people.hire < month.first - 180), MOVES)
    division = org.division_of(np.arange(len(org.tier)))
    for person in who:
        old = people.unit[person]
        teams = np.flatnonzero(
            (org.tier == TEAM) & (division == division[old]) & (np.arange(len(division)) != old)
        )
        if len(teams) and org.planned[old] > 7:
            new = rng.choice(teams)
            people.unit[person] = new
            org.planned[old] -= 1
            org.planned[new] += 1
            company.books.journey_events.add(np.array([person]), day=day, kind=JOURNEY_KINDS.index("move"))
    realign(company, day)


def promote(company: Company, month: Month) -> None:
    """Twice a year, raise the level of some who have been at theirs for long; good reviews help."""
    if month.of_year not in PROMOTION_MONTHS:
        return
    people, day = company.people, month.day(PROMOTION_DAY)
    ripe = people.level_since < day - SHORTEST_STAY_IN_LEVEL
    chance = 0.14 + 0.06 * np.nan_to_num(people.rating - 3, nan=0.0)
    who = some_of(company.rng, _members(company, day) & ripe & (people.level < HIGHEST_MEMBER_LEVEL), chance)
    people.level[who] += 1
    people.level_since[who] = day
    raise_pay(company, who, promotion_share(company, who, month.year), day, month.year)
    company.write_assignments(who, day)


def renew_contracts(company: Company, month: Month) -> None:
    """About two months before a fixed-term contract ends, half of them become permanent."""
    people, day = company.people, month.day(CONTRACT_DAY)
    near = (people.contract_end > month.last + 31) & (people.contract_end <= month.last + 62)
    who = some_of(company.rng, near & people.staying(day) & (people.hire < month.first), MADE_PERMANENT)
    people.contract[who] = 0
    people.contract_end[who] = FAR
    company.write_assignments(who, day)


def _members(company: Company, day: int) -> Mask:
    """People who stay and lead nobody."""
    members = company.people.staying(day)
    members[np.unique(company.org.head)] = False
    return members
