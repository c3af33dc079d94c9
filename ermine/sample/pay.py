"""Salary bands, yearly pay reviews by the month of each person, raises in between."""

import numpy as np

from ermine.sample.arrays import Floats, Ints
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.draws import some_of
from ermine.sample.words import BASE_PAY

STEP_BETWEEN_LEVELS = 1.13
BAND_GROWTH = 1.025
REVIEW_RAISES = 0.76
"""Share of the people who get a raise in the month of their pay review."""

OFF_CYCLE = 0.006
HALF_A_YEAR = 180
REVIEW_DAY, OFF_CYCLE_DAY = 25, 26


def band_midpoint(family: Ints, level: Ints, year: int | Ints) -> Ints:
    """Middle of the pay band in euros a year: it rises with the level and from year to year."""
    pay = (
        np.array(BASE_PAY)[family]
        * STEP_BETWEEN_LEVELS ** (level - 1.0)
        * BAND_GROWTH ** (np.asarray(year) - 2020.0)
    )
    return np.asarray(np.round(pay / 100) * 100, dtype=np.int64)


def first_salary(company: Company, who: Ints, year: int) -> None:
    """A salary for joiners, around the middle of their band."""
    people, rng = company.people, company.rng
    people.midpoint[who] = band_midpoint(people.family[who], people.level[who], year)
    compa = np.clip(rng.normal(0.97, 0.085, len(who)), 0.74, 1.25)
    people.salary[who] = np.round(people.midpoint[who] * compa).astype(np.int64)
    company.write_salaries(who, people.hire[who])


def raise_pay(company: Company, who: Ints, share: Floats, day: int, year: int) -> None:
    """Raise these salaries by a share, valid from `day`, and note the band of the year beside them."""
    people = company.people
    people.salary[who] = np.maximum(
        np.round(people.salary[who] * (1 + share)), people.salary[who] + 1
    ).astype(np.int64)
    people.midpoint[who] = band_midpoint(people.family[who], people.level[who], year)
    people.last_raise[who] = day
    company.write_salaries(who, day)


def promotion_share(company: Company, who: Ints, year: int) -> Floats:
    """The raise that goes with a higher level: at least 7 %, and up to 88 % of the new band's middle."""
    people = company.people
    floor = 0.88 * band_midpoint(people.family[who], people.level[who], year) / people.salary[who] - 1
    return np.maximum(0.07, floor)


def review_pay(company: Company, month: Month) -> None:
    """Raise most of those whose pay is reviewed this month, and a few others."""
    people, rng = company.people, company.rng
    staying = people.staying(month.day(REVIEW_DAY)) & (people.hire < month.first - HALF_A_YEAR)
    due = some_of(rng, staying & (people.review_month == month.of_year), REVIEW_RAISES)
    compa = people.salary[due] / people.midpoint[due]
    share = np.clip(rng.normal(0.032, 0.012, len(due)) + 0.12 * (1 - compa), 0.005, 0.12)
    raise_pay(company, due, share, month.day(REVIEW_DAY), month.year)
    lucky = some_of(rng, staying & (people.review_month != month.of_year), OFF_CYCLE)
    raise_pay(company, lucky, rng.uniform(0.03, 0.08, len(lucky)), month.day(OFF_CYCLE_DAY), month.year)
