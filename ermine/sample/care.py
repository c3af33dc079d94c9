"""Employee relations: who looks after whom, requests, open cases and people's own wishes."""

import numpy as np

from ermine.sample.arrays import Ints
from ermine.sample.calendar import Month, date_of, day_of
from ermine.sample.company import Company
from ermine.sample.draws import some_of, working_day
from ermine.sample.words import (
    CHANNELS,
    FAMILY_NAMES,
    GIVEN_NAMES,
    JOURNEY_KINDS,
    LANGUAGES,
    SKILLS,
)

HOURS_A_WEEK = (10, 11, 12, 13, 14)
ASKED, IN_A_CASE = 0.002, 0.0007
TELLS_WISHES, NEW_WISHES = 0.35, 0.004
NO_CONTACT, NO_PROFILE = 0.03, 0.02


def look_after(company: Company, month: Month) -> None:
    """Write down one month of requests, cases, anniversaries and wishes."""
    people = company.people
    here = people.employed(month.last)
    if month.number == 0:
        _appoint_er_managers(company)
        _wish(company, some_of(company.rng, here, TELLS_WISHES), month)
    _wish(company, some_of(company.rng, here & (people.hire < month.first), NEW_WISHES), month)
    _ask(company, some_of(company.rng, here, ASKED), month)
    _open_case(company, some_of(company.rng, here, IN_A_CASE), month)
    _celebrate(company, month)


def _appoint_er_managers(company: Company) -> None:
    """One ER manager for each division, with some hours a week for conversations."""
    rng, size = company.rng, len(company.org.divisions)
    company.books.er_managers.add(
        np.arange(size),
        hours=rng.choice(HOURS_A_WEEK, size),
        given=rng.integers(0, len(GIVEN_NAMES), size),
        surname=rng.integers(0, len(FAMILY_NAMES), size),
        language=rng.integers(1, len(LANGUAGES), size),
        skill=rng.integers(1, len(SKILLS), size),
    )


def _days(company: Company, who: Ints, month: Month) -> Ints:
    people = company.people
    return working_day(company.rng, np.maximum(people.hire[who], month.first), month.last, len(who))


def _wish(company: Company, who: Ints, month: Month) -> None:
    rng = company.rng
    company.books.preferences.add(
        who,
        day=_days(company, who, month),
        no_contact=(rng.random(len(who)) < NO_CONTACT).astype(np.int64),
        no_profile=(rng.random(len(who)) < NO_PROFILE).astype(np.int64),
        language=rng.choice(len(LANGUAGES), len(who), p=[0.7, 0.15, 0.1, 0.05]),
        channel=rng.integers(0, len(CHANNELS), len(who)),
    )


def _ask(company: Company, who: Ints, month: Month) -> None:
    """Someone asks for a conversation; nearly all get it within about two months, nobody waits longer than six."""
    soon, wait = company.rng.random(len(who)) < 0.97, company.rng.integers(2, 60, len(who))
    wait = np.where(soon, wait, 60 + 2 * wait)
    company.books.requests.add(who, day=_days(company, who, month), wait=wait)


def _open_case(company: Company, who: Ints, month: Month) -> None:
    length = company.rng.integers(20, 160, len(who))
    company.books.open_cases.add(who, day=_days(company, who, month), length=length)


def _celebrate(company: Company, month: Month) -> None:
    """Anniversaries of five, ten and fifteen years, on the day itself."""
    people = company.people
    for years in (5, 10, 15):
        hired = date_of(month.first).replace(year=month.year - years)
        offset = people.hire - day_of(hired)
        day = month.first + offset
        who = np.flatnonzero((offset >= 0) & (day <= month.last) & people.employed(day))
        company.books.journey_events.add(who, day=day[who], kind=JOURNEY_KINDS.index("anniversary"))
