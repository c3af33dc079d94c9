"""People who left around the same line manager, and line managers who left: last days past, never a notice."""

import ibis
import ibis.expr.types as ir

from features.columns import Subject, per_row, yes_no
from features.leavers import leavers
from features.population import known_exits
from features.sources import Tables
from features.visibility import KEYS, NEVER, states_seen


def manager_left_180d(people: ir.Table) -> ir.StringColumn:
    """yes when somebody who was the person's line manager in the 180 days before has left in them, else no.

    A good manager's leaving takes away a reason to stay (leader-member exchange before and after a succession:
    Ballinger, Lehman and Schoorman 2010). Missing without any line manager in these days.
    """
    return yes_no(people.manager_left)


def manager_team_exits_12m(people: ir.Table) -> ir.IntegerColumn:
    """People who left in the 12 months before and reported to the person's line manager on their last day.

    Line managers differ much in how many of their people leave (Hoffman and Tadelis 2021). Missing without a
    line manager.
    """
    return people.manager_id.notnull().ifelse(people.left_manager.fill_null(0), None)


COLUMNS = (manager_left_180d, manager_team_exits_12m)


def manager_departures(tables: Tables, people: ir.Table) -> ir.Table:
    """All features of people leaving around a manager, one row per person and as-of day."""
    return per_row(_with_own_manager(tables, _with_leavers(people, leavers(tables, people))), COLUMNS)


def _with_leavers(people: ir.Table, gone: ir.Table) -> ir.Table:
    """Adds `left_manager`: leavers of the person's line manager, missing when there are none."""
    led = gone.filter(gone.manager_id.notnull())
    counts = led.group_by(["as_of", "manager_id"]).aggregate(left_manager=led.count())
    return people.left_join(counts, ["as_of", "manager_id"]).drop("as_of_right", "manager_id_right")


def _with_own_manager(tables: Tables, people: ir.Table) -> ir.Table:
    """Adds `manager_left`: whether a line manager of the last 180 days has left in them; missing without one."""
    led = _recent_managers(tables, people)
    exits = known_exits(tables["exits"], people.select("as_of").distinct())
    gone = exits.filter(exits.kind != "transfer").select(boss="employee_id", day="as_of", left_on="last_day")
    joined = led.left_join(gone, [led.leader == gone.boss, led.as_of == gone.day])
    left = (joined.left_on >= joined.from_180d) & (joined.left_on < joined.as_of)
    answers = joined.group_by(KEYS).aggregate(manager_left=left.fill_null(False).max())
    return people.left_join(answers, KEYS).drop(*(f"{key}_right" for key in KEYS))


def _recent_managers(tables: Tables, people: ir.Table) -> ir.Table:
    """Every row of the person with each line manager held on any of the 180 days before."""
    own = people.select(*KEYS, "from_180d")
    jobs = states_seen(own, tables["assignments"].rename(leader="manager_id"))
    following = ibis.window(group_by=KEYS, order_by="valid_from")
    rows = jobs.mutate(until=jobs.valid_from.lead().over(following).fill_null(NEVER))
    return rows.filter(
        rows.leader.notnull(), rows.valid_from < rows.as_of, rows.until > rows.from_180d
    ).select(*KEYS, "from_180d", "leader")


MANAGER_DEPARTURES = Subject(manager_departures, COLUMNS)
