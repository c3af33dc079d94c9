"""The hazard of giving notice in a month: effects of what the tables show, and a little that they do not."""

import numpy as np

from ermine.sample.arrays import FAR, Floats, Ints, Mask
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.drivers import BASE_RATE, DRIVERS, ENGAGEMENT_EFFECT, SEASON
from ermine.sample.outreach import planted_effect
from ermine.sample.people import People
from ermine.sample.signals import signals

ENGAGEMENT_MEMORY = 0.92
"""Correlation of a person's engagement from one month to the next."""


def month_hazards(company: Company, month: Month) -> tuple[Ints, Floats]:
    """Who can give notice this month, with each one's probability; written down as the truth."""
    people = company.people
    at_risk = np.flatnonzero(_at_risk(people, month))
    shown = signals(company, month)
    talked_to = planted_effect(people.last_talk[at_risk], month.first)
    score = ENGAGEMENT_EFFECT * people.engagement[at_risk] + talked_to
    for driver in DRIVERS:
        score += driver.effect(shown[driver.feature][at_risk])
    intercept = solve_intercept(score, BASE_RATE * SEASON[month.of_year - 1])
    hazard = sigmoid(score + intercept)
    without = sigmoid(score + intercept - talked_to)
    company.books.hazards.add(
        at_risk, day=month.first, hazard=hazard, without_outreach=without, intercept=intercept
    )
    return at_risk, hazard


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


def move_engagement(company: Company) -> None:
    """Engagement drifts, with the same spread every month."""
    people, rest = company.people, np.sqrt(1 - ENGAGEMENT_MEMORY**2)
    people.engagement[:] = ENGAGEMENT_MEMORY * people.engagement + rest * company.rng.normal(size=len(people))


def _at_risk(people: People, month: Month) -> Mask:
    """Hired before the month, still here, not yet leaving, and with a contract that outlasts the month."""
    here = (people.hire < month.first) & (people.last_day == FAR) & (people.notice == FAR)
    return np.asarray(here & (people.contract_end > month.last), dtype=np.bool_)
