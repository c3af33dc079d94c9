"""What people do in a month: hours, one-to-ones, recognition, company events, reviews."""

import numpy as np

from ermine.sample.arrays import Floats, Ints
from ermine.sample.calendar import Month, date_of, day_of
from ermine.sample.company import Company
from ermine.sample.draws import some_of, working_day
from ermine.sample.moods import climate_of
from ermine.sample.words import EVENT_KINDS, RECOGNITION_KINDS

LOAD_MEMORY = 0.9
TOWN_HALL_MONTHS = (2, 5, 8, 11)
REVIEWS_KNOWN_IN = 2


def live_through(company: Company, month: Month) -> None:
    """Write down one month of working life of everybody who is here for some of it."""
    people = company.people
    who = np.flatnonzero((people.hire <= month.last) & (people.last_day >= month.first))
    first = np.maximum(people.hire[who], month.first)
    last = np.minimum(people.last_day[who], month.last)
    _work(company, month, who, first, last)
    _meet(company, who, first, last)
    _recognise(company, who, first, last)
    _go_to_events(company, month, who, first, last)
    if month.of_year == REVIEWS_KNOWN_IN:
        review(company, month.year - 1, month.first)


def _work(company: Company, month: Month, who: Ints, first: Ints, last: Ints) -> None:
    people, rng = company.people, company.rng
    noise = np.sqrt(1 - LOAD_MEMORY**2) * rng.normal(0.0, 0.03, len(company.load))
    company.load[:] = LOAD_MEMORY * company.load + noise
    days = np.busday_count(first.astype("datetime64[D]"), last.astype("datetime64[D]") + 1)
    contracted = np.round(days * 8.0 * people.hours_share[who], 1)
    over = people.long_hours[who] + company.load[people.unit[who]] + rng.normal(0.0, 0.03, len(who))
    worked = np.round(contracted * (1 + np.clip(over, -0.08, 0.4)), 1)
    some = contracted > 0
    company.books.worked_hours.add(
        who[some], day=month.first, contracted=contracted[some], worked=worked[some]
    )


def _meet(company: Company, who: Ints, first: Ints, last: Ints) -> None:
    """Some line managers speak with their people nearly every month, others hardly ever."""
    people, rng = company.people, company.rng
    led = people.manager[who] >= 0
    chance = np.where(led, people.meets[people.manager[who]], 0.0)
    for again in (1.0, 0.35):
        met = rng.random(len(who)) < chance * again
        day = working_day(rng, first[met], last[met], int(met.sum()))
        company.books.one_on_ones.add(who[met], day=day)
        np.maximum.at(people.last_one_on_one, who[met], day)


def _recognise(company: Company, who: Ints, first: Ints, last: Ints) -> None:
    people, rng = company.people, company.rng
    mood = people.engagement[who] + climate_of(company, who)
    often = people.praised[who] * np.exp(0.15 * mood + 0.15 * people.ability[who])
    times = np.repeat(np.arange(len(who)), rng.poisson(often))
    day = working_day(rng, first[times], last[times], len(times))
    kind = rng.integers(0, len(RECOGNITION_KINDS), len(times))
    company.books.recognition.add(who[times], day=day, kind=kind)


def _go_to_events(company: Company, month: Month, who: Ints, first: Ints, last: Ints) -> None:
    """A town hall a quarter, a social evening a month, invitations to training, mentoring, volunteering."""
    rng = company.rng
    if month.of_year in TOWN_HALL_MONTHS:
        _invite(company, who, np.full(len(who), month.day(12)), "town_hall", first, last)
    evening = month.day(6) + company.org.division_of(company.people.unit[who]) % 20
    _invite(company, who, evening, "social", first, last)
    for kind, share in (("training", 0.12), ("mentoring", 0.08), ("volunteering", 0.08)):
        some = rng.random(len(who)) < share
        day = working_day(rng, first[some], last[some], int(some.sum()))
        _invite(company, who[some], day, kind, first[some], last[some])
    some = rng.random(len(who)) < 0.08
    day = working_day(rng, first[some], last[some], int(some.sum()))
    _invite(company, who[some], day, "training", first[some], last[some], mandatory=1)


def _invite(
    company: Company, who: Ints, day: Ints, kind: str, first: Ints, last: Ints, mandatory: int = 0
) -> None:
    """One invitation each; those who are not here on the day get none."""
    here = (first <= day) & (day <= last)
    came = company.rng.random(len(who)) < _comes(company, who, mandatory)
    company.books.engagement_events.add(
        who[here],
        day=day[here],
        kind=EVENT_KINDS.index(kind),
        mandatory=mandatory,
        attended=came[here].astype(np.int64),
    )


def _comes(company: Company, who: Ints, mandatory: int) -> Floats:
    people = company.people
    wish = people.sociable[who] + 0.25 * people.engagement[who] + 0.15 * climate_of(company, who)
    return np.asarray(1 / (1 + np.exp(-(wish + 3.0 * mandatory))), dtype=np.float64)


def review(company: Company, year: int, known_month: int) -> None:
    """Rate everybody who was here by October of `year`; ratings are known in the next February."""
    people, rng = company.people, company.rng
    october, end = np.datetime64(f"{year}-10-01", "D"), np.datetime64(f"{year}-12-31", "D")
    here = (people.hire <= october.astype(np.int64)) & people.employed(known_month + 24)
    who = some_of(rng, here, 0.97)
    known = working_day(rng, known_month + 4, known_month + 24, len(who))
    mark = people.ability[who] + rng.normal(0.0, 0.9, len(who))
    people.rating[who] = 1.0 + np.searchsorted([-2.2, -1.1, 0.5, 1.7], mark)
    company.books.reviews.add(who, day=int(end.astype(np.int64)), known=known, rating=people.rating[who])


def past_reviews(company: Company, start: int) -> None:
    """The last two yearly reviews that were known before the window opened."""
    opening = date_of(start)
    latest = opening.year if opening.month > REVIEWS_KNOWN_IN else opening.year - 1
    for known_year in (latest - 1, latest):
        review(
            company, known_year - 1, day_of(opening.replace(year=known_year, month=REVIEWS_KNOWN_IN, day=1))
        )
