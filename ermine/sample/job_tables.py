"""The tables about people and their jobs: employees, units, assignments, compensation, exits."""

import polars as pl

from ermine.sample.arrays import FAR
from ermine.sample.company import Company
from ermine.sample.org import COMPANY
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
    """The tree of units, the first of them older than anybody's first job; one row per change."""
    ids_of, past = unit_ids(company), company.org.past
    above = [-1 if row.unit == COMPANY else row.parent for row in past]
    rows = pl.DataFrame(
        {"unit": [row.unit for row in past], "day": [row.day for row in past], "above": above}
    ).with_columns(name=pl.Series([row.name for row in past], dtype=pl.String))
    return (
        rows.unique(["unit", "day"], keep="last", maintain_order=True)
        .select(
            unit_id=ids("unit", ids_of), parent_id=ids("above", ids_of), name="name", valid_from=day("day")
        )
        .sort("unit_id", "valid_from")
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
