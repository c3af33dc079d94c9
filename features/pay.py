"""Salary, its band and its raises: from every salary row that could be seen.

A raise is a salary above the one before it. Pay that stands still while the outside market moves is among the
best documented drivers of leaving (Griffeth, Hom and Gaertner 2000, a meta-analysis of turnover).
"""

import ibis.expr.types as ir

from features.columns import Subject, as_of_day, latest, per_person
from features.elapsed import whole_months
from features.sources import Tables
from features.visibility import states_seen, with_previous

_NO_RATIO = -1.0  # argmax passes over missing values: without it an older row's midpoint would be taken


def _raised(salaries: ir.Table) -> ir.BooleanColumn:
    return salaries.annual_salary > salaries.previous_annual_salary


def months_since_raise(salaries: ir.Table) -> ir.IntegerScalar:
    """Whole months since the last raise became valid; missing if never raised."""
    return whole_months(salaries.valid_from.max(where=_raised(salaries)), as_of_day(salaries))


def compa_ratio(salaries: ir.Table) -> ir.FloatingScalar:
    """Current salary as a share of its band's midpoint; missing without a midpoint."""
    return latest(salaries, "annual_salary") / latest(salaries, "band_midpoint").nullif(0)


def raises_24m(salaries: ir.Table) -> ir.IntegerScalar:
    """Raises that became valid in the 24 months before; missing for a person without any salary."""
    raises = salaries.count(where=_raised(salaries) & (salaries.valid_from >= salaries.from_24m))
    return (salaries.annual_salary.count() > 0).ifelse(raises, None)


def last_raise_pct(salaries: ir.Table) -> ir.FloatingScalar:
    """Last raise as a share of the salary before it (0.03 is three per cent); missing if never raised."""
    step = salaries.annual_salary / salaries.previous_annual_salary.nullif(0) - 1
    return step.argmax(salaries.valid_from, where=_raised(salaries))


def salary_growth_24m(salaries: ir.Table) -> ir.FloatingScalar:
    """Current salary against the one valid 24 months before, less 1; missing without a salary then."""
    then = salaries.annual_salary.argmax(salaries.valid_from, where=salaries.valid_from <= salaries.from_24m)
    return latest(salaries, "annual_salary") / then.nullif(0) - 1


def compa_ratio_change_12m(salaries: ir.Table) -> ir.FloatingScalar:
    """Compa-ratio less the one of 12 months before; missing when either has no midpoint.

    Below zero the band has moved away from the person: one falls behind without any pay cut (relative
    deprivation: Crosby 1976).
    """
    ratio = (salaries.annual_salary / salaries.band_midpoint.nullif(0)).fill_null(_NO_RATIO)
    then = ratio.argmax(salaries.valid_from, where=salaries.valid_from <= salaries.from_12m)
    return compa_ratio(salaries) - then.nullif(_NO_RATIO)


COLUMNS = (
    months_since_raise,
    compa_ratio,
    compa_ratio_change_12m,
    raises_24m,
    last_raise_pct,
    salary_growth_24m,
)


def pay(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of pay, one row per person and as-of day."""
    salaries = states_seen(people, tables["compensation"])
    return per_person(with_previous(salaries, ("annual_salary",)), COLUMNS)


PAY = Subject(pay, COLUMNS)
