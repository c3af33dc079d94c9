"""Past outreach: everyday conversations, and a trial in which lots decide who is talked to now and who later."""

import numpy as np

from ermine.sample.arrays import FAR, Floats, Ints, Mask
from ermine.sample.calendar import Month
from ermine.sample.company import Company
from ermine.sample.draws import some_of, working_day
from ermine.sample.ledger import Column
from ermine.sample.words import ARMS, OUTREACH_KINDS, OUTREACH_OUTCOMES

EFFECT = -0.7
"""What is planted: log-odds added to the monthly hazard after a conversation, that is about half the hazard."""

EFFECT_DAYS = 180
"""It lasts from the month after the conversation for so many days."""

CONTACTED = 0.012
"""Share of the people who are talked to in a month whatever their risk."""

FIRST_TRIAL_MONTH = 6
LISTED = 0.012
"""People put on the trial's list each month, as a share of the staff: those with the highest hazard."""

WAIT = 90
"""Days until those whose lot says later are talked to."""

NEWCOMER = 90
RECENT_REQUEST = 60
NOW, LATER = range(len(ARMS))
TALKED = OUTREACH_OUTCOMES.index("talked")


def draw_lots(company: Company, month: Month) -> None:
    """List the people at highest risk by last month's hazards, each once in a lifetime; lots decide the arm.

    People in a case, those who asked for a conversation, newcomers and those who want no contact stay out.
    """
    if month.number < FIRST_TRIAL_MONTH:
        return
    people, first = company.people, month.first
    staying = people.staying(first)
    free = staying & (people.listed == FAR) & (people.hire < first - NEWCOMER)
    hazard = np.where(
        free & ~_busy(company, first) & ~_unwilling(company), _last_hazards(company, first), 0.0
    )
    size = min(round(LISTED * int(staying.sum())), int((hazard > 0).sum()))
    who = np.sort(np.argsort(-hazard, kind="stable")[:size])
    people.listed[who] = first
    people.arm[who] = company.rng.permutation(size) % len(ARMS)
    company.books.trial.add(who, day=first, arm=people.arm[who])


def reach_out(company: Company, month: Month) -> None:
    """Talk to those whose turn it is in the trial, and to a few people whatever their risk."""
    people = company.people
    staying = people.staying(month.last)
    now = staying & (people.arm == NOW) & (people.listed == month.first)
    # Three months can be as short as 89 days; whoever waits from a 1 February is talked to from 2 May.
    later = staying & (people.arm == LATER) & ~people.had_turn & (people.listed + WAIT <= month.day(2))
    people.had_turn |= now | later
    willing = ~_unwilling(company)
    for arm, turn, wait in ((NOW, now, 0), (LATER, later, WAIT)):
        who = np.flatnonzero(turn & willing)
        _contact(company, who, np.maximum(people.listed[who] + wait, month.first), month, arm)
    everyday = some_of(company.rng, people.employed(month.last) & ~now & ~later & willing, CONTACTED)
    _contact(company, everyday, np.maximum(people.hire[everyday], month.first), month, -1)


def planted_effect(last_talk: Ints, first: int) -> Floats:
    """Log-odds that the last conversation adds to the hazard of a month, by its first day."""
    return np.where((last_talk < first) & (last_talk >= first - EFFECT_DAYS), EFFECT, 0.0)


def _contact(company: Company, who: Ints, earliest: Ints, month: Month, arm: int) -> None:
    people, rng = company.people, company.rng
    day = working_day(rng, earliest, month.last, len(who))
    outcome = rng.choice(len(OUTREACH_OUTCOMES), len(who), p=[0.75, 0.1, 0.15])
    kind = rng.integers(0, len(OUTREACH_KINDS), len(who))
    company.books.outreach_history.add(who, day=day, kind=kind, outcome=outcome, arm=arm)
    talked = outcome == TALKED
    people.last_talk[who[talked]] = day[talked]


def _last_hazards(company: Company, first: int) -> Floats:
    """Everybody's hazard of the month before this first day; 0 for who was not at risk."""
    rows = company.books.hazards.since(first - 31)
    hazard = np.zeros(len(company.people))
    if rows:
        hazard[_whole(rows["person"])] = rows["hazard"]
    return hazard


def _busy(company: Company, first: int) -> Mask:
    """Who is in an open case, or asked for a conversation not long ago."""
    busy = np.zeros(len(company.people), dtype=np.bool_)
    cases = company.books.open_cases.columns()
    if cases:
        busy[_whole(cases["person"])[cases["day"] + cases["length"] >= first]] = True
    requests = company.books.requests.columns()
    if requests:
        busy[_whole(requests["person"])[requests["day"] >= first - RECENT_REQUEST]] = True
    return busy


def _unwilling(company: Company) -> Mask:
    """Whose last word was that they want no contact, or no profile."""
    unwilling = np.zeros(len(company.people), dtype=np.bool_)
    wishes = company.books.preferences.columns()
    if wishes:
        unwilling[_whole(wishes["person"])] = (wishes["no_contact"] + wishes["no_profile"]) > 0
    return unwilling


def _whole(column: Column) -> Ints:
    return column.astype(np.int64)
