"""Pay against the whole company on the same day.

The median is the mean of the two middle salaries, found by their rank: engines differ in the last digit of a median.
"""

import ibis
import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.sources import Tables
from features.visibility import KEYS, holds_at, with_validity

FEWEST_PAID = 5
"""With fewer salaries on record there is no median: it would tell one of them."""


def pay_against_company(people: ir.Table) -> ir.FloatingColumn:
    """Current salary as a multiple of the company's median on the day; missing without a salary.

    What colleagues get is the yardstick of fair pay (equity theory: Adams 1965; pay dispersion and quitting: Card,
    Mas, Moretti and Saez 2012); as a multiple it can be compared between years.
    """
    return people.annual_salary / people.middle


COLUMNS = (pay_against_company,)


def company_pay(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of pay against the company, one row per person and as-of day."""
    paid = _with_salary(tables, people)
    middle = _middle(paid.filter(paid.annual_salary.notnull()))
    rows = paid.left_join(middle, paid.as_of == middle.day).select(*paid.columns, "middle")
    return per_row(rows, COLUMNS)


def _with_salary(tables: Tables, people: ir.Table) -> ir.Table:
    """`KEYS` and the salary that holds on the day, as far as was known; missing without one."""
    salaries = with_validity(tables["compensation"], "valid_from")
    held = [people.employee_id == salaries.employee_id, holds_at(salaries, people.as_of)]
    return people.left_join(salaries, held).select(*KEYS, "annual_salary")


def _middle(paid: ir.Table) -> ir.Table:
    """The median salary of each day (`day`, `middle`), for days with enough salaries."""
    in_order = ibis.window(group_by="as_of", order_by=["annual_salary", "employee_id"])
    ranked = paid.mutate(place=ibis.row_number().over(in_order), paid=paid.count().over(group_by="as_of"))
    middle = ranked.filter(
        ranked.paid >= FEWEST_PAID, 2 * ranked.place >= ranked.paid - 2, 2 * ranked.place <= ranked.paid
    )
    return middle.group_by(day=middle.as_of).aggregate(
        middle=(middle.annual_salary.min() + middle.annual_salary.max()) / 2
    )


COMPANY_PAY = Subject(company_pay, COLUMNS)
