"""Time with the company: leaving peaks early and again around anniversaries, so months are kept whole."""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.elapsed import whole_months
from features.sources import Tables


def tenure_months(people: ir.Table) -> ir.IntegerColumn:
    """Whole months since the hire date."""
    return whole_months(people.hire_date, people.as_of)


COLUMNS = (tenure_months,)


def tenure(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of tenure, one row per person and as-of day."""
    return per_row(people, COLUMNS)


TENURE = Subject(tenure, COLUMNS)
