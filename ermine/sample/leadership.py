"""Who leads whom: successions when a head leaves, and heads of two teams who swap places."""

import numpy as np

from ermine.sample.arrays import FAR, Ints
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.org import COMPANY, DEPARTMENT, HEAD_LEVELS, TEAM
from ermine.sample.pay import promotion_share, raise_pay

LAST_SUCCESSION_DAY = 24
SWAP_DAY = 26
SWAPS_PER_DEPARTMENT = 0.04


def fill_headships(company: Company, month: Month) -> None:
    """Give every unit whose head leaves this month a successor, in the order of the last days."""
    people = company.people
    leaving = np.unique(company.org.head)
    leaving = leaving[people.last_day[leaving] <= month.last]
    for leaver in leaving[np.argsort(people.last_day[leaving], kind="stable")]:
        day = int(np.clip(people.last_day[leaver] + 1, month.day(2), month.day(LAST_SUCCESSION_DAY)))
        for unit in np.flatnonzero(company.org.head == leaver):
            appoint(company, int(unit), day, month.year)
    for unit in _led_from_above(company):
        appoint(company, int(unit), month.day(LAST_SUCCESSION_DAY), month.year)


def appoint(company: Company, unit: int, day: int, year: int) -> None:
    """Promote the best member of a unit to its head and refill the units that this one led before.

    Without a suitable member the head of the unit above leads until there is one.
    """
    org, people = company.org, company.people
    candidates = _candidates(company, unit, day)
    if not len(candidates):
        org.head[unit] = org.head[org.parent[unit]]
        realign(company, day)
        return
    chosen = int(candidates[np.lexsort((people.ability[candidates], people.level[candidates]))[-1]])
    left_behind = np.flatnonzero(org.head == chosen)
    org.head[unit] = chosen
    _promote_to_head(company, chosen, unit, day, year)
    for other in left_behind:
        if other != unit:
            appoint(company, int(other), day, year)


def swap_heads(company: Company, month: Month) -> None:
    """A few departments let two of their team heads swap teams: a small reorganisation."""
    org, rng, day = company.org, company.rng, month.day(SWAP_DAY)
    for department in np.flatnonzero(org.tier == DEPARTMENT):
        teams = np.flatnonzero((org.tier == TEAM) & (org.parent == department))
        teams = teams[
            company.people.staying(day)[org.head[teams]] & (org.head[teams] != org.head[department])
        ]
        if len(teams) > 1 and rng.random() < SWAPS_PER_DEPARTMENT:
            pair = rng.choice(teams, 2, replace=False)
            org.head[pair] = org.head[pair[::-1]]
    realign(company, day)


def realign(company: Company, day: int, also: Ints | None = None) -> None:
    """Let everybody report to the head of their unit; write down who changed, and `also` these people."""
    people, org = company.people, company.org
    leads = org.head[people.unit]
    leads[org.head[COMPANY]] = -1
    changed = people.employed(day) & (leads != people.manager)
    anew = np.flatnonzero(changed & (people.manager >= 0) & (leads >= 0))
    company.books.manager_changes.add(anew, day=day)
    people.manager[changed] = leads[changed]
    written = np.flatnonzero(changed) if also is None else np.union1d(np.flatnonzero(changed), also)
    company.write_assignments(written, day)


def _led_from_above(company: Company) -> Ints:
    org = company.org
    return np.flatnonzero((org.head == org.head[org.parent]) & (org.tier > COMPANY))


def _candidates(company: Company, unit: int, day: int) -> Ints:
    """Members of the unit who stay; for the company as a whole, if need be, anybody who stays."""
    people, org = company.people, company.org
    staying = people.staying(day) & (people.contract_end == FAR)
    staying[org.head[unit]] = False
    members = np.flatnonzero(staying & (people.unit == unit))
    return members if len(members) or unit != COMPANY else np.flatnonzero(staying)


def _promote_to_head(company: Company, chosen: int, unit: int, day: int, year: int) -> None:
    org, people = company.org, company.people
    who = np.array([chosen])
    people.unit[chosen] = org.parent[unit]
    level = int(HEAD_LEVELS[org.tier[unit]])
    if people.level[chosen] != level:
        people.level[chosen], people.level_since[chosen] = level, day
        raise_pay(company, who, promotion_share(company, who, year), day, year)
    realign(company, day, also=who)
