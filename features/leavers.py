"""Who has left: people whose last day is past.

A running notice is not among them: it is known to few, and a colleague's reason must not give it away.
"""

import ibis.expr.types as ir

from features.population import known_exits
from features.sources import Tables
from features.visibility import KEYS, states_seen

# argmax passes over missing values: without these an older assignment's value would be taken
_NONE = {"unit_id": "", "manager_id": -1}


def leavers(tables: Tables, people: ir.Table) -> ir.Table:
    """Everybody known to have left in the 12 months before each as-of day of `people`, in any way but a transfer.

    Columns: `KEYS`; `unit_id` and `manager_id` of the assignment held on the last day; `in_90d`, whether that day
    lies in the 90 days before. A person of the population is never among the leavers of the same day.
    """
    days = people.select("as_of", "from_90d", "from_12m").distinct()
    exits = known_exits(tables["exits"], days).inner_join(days, "as_of")
    gone = exits.filter(
        exits.kind != "transfer", exits.last_day < exits.as_of, exits.last_day >= exits.from_12m
    )
    jobs = states_seen(gone.drop("kind", "notice_date"), tables["assignments"])
    return jobs.group_by(KEYS).aggregate(
        unit_id=_held_at_the_end(jobs, "unit_id"),
        manager_id=_held_at_the_end(jobs, "manager_id"),
        in_90d=(jobs.last_day >= jobs.from_90d).max(),
    )


def _held_at_the_end(jobs: ir.Table, column: str) -> ir.Scalar:
    held = (
        jobs[column].fill_null(_NONE[column]).argmax(jobs.valid_from, where=jobs.valid_from <= jobs.last_day)
    )
    return held.nullif(_NONE[column])
