"""What the first staff earned before the window opened."""

import numpy as np

from ermine.sample.arrays import NEVER, Ints
from ermine.sample.company import Company
from ermine.sample.pay import HALF_A_YEAR, REVIEW_DAY, REVIEW_RAISES, band_midpoint


def past_salaries(company: Company, start: int, start_month: int) -> None:
    """Write the salaries of the first staff before the window, from their hire to their last raise.

    `start_month` is the window's first month, counted from January of year 0.
    """
    people, rng = company.people, company.rng
    days, years = _past_reviews(people.review_month, start_month)
    raised = (rng.random(days.shape) < REVIEW_RAISES) & (days > people.hire + HALF_A_YEAR) & (days < start)
    everyone = np.arange(len(people))
    _set_present_pay(company, np.where(raised, days, NEVER), years)
    salary = people.salary.copy()
    for row in range(len(days)):  # newest review first: each step gives the salary before that raise
        who = everyone[raised[row]]
        _write_past(company, who, days[row][who], salary[who], years[row][who])
        salary[who] = np.round(salary[who] / (1 + rng.uniform(0.01, 0.05, len(who)))).astype(np.int64)
    _write_past(company, everyone, people.hire, salary, _year(people.hire))


def _past_reviews(review_month: Ints, start_month: int) -> tuple[Ints, Ints]:
    """Days and years (reviews, people) of the last twenty pay reviews before the window, newest first."""
    latest = start_month - 1 - (start_month - review_month) % 12
    months = latest[None, :] - 12 * np.arange(20)[:, None]
    first = (months - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    return first + REVIEW_DAY - 1, months // 12


def _set_present_pay(company: Company, raises: Ints, years: Ints) -> None:
    """Salary, band and last raise on the eve of the window; the band is that of the last change."""
    people = company.people
    people.last_raise[:] = raises.max(axis=0)
    changed_in = np.maximum(np.where(raises > NEVER, years, 0).max(axis=0), _year(people.hire))
    everyone, changed = np.arange(len(people)), np.maximum(people.last_raise, people.hire)
    people.midpoint[:] = _band_then(company, everyone, changed, changed_in)
    compa = np.clip(company.rng.normal(0.99, 0.09, len(people)), 0.74, 1.28)
    people.salary[:] = np.round(people.midpoint * compa).astype(np.int64)


def _write_past(company: Company, who: Ints, day: Ints, salary: Ints, year: Ints) -> None:
    midpoint = _band_then(company, who, day, year)
    company.books.compensation.add(who, day=day, salary=salary, midpoint=midpoint)


def _band_then(company: Company, who: Ints, day: Ints, year: Ints) -> Ints:
    """Middle of the band on an earlier day; before the present level people were one level below."""
    people = company.people
    level = people.level[who] - (day < people.level_since[who])
    return band_midpoint(people.family[who], np.maximum(level, 1), year)


def _year(day: Ints) -> Ints:
    return np.asarray(
        day.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970, dtype=np.int64
    )
