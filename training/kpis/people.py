"""What the KPIs count: one row per person and window, and the counts of a group of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import inf

import polars as pl

YEAR = timedelta(days=365)
RECENT = timedelta(days=90)
DAYS_A_YEAR = 365.25


@dataclass(frozen=True)
class Counts:
    """A group of people over the year before a day. None: the table that it is counted from is not there.

    `people` are here on the day, `here_before` were a year earlier, `stayed` were both; `person_years` are the
    years worked in between by everybody. `gaps` are days since the last conversation of everybody here, `waits` days
    from the first list to the first conversation, infinite while there was none. `lines` about these people ran out
    in the year, of which `decided` had been decided about, and `kept` of these without taking anything back.
    """

    people: int
    here_before: int
    stayed: int
    person_years: float
    voluntary_exits: int
    regretted_exits: int | None
    moved: int | None
    took_part: int | None
    recognised: int | None
    talked_to: int | None
    gaps: tuple[float, ...] | None
    waits: tuple[float, ...] | None
    lines: int = 0
    decided: int = 0
    kept: int = 0


@dataclass(frozen=True)
class Tables:
    """The company's tables as far as KPIs need them; an optional one that was not imported is None.

    `contacts` (employee_id, date) are conversations from every source, `first_listed` the day of the first stored
    list that names a person, `lines` (employee_id, valid_until, decided, kept) every line of every list.
    """

    employees: pl.DataFrame
    exits: pl.DataFrame
    assignments: pl.DataFrame | None
    events: pl.DataFrame | None
    recognition: pl.DataFrame | None
    contacts: pl.DataFrame | None
    first_listed: Mapping[str, date]
    lines: pl.DataFrame | None = None


FLAGS = ("moved", "took_part", "recognised", "talked_to")


def people_on(tables: Tables, day: date) -> pl.DataFrame:
    """One row per person who was ever here up to `day`: unit_id (the one of the day, or the last), and what the KPIs
    count, over the year before it. A column is all null where its table is not there."""
    left = tables.exits.filter(pl.col("kind") != "transfer").sort("last_day")
    last = left.unique("employee_id", keep="first", maintain_order=True)
    regretted = pl.col("regretted") if "regretted" in last.columns else pl.lit(None, dtype=pl.Boolean)
    ended = last.select("employee_id", "last_day", "kind", regretted=regretted)
    rows = tables.employees.filter(pl.col("hire_date") <= day).select("employee_id", "hire_date")
    rows = rows.join(ended, on="employee_id", how="left", maintain_order="left")
    since = day - YEAR
    stays_until = pl.col("last_day").fill_null(date.max)
    out_in_year = pl.col("last_day").is_between(since, day, closed="left")
    worked = (
        pl.min_horizontal(stays_until, pl.lit(day)) - pl.max_horizontal("hire_date", pl.lit(since))
    ).dt.total_days()
    rows = rows.with_columns(
        here=stays_until >= day,
        before=(pl.col("hire_date") <= since) & (stays_until >= since),
        years=pl.max_horizontal(worked, pl.lit(0)) / DAYS_A_YEAR,
        voluntary=(out_in_year & (pl.col("kind") == "voluntary")).fill_null(False),
    )
    told = pl.lit("regretted" in last.columns)
    rows = rows.with_columns(
        regret=pl.when(told).then(pl.col("voluntary") & pl.col("regretted").fill_null(False))
    )
    flagged = _with_flags(_with_unit(rows, tables, day), tables, day)
    return _with_lines(_with_contacts(flagged, tables, day), tables, day)


def _with_unit(rows: pl.DataFrame, tables: Tables, day: date) -> pl.DataFrame:
    if tables.assignments is None:
        return rows.with_columns(unit_id=pl.lit(None, dtype=pl.String))
    begun = tables.assignments.filter(pl.col("valid_from") <= day).sort("valid_from")
    latest = begun.unique("employee_id", keep="last", maintain_order=True).select("employee_id", "unit_id")
    return rows.join(latest, on="employee_id", how="left", maintain_order="left")


def _with_flags(rows: pl.DataFrame, tables: Tables, day: date) -> pl.DataFrame:
    """Whether each person moved within the year, and took part and was recognised within 90 days."""
    moved = None if tables.assignments is None else _movers(tables.assignments, day)
    events = tables.events
    took = None if events is None else events.filter(~pl.col("mandatory"), pl.col("attended"))
    flags = {
        "moved": moved,
        "took_part": None if took is None else _in_window(took, "employee_id", "event_date", day, RECENT),
        "recognised": None
        if tables.recognition is None
        else _in_window(tables.recognition, "to_employee_id", "event_date", day, RECENT),
        "talked_to": None
        if tables.contacts is None
        else _in_window(tables.contacts, "employee_id", "date", day, YEAR),
    }
    return rows.with_columns(
        **{
            name: pl.lit(None, dtype=pl.Boolean)
            if who is None
            else pl.col("employee_id").is_in(who.implode())
            for name, who in flags.items()
        }
    )


def _in_window(rows: pl.DataFrame, who: str, when: str, day: date, length: timedelta) -> pl.Series:
    return rows.filter(pl.col(when).is_between(day - length, day, closed="left"))[who].unique()


def _movers(assignments: pl.DataFrame, day: date) -> pl.Series:
    """Whoever has another unit, job family or level than in the assignment before, since a year."""
    same = [name for name in ("unit_id", "job_family", "job_level") if name in assignments.columns]
    ordered = assignments.filter(pl.col("valid_from") < day).sort("employee_id", "valid_from")
    changed = pl.any_horizontal(
        *(pl.col(name).ne_missing(pl.col(name).shift(1).over("employee_id")) for name in same)
    )
    later = pl.col("employee_id").cum_count().over("employee_id") > 1
    return ordered.filter(later & changed & (pl.col("valid_from") >= day - YEAR))["employee_id"].unique()


def _with_contacts(rows: pl.DataFrame, tables: Tables, day: date) -> pl.DataFrame:
    """Days since the last conversation or the hire date, and days from the first list to the first conversation."""
    if tables.contacts is None:
        empty = pl.lit(None, dtype=pl.Float64)
        return rows.with_columns(gap=empty, wait=empty)
    past = tables.contacts.filter(pl.col("date") < day)
    last = past.group_by("employee_id").agg(last_contact=pl.col("date").max())
    listed = pl.DataFrame(
        {"employee_id": list(tables.first_listed), "listed_on": list(tables.first_listed.values())},
        schema={"employee_id": pl.String, "listed_on": pl.Date},
    ).filter(pl.col("listed_on").is_between(day - YEAR, day, closed="left"))
    first = (
        past.join(listed, on="employee_id")
        .filter(pl.col("date") >= pl.col("listed_on"))
        .group_by("employee_id")
        .agg(first_contact=pl.col("date").min())
    )
    joined = rows.join(last, on="employee_id", how="left", maintain_order="left")
    for more in (listed, first):
        joined = joined.join(more, on="employee_id", how="left", maintain_order="left")
    since = pl.col("last_contact").fill_null(pl.col("hire_date"))
    waited = (pl.col("first_contact") - pl.col("listed_on")).dt.total_days().cast(pl.Float64).fill_null(inf)
    return joined.with_columns(
        gap=(pl.lit(day) - since).dt.total_days().cast(pl.Float64),
        wait=pl.when(pl.col("listed_on").is_not_null()).then(waited),
    )


def _with_lines(rows: pl.DataFrame, tables: Tables, day: date) -> pl.DataFrame:
    """How many lines about each person ran out in the year, were decided about, and were not decided about anew."""
    counted = ("lines", "decided", "kept")
    if tables.lines is None:
        return rows.with_columns(pl.lit(0, dtype=pl.Int64).alias(name) for name in counted)
    over = tables.lines.filter(pl.col("valid_until").is_between(day - YEAR, day, closed="left"))
    each = over.group_by("employee_id").agg(
        pl.len().cast(pl.Int64).alias("lines"), pl.col("decided", "kept").sum().cast(pl.Int64)
    )
    joined = rows.join(each, on="employee_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col(counted).fill_null(0))


def counts_of(rows: pl.DataFrame) -> Counts:
    """The counts of the people in `rows`, as `people_on` gives them."""
    here = rows.filter(pl.col("here"))

    def flagged(name: str) -> int | None:
        return None if here[name].null_count() == here.height else int(here[name].sum())

    def days(name: str, among: pl.DataFrame) -> tuple[float, ...] | None:
        known = among[name].drop_nulls()
        return tuple(known.to_list()) if known.len() else None

    moved, took_part, recognised, talked_to = (flagged(name) for name in FLAGS)
    regret = rows["regret"]
    return Counts(
        people=here.height,
        here_before=int(rows["before"].sum()),
        stayed=int((rows["before"] & rows["here"]).sum()),
        person_years=float(rows["years"].sum()),
        voluntary_exits=int(rows["voluntary"].sum()),
        regretted_exits=None if regret.null_count() == rows.height else int(regret.sum()),
        moved=moved,
        took_part=took_part,
        recognised=recognised,
        talked_to=talked_to,
        gaps=days("gap", here),
        waits=days("wait", rows),
        lines=int(rows["lines"].sum()),
        decided=int(rows["decided"].sum()),
        kept=int(rows["kept"].sum()),
    )
