"""The tables of everyday working life: absences, events, recognition, one-to-ones, reviews, hours."""

import polars as pl

from ermine.sample.company import Company
from ermine.sample.rendering import Window, day, employee_ids, ids, rows_of, word, yes_no
from ermine.sample.words import ABSENCE_KINDS, EVENT_KINDS, RECOGNITION_KINDS


def absences(company: Company, window: Window) -> pl.DataFrame:
    """Absences end on the last day of work at the latest; who is not back when the window ends has no end."""
    people = company.people
    last = pl.DataFrame({"person": range(len(people)), "last": people.last_day})
    rows = rows_of(company.books.absences, ("day", "end", "kind")).join(last, on="person", how="left")
    rows = rows.with_columns(end=pl.min_horizontal("end", "last"))
    return rows.select(
        employee_id=ids("person", employee_ids(company)),
        start_date=day("day"),
        end_date=pl.when(pl.col("end") <= window.end).then(day("end")),
        kind=word("kind", ABSENCE_KINDS),
    ).sort("employee_id", "start_date")


def engagement_events(company: Company, window: Window) -> pl.DataFrame:
    """One row per invitation."""
    rows = rows_of(company.books.engagement_events, ("day", "kind", "mandatory", "attended"))
    return rows.select(
        employee_id=ids("person", employee_ids(company)),
        event_date=day("day"),
        kind=word("kind", EVENT_KINDS),
        mandatory=yes_no("mandatory"),
        attended=yes_no("attended"),
    ).sort("employee_id", "event_date", "kind", "mandatory")


def recognition(company: Company, window: Window) -> pl.DataFrame:
    """One row per recognition received."""
    return (
        rows_of(company.books.recognition, ("day", "kind"))
        .select(
            to_employee_id=ids("person", employee_ids(company)),
            event_date=day("day"),
            kind=word("kind", RECOGNITION_KINDS),
        )
        .sort("to_employee_id", "event_date", "kind")
    )


def one_on_ones(company: Company, window: Window) -> pl.DataFrame:
    """One row per conversation with the line manager."""
    return (
        rows_of(company.books.one_on_ones, ("day",))
        .select(employee_id=ids("person", employee_ids(company)), event_date=day("day"))
        .sort("employee_id", "event_date")
    )


def reviews(company: Company, window: Window) -> pl.DataFrame:
    """One row per person and year, known in the February after."""
    return (
        rows_of(company.books.reviews, ("day", "known", "rating"))
        .select(
            employee_id=ids("person", employee_ids(company)),
            period_end=day("day"),
            known_at=day("known"),
            rating=pl.col("rating").cast(pl.Int64),
        )
        .sort("employee_id", "period_end")
    )


def worked_hours(company: Company, window: Window) -> pl.DataFrame:
    """One row per person and month."""
    return (
        rows_of(company.books.worked_hours, ("day", "contracted", "worked"))
        .select(
            employee_id=ids("person", employee_ids(company)),
            month=day("day"),
            contracted="contracted",
            worked="worked",
        )
        .sort("employee_id", "month")
    )
