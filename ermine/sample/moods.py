"""What no table shows and what moves by itself: each person's engagement, and the climate that a unit shares."""

import numpy as np

from ermine.sample.arrays import Floats, Ints
from ermine.sample.calendar import Month
from ermine.sample.company import Company

ENGAGEMENT_MEMORY, CLIMATE_MEMORY = 0.92, 0.9
"""Correlation from one month to the next."""

BY_THE_MANAGER = 0.5
"""Share of the climate's spread that the manager's way of leading explains in the long run, as a correlation."""

WORSE_BY_AN_EXIT = 0.15


def move_moods(company: Company, month: Month) -> None:
    """Engagement and climate drift, both with about the same spread every month; exits leave a mark."""
    people, rng = company.people, company.rng
    company.books.climates.add(np.arange(len(company.climate)), day=month.first, climate=company.climate)
    rest = np.sqrt(1 - ENGAGEMENT_MEMORY**2)
    people.engagement[:] = ENGAGEMENT_MEMORY * people.engagement + rest * rng.normal(size=len(people))
    rest = np.sqrt((1 - CLIMATE_MEMORY**2) * (1 - BY_THE_MANAGER**2))
    led = (1 - CLIMATE_MEMORY) * BY_THE_MANAGER * people.leads_well[company.org.head]
    noise = rest * rng.normal(size=len(company.climate))
    company.climate = CLIMATE_MEMORY * company.climate + led + noise - _marks(company, month)


def climate_of(company: Company, who: Ints) -> Floats:
    """The present climate of the unit in which each of these people works."""
    return company.climate[company.people.unit[who]]


def leading_of(company: Company, who: Ints) -> Floats:
    """How well the line manager of each of these people leads; 0 without one."""
    manager = company.people.manager[who]
    return np.where(manager >= 0, company.people.leads_well[manager], 0.0)


def _marks(company: Company, month: Month) -> Floats:
    """What this month's last days take from the climate of each unit, more than of the average one."""
    people = company.people
    gone = people.unit[(people.last_day >= month.first) & (people.last_day <= month.last)]
    exits = np.bincount(gone, minlength=len(company.climate))
    return np.asarray(WORSE_BY_AN_EXIT * (exits - exits.mean()), dtype=np.float64)
