"""What a person gets, against what colleagues get: fairness is felt by comparing (equity theory: Adams 1965).

Nothing is said of fewer than `FEWEST_COLLEAGUES`, so that no colleague's own figure can be worked out.
"""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.one_on_ones import ONE_ON_ONES
from features.recognition import RECOGNITION
from features.sources import Tables
from features.visibility import KEYS

FEWEST_COLLEAGUES = 4
"""Below this many colleagues a mean of theirs is missing."""


def _against(people: ir.Table, own: ir.FloatingColumn, all_members: ir.FloatingColumn) -> ir.FloatingColumn:
    """Own count less the mean count of the colleagues."""
    colleagues = people.members - 1
    enough = colleagues >= FEWEST_COLLEAGUES
    return enough.ifelse(own - (all_members - own) / colleagues, None)


def recognition_against_team_12m(people: ir.Table) -> ir.FloatingColumn:
    """Recognitions received in the 12 months before, less the mean of the colleagues."""
    return _against(people, people.recognition_12m, people.members_thanked)


def one_on_ones_against_team_90d(people: ir.Table) -> ir.FloatingColumn:
    """One-to-ones in the 90 days before, less the mean of the colleagues.

    Being led less closely than others in the team weighs more than the number as such (differentiation of
    leader-member exchange: Henderson, Liden, Glibkowski and Chaudhry 2009).
    """
    return _against(people, people.one_on_ones_90d, people.members_met)


COLUMNS = (recognition_against_team_12m, one_on_ones_against_team_90d)


def against_team(tables: Tables, people: ir.Table) -> ir.Table:
    """All features against colleagues, one row per person and as-of day; missing without a unit."""
    placed = people.select(*KEYS, "unit_id").filter(people.unit_id.notnull())
    rows = placed.inner_join(tables[RECOGNITION.part].select(*KEYS, "recognition_12m"), KEYS)
    rows = rows.inner_join(tables[ONE_ON_ONES.part].select(*KEYS, "one_on_ones_90d"), KEYS)
    units = rows.group_by(["as_of", "unit_id"]).aggregate(
        members=rows.count(),
        members_thanked=rows.recognition_12m.sum(),
        members_met=rows.one_on_ones_90d.sum(),
    )
    return per_row(rows.inner_join(units, ["as_of", "unit_id"]), COLUMNS)


AGAINST_TEAM = Subject(against_team, COLUMNS, after=(RECOGNITION, ONE_ON_ONES))
