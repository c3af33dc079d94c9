"""What followed: notices, other exits and conversations of everybody who was drawn, as days since the lot."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from serving.store.impact_tables import trial_people, trials
from training.impact.arms import ArmName

HISTORY = "history"


@dataclass(frozen=True)
class Facts:
    """What the data know up to `until`: who gave voluntary notice when, who left otherwise when, who was talked to."""

    until: date
    notices: Mapping[str, date] = field(default_factory=dict)
    other_exits: Mapping[str, date] = field(default_factory=dict)
    contacts: Mapping[str, tuple[date, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class PastLot:
    """A lot that was drawn before Ermine, as the history of outreach has it."""

    employee_id: str
    arm: ArmName
    on: date


def record_outcomes(conn: Connection, facts: Facts) -> int:
    """Bring every drawn person's outcome up to date; gives their number. Erased people keep what was known."""
    rows = conn.execute(
        select(trial_people.c.assignment_id, trial_people.c.employee_id, trial_people.c.assigned_on).where(
            trial_people.c.employee_id.is_not(None)
        )
    ).all()
    changes = [_outcome(row.assignment_id, row.employee_id, row.assigned_on, facts) for row in rows]
    if changes:
        conn.execute(
            update(trial_people)
            .where(trial_people.c.assignment_id == bindparam("of"))
            .values({name: bindparam(name) for name in changes[0] if name != "of"}),
            changes,
        )
    return len(changes)


def _outcome(assignment_id: str, who: str, on: date, facts: Facts) -> dict[str, object]:
    def day(when: date | None) -> int | None:
        return None if when is None or when > facts.until else (when - on).days

    talks = [talk for talk in facts.contacts.get(who, ()) if on <= talk <= facts.until]
    return {
        "of": assignment_id,
        "known_days": max(0, (facts.until - on).days),
        "notice_day": day(facts.notices.get(who)),
        "other_exit_day": day(facts.other_exits.get(who)),
        "contact_day": day(min(talks)) if talks else None,
    }


def take_history(conn: Connection, lots: Iterable[PastLot], wait_days: int) -> int:
    """Store the lots of an imported history as a trial of its own, in place of what was stored of it before.

    People drawn in the same month are a stratum: those were drawn together. Gives their number.
    """
    known = sorted(lots, key=lambda lot: (lot.on, lot.employee_id))
    erased = delete(trial_people).where(
        trial_people.c.trial_id == HISTORY, trial_people.c.employee_id.is_not(None)
    )
    conn.execute(erased)
    if not known:
        return 0
    _history_trial(conn, known, wait_days)
    conn.execute(insert(trial_people), [_past(lot, wait_days) for lot in known])
    return len(known)


def _history_trial(conn: Connection, lots: list[PastLot], wait_days: int) -> None:
    about = {
        "started_on": lots[0].on,
        "stopped_on": lots[-1].on,
        "wait_days": wait_days,
        "waiting_share": round(sum(lot.arm == "later" for lot in lots) / len(lots), 4),
    }
    changed = conn.execute(update(trials).where(trials.c.trial_id == HISTORY).values(**about))
    if not changed.rowcount:
        fixed = {"planned_people": PLANNED_FROM_HISTORY, "key": "", "plan": {}, "privacy_policy_hash": ""}
        conn.execute(insert(trials).values(trial_id=HISTORY, source=HISTORY, **about, **fixed))


PLANNED_FROM_HISTORY = 1000
"""Nobody planned a history with Ermine; the verdict's interval is narrowest at so many people, whatever was found."""


def _past(lot: PastLot, wait_days: int) -> dict[str, object]:
    return {
        "assignment_id": sha256(f"{lot.employee_id}|{lot.on}".encode()).hexdigest()[:24],
        "trial_id": HISTORY,
        "employee_id": lot.employee_id,
        "arm": lot.arm,
        "stratum": f"{lot.on:%Y-%m}",
        "assigned_on": lot.on,
        "wait_until": lot.on + timedelta(days=wait_days),
        "known_days": 0,
    }


def forget(conn: Connection, employee_id: str) -> int:
    """Erase a person from all trials: arm, stratum and outcome stay, belonging to nobody. Gives their number."""
    gone = update(trial_people).where(trial_people.c.employee_id == employee_id)
    return conn.execute(gone.values(employee_id=None, assigned_on=None, wait_until=None)).rowcount
