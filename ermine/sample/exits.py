"""Who leaves, and how: by notice, dismissal, retirement, end of contract, or a move inside the group."""

import numpy as np

from ermine.sample.arrays import FAR, Ints, Mask
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.draws import some_of, working_day
from ermine.sample.hazards import month_risk
from ermine.sample.reasons import draw_reasons
from ermine.sample.words import EXIT_KINDS

VOLUNTARY, INVOLUNTARY, RETIREMENT, END_OF_CONTRACT, TRANSFER = range(len(EXIT_KINDS))
DISMISSED = 0.0012
DISMISSED_AFTER_A_LOW_RATING = 0.006
MOVED_INSIDE_THE_GROUP = 0.0004
RETIRES_FROM_AGE, RETIRES = 63, 0.035
RETIREMENT_NOTICE = 90
NOTICE = (21, 45)
"""Shortest and longest time, in days, from notice to the last day."""


def part_ways(company: Company, month: Month) -> None:
    """Draw this month's notices and the other ways to leave; a person leaves in one way only."""
    _give_notice(company, month)
    _retire(company, month)
    _end_contracts(company, month)
    _dismiss(company, month)
    _transfer(company, month)


def _give_notice(company: Company, month: Month) -> None:
    people, rng = company.people, company.rng
    risk = month_risk(company, month)
    leavers = np.flatnonzero(rng.random(len(risk.who)) < risk.hazard)
    who, reason = risk.who[leavers], draw_reasons(risk.added, leavers, rng)
    notice = working_day(rng, month.first + 1, month.last, len(who))
    last_day = np.minimum(notice + rng.integers(NOTICE[0], NOTICE[1] + 1, len(who)), people.contract_end[who])
    _leave(company, who, last_day, VOLUNTARY, notice, reason)


def _retire(company: Company, month: Month) -> None:
    people, rng = company.people, company.rng
    old = _staying(company, month) & (month.year - people.birth_year >= RETIRES_FROM_AGE)
    who = some_of(rng, old, RETIRES)
    notice = working_day(rng, month.first + 1, month.last, len(who))
    _leave(company, who, notice + RETIREMENT_NOTICE, RETIREMENT, notice)


def _end_contracts(company: Company, month: Month) -> None:
    people = company.people
    ending = (people.contract_end >= month.first) & (people.contract_end <= month.last)
    who = np.flatnonzero(ending & (people.last_day == FAR) & (people.hire < month.first))
    _leave(company, who, people.contract_end[who], END_OF_CONTRACT)


def _dismiss(company: Company, month: Month) -> None:
    low = company.people.rating <= 2
    risk = np.where(low, DISMISSED_AFTER_A_LOW_RATING, DISMISSED)
    who = some_of(company.rng, _staying(company, month), risk)
    _leave(company, who, working_day(company.rng, month.first + 1, month.last, len(who)), INVOLUNTARY)


def _transfer(company: Company, month: Month) -> None:
    who = some_of(company.rng, _staying(company, month), MOVED_INSIDE_THE_GROUP)
    _leave(company, who, np.full(len(who), month.last), TRANSFER)


def _staying(company: Company, month: Month) -> Mask:
    """Here before the month and not leaving so far; a contract that ends this month is left to end."""
    people = company.people
    here = (people.hire < month.first) & (people.last_day == FAR)
    return np.asarray(here & (people.contract_end > month.last), dtype=np.bool_)


def _leave(
    company: Company,
    who: Ints,
    last_day: Ints,
    kind: int,
    notice: Ints | None = None,
    reason: Ints | int = -1,
) -> None:
    """Write the exit down; a person without notice is known to leave on the last day only."""
    people, rng = company.people, company.rng
    told = np.full(len(who), FAR) if notice is None else notice
    people.last_day[who], people.notice[who] = last_day, told
    regretted = (rng.random(len(who)) < np.where(people.ability[who] > 0, 0.8, 0.3)) & (kind == VOLUNTARY)
    company.books.exits.add(
        who, day=last_day, notice=told, kind=kind, reason=reason, regretted=regretted.astype(np.int64)
    )
