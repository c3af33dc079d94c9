"""The tables about people and their jobs: employees, units, assignments, compensation, exits."""

import numpy as np
import polars as pl

from ermine.sample.arrays import FAR
from ermine.sample.calendar import date_of
from ermine.sample.company import Company
from ermine.sample.rendering import Window, day, employee_ids, ids, rows_of, unit_ids, word, yes_no
from ermine.sample.words import (
    CONTRACTS,
    DISABILITIES,
    ETHNICITIES,
    EXIT_KINDS,
    EXIT_REASONS,
    FAMILIES,
    FAMILY_NAMES,
    GENDERS,
    GIVEN_NAMES,
    LOCATIONS,
    WORK_MODES,
)

YEARS_OF_UNITS = 20


def employees(company: Company, window: Window) -> pl.DataFrame:
    """One row per person, with invented names and the protected attributes."""
    people = company.people
    shown = ("hire", "birth_year", "gender", "ethnicity", "disability", "given", "surname")
    rows = pl.DataFrame({name: getattr(people, name) for name in shown})
    rows = rows.with_columns(employee_id=employee_ids(company))
    return rows.select(
        "employee_id",
        hire_date=day("hire"),
        name=pl.concat_str(word("given", GIVEN_NAMES), word("surname", FAMILY_NAMES), separator=" "),
        email=pl.concat_str(pl.col("employee_id").str.to_lowercase(), pl.lit("@sample.example")),
        birth_year="birth_year",
        gender=word("gender", GENDERS),
        ethnicity=word("ethnicity", ETHNICITIES),
        disability=word("disability", DISABILITIES),
    ).sort("employee_id")


def units(company: Company, window: Window) -> pl.DataFrame:
    """The tree of units, all of them older than anybody's first job."""
    org, names = company.org, unit_ids(company)
    since = date_of(window.start).replace(month=1, day=1)
    above = np.where(np.arange(len(org.tier)) == 0, -1, org.parent)
    return pl.DataFrame({"unit_id": names, "above": above, "name": org.names}).select(
        "unit_id",
        parent_id=ids("above", names),
        name="name",
        valid_from=pl.lit(since.replace(year=since.year - YEARS_OF_UNITS)),
    )


def assignments(company: Company, window: Window) -> pl.DataFrame:
    """One row per change of job; of several changes on one day the last state counts."""
    columns = (
        "day", "unit", "manager", "family", "level", "location", "work_mode", "hours_share", "contract",
        "contract_end",
    )  # fmt: skip
    people = employee_ids(company)
    rows = rows_of(company.books.assignments, columns).unique(
        ["person", "day"], keep="last", maintain_order=True
    )
    return rows.select(
        employee_id=ids("person", people),
        valid_from=day("day"),
        unit_id=ids("unit", unit_ids(company)),
        manager_id=ids("manager", people),
        job_family=word("family", FAMILIES),
        job_level="level",
        location=word("location", LOCATIONS),
        work_mode=word("work_mode", WORK_MODES),
        fte="hours_share",
        contract=word("contract", CONTRACTS),
        contract_end=day("contract_end"),
    ).sort("employee_id", "valid_from")


def compensation(company: Company, window: Window) -> pl.DataFrame:
    """One row per change of pay; of several changes on one day the last counts."""
    rows = rows_of(company.books.compensation, ("day", "salary", "midpoint"))
    rows = rows.unique(["person", "day"], keep="last", maintain_order=True)
    return rows.select(
        employee_id=ids("person", employee_ids(company)),
        valid_from=day("day"),
        annual_salary="salary",
        band_midpoint="midpoint",
    ).sort("employee_id", "valid_from")


def exits(company: Company, window: Window) -> pl.DataFrame:
    """Everybody who left or said so inside the window; some last days lie after it."""
    rows = rows_of(company.books.exits, ("day", "notice", "kind", "reason", "regretted"))
    told = pl.when(pl.col("notice") != FAR).then("notice").otherwise("day")
    voluntary = pl.col("kind") == EXIT_KINDS.index("voluntary")
    return (
        rows.filter(told <= window.end)
        .select(
            employee_id=ids("person", employee_ids(company)),
            notice_date=day("notice"),
            last_day=day("day"),
            kind=word("kind", EXIT_KINDS),
            reason=word("reason", EXIT_REASONS),
            regretted=pl.when(voluntary).then(yes_no("regretted")),
        )
        .sort("employee_id")
    )
