"""Trials: start one if it can teach something and was approved, stop it, and say why there is none."""

import secrets
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from data_contracts.errors import Conflict
from serving.store.impact_tables import trials
from training.impact.planning import LARGEST_DROP, WITHIN_MONTHS, Plan
from training.impact.words import NOT_MEASURED, rough


class TrialRefused(Conflict):
    """A trial cannot be started now; the message says why."""


class NoTrial(Conflict):
    """No trial is running."""


@dataclass(frozen=True)
class Trial:
    """A waiting list drawn by Ermine; `stopped_on` is None while it draws."""

    trial_id: str
    started_on: date
    stopped_on: date | None
    waiting_share: float
    wait_days: int
    planned_people: int
    key: str

    @property
    def running(self) -> bool:
        """Whether lots are still drawn."""
        return self.stopped_on is None


@dataclass(frozen=True)
class TrialSetting:
    """What the policies say of trials: whether the privacy officer has approved one, who waits, and how long."""

    approved: bool = False
    waiting_share: float = 0.5
    wait_days: int = 90


def running_trial(conn: Connection) -> Trial | None:
    """The trial that draws lots now, if there is one."""
    rows = select(trials).where(trials.c.source == "ermine", trials.c.stopped_on.is_(None))
    row = conn.execute(rows).mappings().first()
    return None if row is None else Trial(**{name: row[name] for name in Trial.__dataclass_fields__})


def all_trials(conn: Connection) -> tuple[Trial, ...]:
    """Every trial drawn by Ermine, the first first."""
    rows = conn.execute(
        select(trials).where(trials.c.source == "ermine").order_by(trials.c.started_on, trials.c.trial_id)
    ).mappings()
    return tuple(Trial(**{name: row[name] for name in Trial.__dataclass_fields__}) for row in rows)


def why_not(plan: Plan, approved: bool) -> str:
    """Why no trial may start, in words; "" when one may."""
    if not approved:
        return (
            "The privacy officer has not approved a trial: nobody is asked to wait (trial in privacy.toml)."
        )
    if plan.can_start:
        return ""
    best = plan.detectable[-1]
    found = "no drop at all" if best is None else f"only a drop of {best:.0%} or more"
    return (
        f"{NOT_MEASURED} With the people in reach, {found} would be found within {WITHIN_MONTHS} months; a trial needs "
        f"to find one of {LARGEST_DROP:.0%}. About {rough(plan.more_people)} more people would be needed."
    )


def start_trial(
    conn: Connection,
    plan: Plan,
    *,
    approved: bool,
    waiting_share: float,
    wait_days: int,
    on: date,
    privacy_policy_hash: str,
) -> Trial:
    """Start to draw lots with the next run; raises `TrialRefused` unless it can teach something and is approved."""
    if (running := running_trial(conn)) is not None:
        raise TrialRefused(
            f"{running.trial_id} is running since {running.started_on}.", remedy="See: ermine trial show"
        )
    if reason := why_not(plan, approved):
        raise TrialRefused(reason, remedy="See what could be found by when: ermine trial plan")
    trial = Trial(
        f"trial-{len(all_trials(conn)) + 1}",
        on,
        None,
        waiting_share,
        wait_days,
        plan.people,
        secrets.token_hex(32),
    )
    conn.execute(
        insert(trials).values(
            **asdict(trial), source="ermine", plan=asdict(plan), privacy_policy_hash=privacy_policy_hash
        )
    )
    return trial


def stop_trial(conn: Connection, on: date) -> Trial:
    """Draw no more lots and let nobody wait any longer; what was drawn is still analysed as it was drawn."""
    trial = running_trial(conn)
    if trial is None:
        raise NoTrial("No trial is running.", remedy="Start one with: ermine trial start")
    conn.execute(update(trials).where(trials.c.trial_id == trial.trial_id).values(stopped_on=on))
    return trial
