"""Colleagues of the same unit: never the person's own exit.

Leaving is contagious: colleagues' exits raise the odds of leaving (Felps and others 2009, turnover
contagion).
"""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.elapsed import whole_months
from features.leavers import leavers
from features.sources import Tables


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
    return (people.members_months - own) / _colleagues(people)


def team_growth_12m(people: ir.Table) -> ir.FloatingColumn:
    """Members hired in the 12 months before less leavers of these months, as a share of the team.

    Shrinking raises the odds that those who were kept leave as well (Trevor and Nyberg 2008, on downsizing).
    """
    net = people.members_new - people.left_12m.fill_null(0)
    return _in_a_unit(people, net / people.members)


def team_same_level_share(people: ir.Table) -> ir.FloatingColumn:
    """Colleagues at the person's job level as a share of all colleagues; missing without colleagues or level.

    Those who differ most from their group leave first (relational demography: Tsui, Egan and O'Reilly 1992).
    """
    return (people.level_members - 1) / _colleagues(people)


COLUMNS = (
    team_size,
    team_exits_90d,
    team_exit_share_12m,
    team_growth_12m,
    team_joiners_90d,
    team_tenure_months,
    team_same_level_share,
)


def team(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of the team, one row per person and as-of day."""
    rows = _with_leavers(_with_members(people), leavers(tables, people))
    return per_row(_with_level_members(rows, people), COLUMNS)


def _colleagues(people: ir.Table) -> ir.IntegerColumn:
    """How many colleagues there are; missing when there are none, since a share of nobody is unknown."""
    return (people.members - 1).nullif(0)


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
        members_new=placed.count(where=placed.hire_date >= placed.from_12m),
        members_months=whole_months(placed.hire_date, placed.as_of).sum(),
    )
    return people.left_join(units, ["as_of", "unit_id"]).drop("as_of_right", "unit_id_right")


def _with_level_members(rows: ir.Table, people: ir.Table) -> ir.Table:
    """Adds `level_members`: people of the unit at the person's job level, the person included."""
    group = ["as_of", "unit_id", "job_level"]
    placed = people.filter(people.unit_id.notnull(), people.job_level.notnull())
    levels = placed.group_by(group).aggregate(level_members=placed.count())
    return rows.left_join(levels, group).drop(*(f"{column}_right" for column in group))


def _with_leavers(people: ir.Table, gone: ir.Table) -> ir.Table:
    units = gone.group_by(["as_of", "unit_id"]).aggregate(
        left_90d=gone.count(where=gone.in_90d), left_12m=gone.count()
    )
    return people.left_join(units, ["as_of", "unit_id"]).drop("as_of_right", "unit_id_right")


TEAM = Subject(team, COLUMNS)
