"""The current job: values of the assignment that holds on the as-of day."""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.sources import Tables


def job_family(people: ir.Table) -> ir.StringColumn:
    """Job family of the current assignment."""
    return people.job_family


def job_level(people: ir.Table) -> ir.StringColumn:
    """Job level of the current assignment, as text: levels need not be ordered or evenly spaced."""
    return people.job_level


def location(people: ir.Table) -> ir.StringColumn:
    """Location of the current assignment."""
    return people.location


def work_mode(people: ir.Table) -> ir.StringColumn:
    """office, hybrid or remote."""
    return people.work_mode


def contract_type(people: ir.Table) -> ir.StringColumn:
    """permanent or fixed_term."""
    return people.contract


def fte(people: ir.Table) -> ir.FloatingColumn:
    """Full-time equivalent of the current assignment, a share of full time."""
    return people.fte


COLUMNS = (job_family, job_level, location, work_mode, contract_type, fte)


def position(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of the current job, one row per person and as-of day."""
    return per_row(people, COLUMNS)


POSITION = Subject(position, COLUMNS)
