"""Quarterly rounds of a survey without names: who answers depends on the mood, and answers fit it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from ermine.sample.arrays import Floats, Ints, Mask
from ermine.sample.calendar import Month
from ermine.sample.comments import Voices, write_comments
from ermine.sample.company import Company
from ermine.sample.moods import climate_of, leading_of

MONTHS_OF_A_ROUND = 3
ANSWERS, ANSWERS_BY_MOOD = 0.7, 0.6
"""Log-odds of an answer in a middling mood, and what a standard deviation of mood adds."""


@dataclass(frozen=True)
class Question:
    """How a score comes from what somebody feels about a thing, in standard deviations; whole, within its ends."""

    lowest: int
    highest: int
    middle: float
    slope: float
    noise: float


QUESTIONS: Mapping[str, Question] = MappingProxyType(
    {
        "enps": Question(0, 10, 6.9, 1.8, 1.2),
        "satisfaction": Question(1, 5, 3.5, 0.75, 0.6),
        "trust_in_hr": Question(1, 5, 3.3, 0.45, 0.8),
        "my_manager": Question(1, 5, 3.6, 0.7, 0.6),
        "workload": Question(1, 5, 3.2, 0.7, 0.6),
    }
)
"""The questions of every round; more is better in each."""


def hold_round(company: Company, month: Month) -> None:
    """At the end of a quarter ask everybody; write down answers and comments by unit, and nobody's name."""
    if month.of_year % MONTHS_OF_A_ROUND:
        return
    people, rng = company.people, company.side_rng
    who = np.flatnonzero(people.employed(month.last))
    felt = _feelings(company, who, month)
    mood = felt["mood"]
    answers: Mask = rng.random(len(who)) < 1 / (1 + np.exp(-(ANSWERS + ANSWERS_BY_MOOD * mood)))
    _answer(company, people.unit[who[answers]], {name: each[answers] for name, each in felt.items()}, month)
    write_comments(company, Voices(people.unit[who], mood, felt, answers), month)
    company.books.rounds.add(
        np.array([month.number]),
        day=month.first, asked=len(who), answered=int(answers.sum()), mood=mood.mean(), heard=mood[answers].mean(),
    )  # fmt: skip


def _feelings(company: Company, who: Ints, month: Month) -> dict[str, Floats]:
    """What each person feels about what one can ask or comment on, in about standard deviations, more is better."""
    people, rng = company.people, company.side_rng
    climate, leading = climate_of(company, who), leading_of(company, who)
    own = 0.45 * rng.normal(size=len(who))
    over = people.long_hours[who] + company.load[people.unit[who]]
    return {
        "mood": 0.6 * people.engagement[who] + 0.6 * climate + 0.3 * leading + own,
        "climate": climate,
        "manager": leading,
        "workload": (0.05 - over) / 0.063,
        "pay": (people.salary[who] / people.midpoint[who] - 1) / 0.09,
        "career": 1 - (month.last - people.level_since[who]) / 730,
        "recognition": people.praised[who] / 0.156 - 1,
    }


def _answer(company: Company, unit: Ints, felt: Mapping[str, Floats], month: Month) -> None:
    about = {"my_manager": 0.8 * felt["manager"], "workload": 0.8 * felt["workload"]}
    for number, (name, question) in enumerate(QUESTIONS.items()):
        feeling = about.get(name, 0.0) + (0.5 if name in about else 1.0) * felt["mood"]
        noise = question.noise * company.side_rng.normal(size=len(unit))
        score = np.clip(
            np.round(question.middle + question.slope * feeling + noise), question.lowest, question.highest
        )
        company.books.surveys.add(unit, day=month.first, question=number, score=score.astype(np.int64))
