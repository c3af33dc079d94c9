"""All tables of the sample company, by the names of their contracts."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import polars as pl

from ermine.sample.care_tables import (
    er_managers,
    journey_events,
    open_cases,
    outreach_history,
    populations,
    preferences,
    requests,
)
from ermine.sample.company import Company
from ermine.sample.event_tables import (
    absences,
    engagement_events,
    one_on_ones,
    recognition,
    reviews,
    worked_hours,
)
from ermine.sample.feedback_tables import comments, surveys
from ermine.sample.job_tables import assignments, compensation, employees, exits, units
from ermine.sample.rendering import Window

SAMPLE_TABLES: Mapping[str, Callable[[Company, Window], pl.DataFrame]] = MappingProxyType(
    {
        "employees": employees,
        "units": units,
        "exits": exits,
        "assignments": assignments,
        "compensation": compensation,
        "absences": absences,
        "engagement_events": engagement_events,
        "recognition": recognition,
        "one_on_ones": one_on_ones,
        "reviews": reviews,
        "worked_hours": worked_hours,
        "er_managers": er_managers,
        "populations": populations,
        "preferences": preferences,
        "requests": requests,
        "open_cases": open_cases,
        "journey_events": journey_events,
        "outreach_history": outreach_history,
    }
)
"""How each table is made from the company; exits come before what is about people who left."""

FEEDBACK_FILES: Mapping[str, Callable[[Company], pl.DataFrame]] = MappingProxyType(
    {"surveys": surveys, "comments": comments}
)
"""What people said without their names; these two are no tables of the lake."""


def table(name: str, company: Company, window: Window) -> pl.DataFrame:
    """One table, sorted, without exact duplicates: the same meeting or thanks is written down once."""
    return SAMPLE_TABLES[name](company, window).unique(maintain_order=True)
