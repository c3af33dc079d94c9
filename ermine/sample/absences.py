"""Holidays and other time away; a return from family leave becomes a journey event if the person says so."""

import numpy as np

from ermine.sample.arrays import Ints
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.draws import some_of, working_day
from ermine.sample.words import ABSENCE_KINDS, JOURNEY_KINDS

HOLIDAY_SEASON = (0.6, 0.7, 0.8, 1.0, 1.0, 1.2, 1.9, 2.0, 1.0, 0.9, 0.6, 1.4)
LONGEST = {"holiday": (3, 15), "sick": (1, 8), "family": (30, 150), "other": (1, 2)}
SHARES_RETURN = 0.6


def be_away(company: Company, month: Month) -> None:
    """Draw this month's absences; nobody is away twice at a time."""
    chances = {
        "holiday": 0.19 * HOLIDAY_SEASON[month.of_year - 1],
        "sick": 0.11,
        "family": 0.002,
        "other": 0.01,
    }
    for kind, chance in chances.items():
        _start(company, month, kind, chance)


def _start(company: Company, month: Month, kind: str, chance: float) -> None:
    people, rng = company.people, company.rng
    who = some_of(rng, people.employed(month.first), chance)
    start = working_day(rng, month.first, np.minimum(people.last_day[who], month.last), len(who))
    free = start > people.away_until[who]
    who, start = who[free], start[free]
    shortest, longest = LONGEST[kind]
    end = np.minimum(start + rng.integers(shortest, longest + 1, len(who)) - 1, people.last_day[who])
    people.away_until[who] = end
    company.books.absences.add(who, day=start, end=end, kind=ABSENCE_KINDS.index(kind))
    if kind == "family":
        _return(company, who, end)


def _return(company: Company, who: Ints, end: Ints) -> None:
    told = company.rng.random(len(who)) < SHARES_RETURN
    company.books.journey_events.add(who[told], day=end[told] + 1, kind=JOURNEY_KINDS.index("return"))
