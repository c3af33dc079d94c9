"""What a person gets, against what colleagues get: fairness is felt by comparing (equity theory: Adams 1965).

Nothing is said of fewer than `FEWEST_COLLEAGUES`, so that no colleague's own figure can be worked out.
"""

import ibis.expr.types as ir

from features.columns import Subject, per_row
from features.sources import Tables
from features.visibility import KEYS, events_seen

FEWEST_COLLEAGUES = 4
"""Below this many colleagues a mean of theirs is missing."""


def _against(people: ir.Table, own: ir.IntegerColumn, all_members: ir.IntegerColumn) -> ir.FloatingColumn:
    """Own count less the mean count of the colleagues."""
    colleagues = people.members - 1
    enough = colleagues >= FEWEST_COLLEAGUES
    return enough.ifelse(own - (all_members - own) / colleagues, None)


def recognition_against_team_12m(people: ir.Table) -> ir.FloatingColumn:
    """Recognitions received in the 12 months before, less the mean of the colleagues."""
    return _against(people, people.thanked, people.members_thanked)


def one_on_ones_against_team_90d(people: ir.Table) -> ir.FloatingColumn:
    """One-to-ones in the 90 days before, less the mean of the colleagues.

    Being led less closely than others in the team weighs more than the number as such (differentiation of
    leader-member exchange: Henderson, Liden, Glibkowski and Chaudhry 2009).
    """
    return _against(people, people.met, people.members_met)


COLUMNS = (recognition_against_team_12m, one_on_ones_against_team_90d)


def against_team(tables: Tables, people: ir.Table) -> ir.Table:
    """All features against colleagues, one row per person and as-of day; missing without a unit."""
    thanks = tables["recognition"].rename(employee_id="to_employee_id")
    rows = _with_count(people.filter(people.unit_id.notnull()), thanks, "from_12m", "thanked")
    rows = _with_count(rows, tables["one_on_ones"], "from_90d", "met")
    units = rows.group_by(["as_of", "unit_id"]).aggregate(
        members=rows.count(), members_thanked=rows.thanked.sum(), members_met=rows.met.sum()
    )
    return per_row(rows.inner_join(units, ["as_of", "unit_id"]), COLUMNS)


def _with_count(people: ir.Table, events: ir.Table, since: str, name: str) -> ir.Table:
    """Adds the number of visible events from the window's first day on."""
    seen = events_seen(people.select(*KEYS, since), events)
    counts = seen.group_by(KEYS).aggregate(**{name: seen.count(where=seen.event_date >= seen[since])})
    return people.inner_join(counts, KEYS)


AGAINST_TEAM = Subject(against_team, COLUMNS)
