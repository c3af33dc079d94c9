"""The hazard of giving notice in a month: effects of what the tables show, and a little that they do not."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ermine.sample.arrays import FAR, Floats, Ints, Mask
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.drivers import BASE_RATE, DRIVERS, SEASON, UNSEEN
from ermine.sample.moods import climate_of, leading_of
from ermine.sample.outreach import planted_effect
from ermine.sample.people import People
from ermine.sample.signals import signals


@dataclass(frozen=True)
class Risk:
    """Who can give notice in a month and how likely each is to; `added` is what each thing adds in log-odds."""

    who: Ints
    hazard: Floats
    added: Mapping[str, Floats]


def month_risk(company: Company, month: Month) -> Risk:
    """The hazards of a month; written down as the truth."""
    at_risk = np.flatnonzero(_at_risk(company.people, month))
    added = _added(company, month, at_risk)
    score = sum(added.values(), np.zeros(len(at_risk)))
    talked_to = planted_effect(company.people.last_talk[at_risk], month.first)
    intercept = solve_intercept(score + talked_to, BASE_RATE * SEASON[month.of_year - 1])
    hazard = sigmoid(score + talked_to + intercept)
    without = np.where(talked_to == 0, hazard, sigmoid(score + intercept))
    company.books.hazards.add(
        at_risk, day=month.first, hazard=hazard, without_outreach=without, intercept=intercept
    )
    return Risk(at_risk, hazard, added)


def _added(company: Company, month: Month, who: Ints) -> dict[str, Floats]:
    """Log-odds that each driver, and each thing that no table shows, adds to these people's hazard."""
    shown = signals(company, month)
    return {
        **{driver.feature: driver.effect(shown[driver.feature][who]) for driver in DRIVERS},
        "engagement": UNSEEN["engagement"] * company.people.engagement[who],
        "climate": UNSEEN["climate"] * climate_of(company, who),
        "manager": UNSEEN["manager"] * leading_of(company, who),
    }


def solve_intercept(score: Floats, rate: float) -> float:
    """The constant that makes the mean probability equal to `rate`, by bisection."""
    low, high = -30.0, 30.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sigmoid(score + middle).mean() < rate else (low, middle)
    return (low + high) / 2


def sigmoid(score: Floats) -> Floats:
    """Probability of log-odds."""
    return np.asarray(1 / (1 + np.exp(-score)), dtype=np.float64)


def _at_risk(people: People, month: Month) -> Mask:
    """Hired before the month, still here, not yet leaving, and with a contract that outlasts the month."""
    here = (people.hire < month.first) & (people.last_day == FAR) & (people.notice == FAR)
    return np.asarray(here & (people.contract_end > month.last), dtype=np.bool_)
