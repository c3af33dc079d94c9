"""Colleagues of the same unit: never the person's own exit.

Leaving is contagious: colleagues' exits raise the odds of leaving (Felps and others 2009, turnover
contagion).
"""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.elapsed import whole_months
from features.population import known_exits
from features.sources import Tables
from features.visibility import KEYS, states_seen


def team_size(people: ir.Table) -> ir.IntegerColumn:
    """People of the population in the unit, the person included; missing without a unit."""
    return people.members


def team_exits_90d(people: ir.Table) -> ir.IntegerColumn:
    """Other people of the unit whose last day was in the 90 days before."""
    return _in_a_unit(people, people.left_90d.fill_null(0))


def team_exit_share_12m(people: ir.Table) -> ir.FloatingColumn:
    """Leavers of the last 12 months as a share of them and of those who are there."""
    left = people.left_12m.fill_null(0)
    return _in_a_unit(people, left / (left + people.members))


def team_joiners_90d(people: ir.Table) -> ir.IntegerColumn:
    """Colleagues hired in the 90 days before, the person left out."""
    return people.members_joined - _joined(people).cast("int64")


def team_tenure_months(people: ir.Table) -> ir.FloatingColumn:
    """Mean whole months since hire of the colleagues; missing when there are none."""
    own = whole_months(people.hire_date, people.as_of)
    return (people.members_months - own) / (people.members - 1).nullif(0)


COLUMNS = (
    team_size,
    team_exits_90d,
    team_exit_share_12m,
    team_joiners_90d,
    team_tenure_months,
)


def team(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of the team, one row per person and as-of day."""
    return per_row(_with_leavers(_with_members(people), _leavers(tables, people)), COLUMNS)


def _in_a_unit(people: ir.Table, value: ir.NumericColumn) -> ir.NumericColumn:
    return people.unit_id.notnull().ifelse(value, None)


def _joined(people: ir.Table) -> ir.BooleanColumn:
    return people.hire_date >= people.from_90d


def _with_members(people: ir.Table) -> ir.Table:
    """Adds sums over the unit on the day, the person included; missing without a unit."""
    placed = people.filter(people.unit_id.notnull())
    units = placed.group_by(["as_of", "unit_id"]).aggregate(
        members=placed.count(),
        members_joined=placed.count(where=_joined(placed)),
        members_months=whole_months(placed.hire_date, placed.as_of).sum(),
    )
    return people.left_join(units, ["as_of", "unit_id"]).drop("as_of_right", "unit_id_right")


def _leavers(tables: Tables, people: ir.Table) -> ir.Table:
    """Everybody known to have left in the 12 months before, with the unit of the last day."""
    days = people.select("as_of", "from_90d", "from_12m").distinct()
    exits = known_exits(tables["exits"], days).inner_join(days, "as_of")
    gone = exits.filter(
        exits.kind != "transfer", exits.last_day < exits.as_of, exits.last_day >= exits.from_12m
    )
    jobs = states_seen(gone.drop("kind", "notice_date"), tables["assignments"])
    return jobs.group_by(KEYS).aggregate(
        unit_id=jobs.unit_id.argmax(jobs.valid_from, where=jobs.valid_from <= jobs.last_day),
        in_90d=(jobs.last_day >= jobs.from_90d).max(),
    )


def _with_leavers(people: ir.Table, leavers: ir.Table) -> ir.Table:
    units = leavers.group_by(["as_of", "unit_id"]).aggregate(
        left_90d=leavers.count(where=leavers.in_90d), left_12m=leavers.count()
    )
    return people.left_join(units, ["as_of", "unit_id"]).drop("as_of_right", "unit_id_right")


TEAM = Subject(team, COLUMNS)
