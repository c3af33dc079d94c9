"""What the lists would be under another outreach policy, on the same people and data; nothing is stored but counts."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from data_contracts.errors import InputRefused
from data_contracts.lake import Lake, LakeSnapshot
from data_contracts.policy.conflicts import conflicts
from data_contracts.policy.outreach import OutreachPolicy, load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import Tick, silent
from ermine.home import Home
from ermine.jobs.champions import champion_of, cold_start_of
from ermine.jobs.engines import DEFAULT_ENGINE, engine_of
from ermine.jobs.kept_preview import keep_preview
from ermine.jobs.learning import protected_of
from ermine.jobs.outreach import ready_inputs
from ermine.settings import Settings
from ermine.store import open_store
from serving.impact.waiting import waiting
from serving.outreach.inputs import RunInputs
from serving.outreach.organisation import DEFAULT_MANAGER_ID
from serving.outreach.preview import PolicyPreview, compare
from serving.outreach.records import OutreachRun
from serving.outreach.run import make_run
from serving.store.engine import reading


def preview_policy(settings: Settings, file: Path, tick: Tick = silent) -> PolicyPreview:
    """The lists under the home's policy beside those under the one in `file`; the counts are kept for the lead."""
    home = Home(settings.home)
    record = home.required_record()
    current, other = load_outreach_policy(home.outreach_file), load_outreach_policy(file)
    if current.hash == other.hash:
        raise InputRefused(
            f"{file} says what the policy in use says.", remedy="Change the copy, then ask again."
        )
    privacy = load_privacy_policy(home.privacy_file)
    champion = champion_of(home, record.model)
    cold_start = None if champion else cold_start_of(home, record.model)
    store = open_store(settings, home)
    engine = engine_of(DEFAULT_ENGINE, home, settings)
    inputs = ready_inputs(
        settings,
        home,
        store,
        _reading_pay_for(current, other),
        privacy,
        champion.scorecard if champion else cold_start,
        None,
        engine,
        tick,
    )
    with reading(store) as conn:
        waits = waiting(conn, inputs.as_of) if privacy.trial else {}

    def lists(policy: OutreachPolicy) -> OutreachRun:
        return make_run(_for(inputs, policy), champion, cold_start, policy, privacy.hash, waiting=waits)

    found = compare(
        lists(current), lists(other), _protected(Lake(home.path).current(), inputs.as_of), conflicts(other)
    )
    keep_preview(home, found)
    return found


def _reading_pay_for(current: OutreachPolicy, other: OutreachPolicy) -> OutreachPolicy:
    """The current policy, by which salaries are read too if the other one values people by them."""
    if other.replacement.share_of_salary is None:
        return current
    return current.model_copy(update={"replacement": other.replacement})


def _for(inputs: RunInputs, policy: OutreachPolicy) -> RunInputs:
    """The inputs with the policy's hours where the company names no ER manager."""
    managers = tuple(
        replace(manager, weekly_hours=policy.weekly_hours_default)
        if manager.er_manager_id == DEFAULT_MANAGER_ID
        else manager
        for manager in inputs.er_managers
    )
    return replace(inputs, er_managers=managers)


def _protected(lake: LakeSnapshot, as_of: date) -> dict[str, dict[str, str]]:
    """Each protected attribute's value by employee id; a year of birth as its decade of age."""
    table = protected_of(lake)
    if table is None or "employee_id" not in table.columns:
        return {}
    found: dict[str, dict[str, str]] = {}
    for name in table.columns:
        if name == "employee_id":
            continue
        rows = table.select("employee_id", name).drop_nulls().iter_rows()
        if name == "birth_year":
            found["age"] = {who: f"{(as_of.year - year) // 10 * 10}s" for who, year in rows}
        else:
            found[name] = {who: str(value) for who, value in rows}
    return found
