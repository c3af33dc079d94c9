"""What a trial could find out in this company, from the people and places of the latest run."""

from collections import Counter

from sqlalchemy import Connection, select

from serving.impact.trials import TrialSetting
from serving.store.runs import latest_run_row
from serving.store.tables import run_items, run_people
from training.impact.planning import Intake, Plan, plan_trial

_IN_REACH = ("", "no_gain", "no_room", "waiting", "cool_down", "planned", "put_off")


def plan_of(conn: Connection, setting: TrialSetting) -> Plan:
    """The plan of a trial that would start now."""
    return plan_trial(intake_of(conn, waiting_share=setting.waiting_share, wait_days=setting.wait_days))


def intake_of(conn: Connection, *, waiting_share: float, wait_days: int) -> Intake:
    """Who would be drawn: everybody with a score whom no lasting rule keeps off the lists, the most likely first.

    Each person drawn takes one conversation, now or after the wait, so as many are drawn a week as the lists of the
    latest run had places for by score. Without a run, or without scores, nobody is.
    """
    last = latest_run_row(conn)
    if last is None or not last["horizon_days"]:
        return Intake((), 0.0, waiting_share, wait_days)
    rows = conn.execute(
        select(run_people.c.probability)
        .where(
            run_people.c.run_id == last["run_id"],
            run_people.c.probability.is_not(None),
            run_people.c.not_listed.in_(_IN_REACH),
        )
        .order_by(run_people.c.probability.desc())
    ).scalars()
    part = wait_days / last["horizon_days"]
    likely = tuple(1 - (1 - float(chance)) ** part for chance in rows)
    return Intake(
        likely, float(sum(places_by_score(conn, last["run_id"]).values())), waiting_share, wait_days
    )


def places_by_score(conn: Connection, run_id: str) -> Counter[str]:
    """How many places on each ER manager's list of a run went to people by their score."""
    rows = select(run_items.c.er_manager_id).where(run_items.c.run_id == run_id, run_items.c.kind == "risk")
    return Counter(conn.execute(rows).scalars())
