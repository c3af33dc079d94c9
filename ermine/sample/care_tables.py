"""The tables of employee relations: who looks after whom, wishes, requests, cases, journeys, contacts."""

import numpy as np
import polars as pl

from ermine.sample.company import Company
from ermine.sample.org import COMPANY
from ermine.sample.rendering import (
    Window,
    day,
    employee_ids,
    er_manager_ids,
    ids,
    rows_of,
    unit_ids,
    word,
    yes_no,
)
from ermine.sample.words import (
    ARMS,
    ASSIGNED,
    CHANNELS,
    FAMILY_NAMES,
    GIVEN_NAMES,
    JOURNEY_KINDS,
    LANGUAGES,
    LOT,
    OUTREACH_KINDS,
    OUTREACH_OUTCOMES,
    SKILLS,
)


def er_managers(company: Company, window: Window) -> pl.DataFrame:
    """One ER manager per division."""
    rows = rows_of(company.books.er_managers, ("hours", "given", "surname", "language", "skill"))
    first, others = pl.lit(LANGUAGES[0]), word("language", LANGUAGES)
    return rows.select(
        er_manager_id=ids("person", er_manager_ids(rows.height)),
        name=pl.concat_str(word("given", GIVEN_NAMES), word("surname", FAMILY_NAMES), separator=" "),
        weekly_hours="hours",
        languages=pl.concat_str(first, others, separator=";"),
        skills=pl.concat_str(pl.lit("coaching"), word("skill", SKILLS), separator=";"),
    )


def populations(company: Company, window: Window) -> pl.DataFrame:
    """A division each, and by name those few who sit above the divisions."""
    divisions = company.org.divisions
    er_ids = er_manager_ids(len(divisions))
    by_unit = pl.DataFrame({"er": np.arange(len(divisions)), "unit": divisions}).select(
        er_manager_id=ids("er", er_ids),
        unit_id=ids("unit", unit_ids(company)),
        employee_id=pl.lit(None, dtype=pl.String),
        valid_from=pl.lit(window.start).cast(pl.Int32).cast(pl.Date),
    )
    return pl.concat([by_unit, _executives(company, window, er_ids)]).sort(
        "er_manager_id", "unit_id", "employee_id", nulls_last=True
    )


def _executives(company: Company, window: Window, er_ids: pl.Series) -> pl.DataFrame:
    rows = rows_of(company.books.assignments, ("day", "unit")).filter(pl.col("unit") == COMPANY)
    first = (
        rows.group_by("person")
        .agg(pl.col("day").min().clip(window.start))
        .with_columns(er=pl.col("person") % len(er_ids))
    )
    return first.select(
        er_manager_id=ids("er", er_ids),
        unit_id=pl.lit(None, dtype=pl.String),
        employee_id=ids("person", employee_ids(company)),
        valid_from=day("day"),
    )


def preferences(company: Company, window: Window) -> pl.DataFrame:
    """What people said they want, from a day on."""
    rows = rows_of(company.books.preferences, ("day", "no_contact", "no_profile", "language", "channel"))
    return (
        rows.unique(["person", "day"], keep="last", maintain_order=True)
        .select(
            employee_id=ids("person", employee_ids(company)),
            valid_from=day("day"),
            do_not_contact=yes_no("no_contact"),
            do_not_profile=yes_no("no_profile"),
            language=word("language", LANGUAGES),
            channel=word("channel", CHANNELS),
        )
        .sort("employee_id", "valid_from")
    )


def requests(company: Company, window: Window) -> pl.DataFrame:
    """Requests for a conversation; the unanswered ones are open."""
    waits = pl.col("day") + pl.col("wait") > window.end
    return (
        rows_of(company.books.requests, ("day", "wait"))
        .select(
            employee_id=ids("person", employee_ids(company)),
            date=day("day"),
            state=pl.when(waits).then(pl.lit("open")).otherwise(pl.lit("closed")),
        )
        .sort("employee_id", "date")
    )


def open_cases(company: Company, window: Window) -> pl.DataFrame:
    """Formal cases without content; those that outlast the window have no end."""
    rows = rows_of(company.books.open_cases, ("day", "length")).with_row_index("number", offset=1)
    rows = rows.with_columns(closed=pl.col("day") + pl.col("length"))
    return rows.select(
        employee_id=ids("person", employee_ids(company)),
        case_ref=pl.format("C-{}", pl.col("number").cast(pl.String).str.zfill(4)),
        opened=day("day"),
        closed=pl.when(pl.col("closed") <= window.end).then(day("closed")),
    ).sort("employee_id", "case_ref")


def journey_events(company: Company, window: Window) -> pl.DataFrame:
    """Starts, returns, anniversaries and moves up to the end of the window and of the person's time here."""
    people = company.people
    last = pl.DataFrame({"person": range(len(people)), "last": people.last_day})
    rows = rows_of(company.books.journey_events, ("day", "kind")).join(last, on="person", how="left")
    return (
        rows.filter(pl.col("day") <= pl.min_horizontal("last", pl.lit(window.end)))
        .select(
            employee_id=ids("person", employee_ids(company)),
            date=day("day"),
            kind=word("kind", JOURNEY_KINDS),
        )
        .sort("employee_id", "date", "kind")
    )


def outreach_history(company: Company, window: Window) -> pl.DataFrame:
    """Contacts so far; those of the trial carry its arm, everyday ones have none. Each lot has a row of its own."""
    contacts = rows_of(company.books.outreach_history, ("day", "kind", "outcome", "arm")).select(
        employee_id=ids("person", employee_ids(company)),
        date=day("day"),
        kind=word("kind", OUTREACH_KINDS),
        outcome=word("outcome", OUTREACH_OUTCOMES),
        arm=word("arm", ARMS),
    )
    lots = rows_of(company.books.trial, ("day", "arm")).select(
        employee_id=ids("person", employee_ids(company)),
        date=day("day"),
        kind=pl.lit(LOT),
        outcome=pl.lit(ASSIGNED),
        arm=word("arm", ARMS),
    )
    return pl.concat([contacts, lots]).sort("employee_id", "date", "outcome", nulls_last=True)
