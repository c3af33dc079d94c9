"""Salaries in the wrong unit: cents for whole money, thousands, hours; far from all pay for the same work."""

import polars as pl

from data_contracts.sieve import Sieve

FACTOR = 50
"""No two people in one kind of job earn so differently; cents for whole money are 100 times as much."""

ENOUGH = 5
"""Fewer people than this make no usual pay."""

_HINT = "perhaps in another unit: cents, thousands, hours"


def refuse_wrong_unit(pay: pl.DataFrame, families: pl.DataFrame | None, sieve: Sieve) -> None:
    """Refuse salaries more than FACTOR times above or below the median of the job family.

    `pay` has the rows of the compensation table, `families` employee_id, valid_from and job_family of the
    admitted assignments, or None. A family of fewer than ENOUGH people is compared with the whole company.
    """
    usual = _usual(pay, families, sieve.admits)
    median, salary = usual["median"], pay["annual_salary"]
    whose = f"the usual pay of the job family, or of the company for one of fewer than {ENOUGH} people"
    above, below = salary > FACTOR * median, salary * FACTOR < median
    sieve.refuse(above, f"more than {FACTOR} times {whose}", "annual_salary", _HINT)
    sieve.refuse(below, f"less than 1/{FACTOR} of {whose}", "annual_salary", _HINT)
    middle = pay["band_midpoint"]
    apart = (middle > FACTOR * salary) | (middle * FACTOR < salary)
    sieve.refuse(apart, f"more than {FACTOR} times away from the salary", "band_midpoint", _HINT)


def _usual(pay: pl.DataFrame, families: pl.DataFrame | None, standing: pl.Series) -> pl.DataFrame:
    """The median to compare each row of `pay` with, in its order; missing where nobody can be compared."""
    rows = pay.select("employee_id", "valid_from", "annual_salary").with_row_index("row #")
    rows = rows.with_columns(family=_family(rows, families))
    known = rows.filter(standing)
    median, people = pl.col("annual_salary").median(), pl.col("employee_id").n_unique()
    by_family = (
        known.filter(pl.col("family").is_not_null()).group_by("family").agg(of_family=median, n=people)
    )
    every = known.select(of_all=median, n=people).filter(pl.col("n") >= ENOUGH)
    of_all = every["of_all"][0] if every.height else None
    joined = rows.join(by_family.filter(pl.col("n") >= ENOUGH), on="family", how="left").sort("row #")
    return joined.select(median=pl.coalesce("of_family", pl.lit(of_all, dtype=pl.Float64)))


def _family(rows: pl.DataFrame, families: pl.DataFrame | None) -> pl.Series:
    """The job family of each person on the day of each row."""
    if families is None:
        return pl.repeat(None, rows.height, dtype=pl.String, eager=True)
    dated = rows.select("row #", "employee_id", "valid_from").drop_nulls().sort("valid_from")
    held = families.drop_nulls().sort("valid_from")
    at = dated.join_asof(held, on="valid_from", by="employee_id", check_sortedness=False)
    return rows.join(at, on="row #", how="left", maintain_order="left")["job_family"]
