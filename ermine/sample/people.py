"""Everybody who ever worked here: their present state and the traits that tables do not show."""

from dataclasses import dataclass, fields

import numpy as np

from ermine.sample.arrays import FAR, NEVER, Floats, Ints, Mask
from ermine.sample.org import Org
from ermine.sample.words import (
    ETHNICITIES,
    FAMILIES,
    FAMILY_NAMES,
    GIVEN_NAMES,
    LOCATION_SHARES,
    LOCATIONS,
)


@dataclass
class People:
    """One entry per person in every array; days count from 1970-01-01.

    From `ability` on, traits that no table shows: they move how people work; only `engagement`, and how well
    their manager leads, also move, a little, whether they leave.
    """

    hire: Ints
    unit: Ints
    manager: Ints  # position of the line manager, -1 for the head of the company
    family: Ints
    level: Ints
    level_since: Ints
    location: Ints
    work_mode: Ints
    hours_share: Floats  # full-time equivalent
    contract: Ints  # 0 permanent, 1 fixed-term
    contract_end: Ints
    salary: Ints
    midpoint: Ints
    last_raise: Ints
    review_month: Ints  # month of the year in which pay is looked at
    last_one_on_one: Ints
    rating: Floats
    notice: Ints
    last_day: Ints
    away_until: Ints
    last_talk: Ints  # last conversation of outreach
    listed: Ints  # day on which the trial listed the person
    arm: Ints  # of the trial, -1 outside it
    had_turn: Mask  # in the trial
    birth_year: Ints
    gender: Ints
    ethnicity: Ints
    disability: Ints
    given: Ints
    surname: Ints
    ability: Floats
    engagement: Floats
    sociable: Floats
    praised: Floats  # recognitions a month
    long_hours: Floats  # overtime as a share of contracted hours
    leads_well: Floats  # as a manager: how good it is to be led by them, in standard deviations
    meets: Floats  # as a manager: chance of a one-to-one with a report in a month

    def __len__(self) -> int:
        return len(self.hire)

    def append(self, others: "People") -> None:
        """Add people behind those that are here; positions never change."""
        for each in fields(self):
            joined = np.concatenate([getattr(self, each.name), getattr(others, each.name)])
            setattr(self, each.name, joined)

    def employed(self, day: int | Ints) -> Mask:
        """Who works here on this day (or each on their own day)."""
        here: Mask = (self.hire <= day) & (self.last_day >= day)
        return here

    def staying(self, day: int) -> Mask:
        """Who works here on this day and is not known to leave."""
        here: Mask = self.employed(day) & (self.last_day == FAR)
        return here


def new_people(hire: Ints, unit: Ints, org: Org, year: int, rng: np.random.Generator) -> People:
    """People hired on these days into these units at the lowest level, without pay and manager so far."""
    size = len(hire)
    family = np.where(rng.random(size) < 0.85, org.family_of(unit), rng.integers(0, len(FAMILIES), size))
    nobody, far, never = np.full(size, -1), np.full(size, FAR), np.full(size, NEVER)
    return People(
        hire=hire, unit=unit, manager=nobody, family=family,
        level=np.ones(size, dtype=np.int64), level_since=hire.copy(),
        location=rng.choice(len(LOCATIONS), size, p=LOCATION_SHARES), work_mode=_work_mode(family, rng),
        hours_share=rng.choice([1.0, 0.8, 0.6, 0.5], size, p=[0.84, 0.09, 0.04, 0.03]),
        contract=np.zeros(size, dtype=np.int64), contract_end=far, salary=np.zeros(size, dtype=np.int64),
        midpoint=np.ones(size, dtype=np.int64), last_raise=never, review_month=rng.integers(1, 13, size),
        last_one_on_one=never.copy(), rating=np.full(size, np.nan), notice=far.copy(), last_day=far.copy(),
        away_until=never.copy(), last_talk=never.copy(), listed=far.copy(), arm=nobody.copy(),
        had_turn=np.zeros(size, dtype=np.bool_), birth_year=_birth_year(year, size, rng), gender=_gender(family, rng),
        ethnicity=_ethnicity(family, rng), disability=(rng.random(size) < 0.05).astype(np.int64),
        given=rng.integers(0, len(GIVEN_NAMES), size), surname=rng.integers(0, len(FAMILY_NAMES), size),
        ability=rng.normal(size=size), engagement=rng.normal(size=size), sociable=rng.normal(0.3, 1.1, size),
        praised=rng.gamma(1.3, 0.12, size), long_hours=rng.normal(0.05, 0.055, size),
        leads_well=rng.normal(size=size), meets=rng.beta(1.6, 1.3, size),
    )  # fmt: skip


def _birth_year(year: int, size: int, rng: np.random.Generator) -> Ints:
    """People are hired at 20 to 63, most of them before 40."""
    age = np.floor(20 + 44 * rng.beta(1.4, 2.0, size))
    return (year - age).astype(np.int64)


def _work_mode(family: Ints, rng: np.random.Generator) -> Ints:
    """Operations and logistics are mostly on site; it changes nobody's mind about leaving."""
    on_site = np.isin(family, [0, 4])
    u = rng.random(len(family))
    return np.where(on_site, (u > 0.75).astype(np.int64), (u > 0.3).astype(np.int64) + (u > 0.8))


def _gender(family: Ints, rng: np.random.Generator) -> Ints:
    women = np.array([0.42, 0.60, 0.33, 0.47, 0.38, 0.54, 0.45, 0.58])[family]
    u = rng.random(len(family))
    return np.where(u > 0.985, 2, (u > women).astype(np.int64))


def _ethnicity(family: Ints, rng: np.random.Generator) -> Ints:
    first = np.where(np.isin(family, [0, 4]), 0.50, 0.60)
    other = rng.integers(1, len(ETHNICITIES), len(family))
    return np.where(rng.random(len(family)) < first, 0, other)
