"""The story of the company, month by month."""

from collections.abc import Sequence

import numpy as np

from data_contracts.progress import Tick, silent
from ermine.sample.absences import be_away
from ermine.sample.calendar import Month
from ermine.sample.care import look_after
from ermine.sample.careers import hire_joiners, move_between_teams, promote, renew_contracts
from ermine.sample.company import Company
from ermine.sample.exits import part_ways
from ermine.sample.leadership import fill_headships, swap_heads
from ermine.sample.moods import move_moods
from ermine.sample.outreach import draw_lots, reach_out
from ermine.sample.pay import review_pay
from ermine.sample.reorganisations import reorganise
from ermine.sample.staff import first_company
from ermine.sample.surveys import hold_round
from ermine.sample.working_life import live_through, past_reviews


def simulate(employees: int, months: Sequence[Month], seed: int, tick: Tick = silent) -> Company:
    """A company of about this many people through these months; the same seed gives the same company."""
    company = first_company(employees, months[0], np.random.Generator(np.random.PCG64(seed)))
    past_reviews(company, months[0].first)
    for month in months:
        live_a_month(company, month)
        tick(month.number + 1, len(months), f"{month.year}-{month.of_year:02d}")
    return company


def live_a_month(company: Company, month: Month) -> None:
    """One month, in the order of the days on which things take effect, so that rows follow each other."""
    draw_lots(company, month)
    part_ways(company, month)
    fill_headships(company, month)
    hire_joiners(company, month)
    reorganise(company, month)
    review_pay(company, month)
    move_between_teams(company, month)
    swap_heads(company, month)
    promote(company, month)
    renew_contracts(company, month)
    live_through(company, month)
    be_away(company, month)
    look_after(company, month)
    reach_out(company, month)
    hold_round(company, month)
    move_moods(company, month)
