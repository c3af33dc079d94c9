"""The people who are there when the window opens, with the jobs and salaries they had before."""

import numpy as np

from ermine.sample.arrays import Ints
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.org import COMPANY, HEAD_LEVELS, Org, plan_org
from ermine.sample.past_pay import past_salaries
from ermine.sample.people import People, new_people

LONGEST_STAY = 15 * 365
MEAN_STAY = 4.5 * 365
MEAN_TIME_IN_LEVEL = 2.0 * 365
SHARE_FIXED_TERM = 0.04


def first_company(employees: int, month: Month, rng: np.random.Generator) -> Company:
    """The company on the eve of its first month, its past written down."""
    org = plan_org(employees, month.first, rng)
    people = _staff(org, month, rng)
    load, climate = rng.normal(0.0, 0.03, len(org.tier)), rng.normal(size=len(org.tier))
    company = Company(org, people, rng, rng.spawn(1)[0], load, climate)
    _past_jobs(company)
    past_salaries(company, month.first, month.year * 12 + month.of_year - 1)
    return company


def _staff(org: Org, month: Month, rng: np.random.Generator) -> People:
    """Heads first, each at the position of the unit led, then the members of the teams."""
    heads = len(org.tier)
    unit = np.concatenate([org.parent, np.repeat(np.arange(heads), org.planned)])
    people = new_people(_hire_days(org, len(unit), month.first, rng), unit, org, month.year, rng)
    people.birth_year[:] -= (month.first - people.hire) // 366
    people.manager[:] = org.head[unit]
    people.manager[0] = -1
    people.contract[heads:] = _fixed_term(people.hire[heads:], month.first, rng)
    people.contract_end[people.contract == 1] = month.first + rng.integers(
        40, 700, int(people.contract.sum())
    )
    _set_levels(people, org, month.first, rng)
    return people


def _hire_days(org: Org, size: int, start: int, rng: np.random.Generator) -> Ints:
    """Stays are cut exponentials; heads were hired before they took over their unit."""
    share = 1 - np.exp(-LONGEST_STAY / MEAN_STAY)
    hire = start - np.maximum(-MEAN_STAY * np.log(1 - rng.random(size) * share), 4).astype(np.int64)
    heads = len(org.tier)
    hire[:heads] = org.since - rng.integers(0, 1400, heads)
    earliest = org.since[COMPANY]
    hire[COMPANY] = earliest
    return np.asarray(np.maximum(hire, earliest), dtype=np.int64)


def _fixed_term(hire: Ints, start: int, rng: np.random.Generator) -> Ints:
    recent = hire > start - 2 * 365
    return (recent & (rng.random(len(hire)) < 3 * SHARE_FIXED_TERM)).astype(np.int64)


def _set_levels(people: People, org: Org, start: int, rng: np.random.Generator) -> None:
    heads = len(org.tier)
    years = (start - people.hire) / 365
    people.level[:] = 1 + rng.binomial(5, np.clip(0.12 + 0.06 * years, 0.12, 0.75))
    stint = np.minimum(
        rng.exponential(MEAN_TIME_IN_LEVEL, len(people)).astype(np.int64) + 30, start - people.hire
    )
    people.level_since[:] = np.where(people.level > 1, start - stint, people.hire)
    people.level[:heads] = HEAD_LEVELS[org.tier]
    people.level_since[:heads] = org.since


def _past_jobs(company: Company) -> None:
    """One row from the hire, one from the present level, one from the day on which the manager took over."""
    people, org = company.people, company.org
    who = np.arange(len(people))
    took_over = np.maximum(org.since[people.unit], people.hire)
    days = np.concatenate([people.hire, people.level_since, took_over])
    rows = np.unique(np.stack([np.tile(who, 3), days]), axis=1)
    present = people.level.copy(), people.manager.copy(), people.contract.copy(), people.contract_end.copy()
    for person, day in _by_turn(rows):
        people.level[person] = np.maximum(present[0][person] - (day < people.level_since[person]), 1)
        people.manager[person] = _manager_then(org, people.unit[person], person, day)
        company.write_assignments(person, day)
    people.level[:], people.manager[:], people.contract[:], people.contract_end[:] = present


def _by_turn(rows: Ints) -> list[tuple[Ints, Ints]]:
    """Split (person, day) columns, sorted by person, into everybody's first, second and third row."""
    person, day = rows
    first = np.searchsorted(person, person)
    turn = np.arange(len(person)) - first
    return [(person[turn == k], day[turn == k]) for k in range(int(turn.max()) + 1)]


def _manager_then(org: Org, unit: Ints, person: Ints, day: Ints) -> Ints:
    """Head of the unit on an earlier day; before the present head took over, the head of the unit above."""
    leading = unit.copy()
    for _ in range(len(HEAD_LEVELS)):
        leading = np.where(org.since[leading] > day, org.parent[leading], leading)
    return np.where(person == org.head[COMPANY], -1, org.head[leading])
