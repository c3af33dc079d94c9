"""Plan, start and stop a trial in a home; what the policies allow is asked first, and every act is recorded."""

from dataclasses import dataclass

from data_contracts.errors import InputRefused
from data_contracts.lake import Lake
from data_contracts.policy.privacy import load_privacy_policy
from ermine.clock import as_of_day
from ermine.home import Home
from ermine.jobs.auditing import COMMAND_LINE, audit_of
from ermine.jobs.impact import trial_setting
from ermine.settings import Settings
from ermine.store import open_store
from serving.impact.planning import plan_of
from serving.impact.trials import Trial, start_trial, stop_trial, why_not
from serving.store.engine import reading, writing
from training.impact.planning import Plan


class NoOutcomes(InputRefused):
    """This home's data can never say what followed."""


@dataclass(frozen=True)
class PlannedTrial:
    """What a trial could find out here, and why it may not start; "" when it may."""

    plan: Plan
    waiting_share: float
    wait_days: int
    why_not: str


def plan_in_home(settings: Settings) -> PlannedTrial:
    """The plan from the people and places of the latest run."""
    home = _company_home(settings)
    setting = trial_setting(home)
    with reading(open_store(settings, home)) as conn:
        plan = plan_of(conn, setting)
    return PlannedTrial(plan, setting.waiting_share, setting.wait_days, why_not(plan, setting.approved))


def start_in_home(settings: Settings) -> Trial:
    """Draw lots from the next run on; raises `TrialRefused` unless it can teach something and is approved."""
    home = _company_home(settings)
    setting = trial_setting(home)
    privacy = load_privacy_policy(home.privacy_file)
    engine, audit = open_store(settings, home), audit_of(settings, home)
    with home.writing("trial start"), writing(engine) as conn:
        trial = start_trial(
            conn,
            plan_of(conn, setting),
            approved=setting.approved,
            waiting_share=setting.waiting_share,
            wait_days=setting.wait_days,
            on=as_of_day(Lake(home.path).current(), None),
            privacy_policy_hash=privacy.hash,
        )
        audit.record(
            conn,
            COMMAND_LINE,
            "trial.started",
            trial=trial.trial_id,
            waiting_share=trial.waiting_share,
            wait_days=trial.wait_days,
            people=trial.planned_people,
            privacy_policy=privacy.hash,
        )
    return trial


def stop_in_home(settings: Settings) -> Trial:
    """Draw no more lots; whoever waits need not wait any longer."""
    home = _company_home(settings)
    engine, audit = open_store(settings, home), audit_of(settings, home)
    with home.writing("trial stop"), writing(engine) as conn:
        trial = stop_trial(conn, as_of_day(Lake(home.path).current(), None))
        audit.record(conn, COMMAND_LINE, "trial.stopped", trial=trial.trial_id)
    return trial


def _company_home(settings: Settings) -> Home:
    home = Home(settings.home)
    if not home.required_record().is_company:
        raise NoOutcomes(
            "A flat table does not say who gave notice when, so a trial could find out nothing.",
            remedy="Import HR tables: employees, exits and what else there is.",
        )
    return home
