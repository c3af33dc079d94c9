"""One outreach run: features of today, scores with reasons, lists that fit the hours, stored."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection
from sqlalchemy import Engine as StoreEngine

from data_contracts.lake import Lake
from data_contracts.policy.outreach import OutreachPolicy, load_outreach_policy
from data_contracts.policy.privacy import PrivacyPolicy, load_privacy_policy
from data_contracts.progress import Tick
from data_contracts.snapshot_mapping import load_mapping
from ermine.clock import as_of_day, now
from ermine.home import Home
from ermine.jobs.auditing import COMMAND_LINE, audit_of, notice_policies
from ermine.jobs.champions import champion_of, cold_start_of
from ermine.jobs.engines import DEFAULT_ENGINE, EngineChoice, engine_of, refuse_needless_engine
from ermine.jobs.impact import update_outcomes
from ermine.jobs.kpis import UnitFigures, kpis_by_unit
from ermine.jobs.learning import INVENTED
from ermine.jobs.served_features import features_on
from ermine.jobs.team_mood import bands_for
from ermine.jobs.unit_signals import kpi_signals, signals_of
from ermine.jobs.waiting_list import DrawnRun, with_lots
from ermine.settings import Settings
from ermine.store import open_store
from features.engine import Engine
from features.team_bands import TeamBands
from serving.insight.company_kpis import store_kpis
from serving.outreach.company import company_inputs
from serving.outreach.desk import with_desk
from serving.outreach.inputs import RunInputs
from serving.outreach.on_the_desk import desk_on, reassigned
from serving.outreach.population import with_overrides
from serving.outreach.records import OutreachRun
from serving.outreach.run import make_run
from serving.outreach.snapshot import snapshot_inputs
from serving.outreach.storing import StoredRunId, store_run
from serving.store.engine import reading
from serving.subjects.objections import objectors, withdraw_scores
from training.scorecard import Scorecard


@dataclass(frozen=True)
class StoredRun:
    """A run and the id under which pages and the API find it."""

    stored: StoredRunId
    run: OutreachRun


def make_outreach(
    settings: Settings, as_of: date | None, tick: Tick, engine: EngineChoice = DEFAULT_ENGINE
) -> StoredRun:
    """Make and store the outreach run of `as_of` (default: the day after the last day of the data)."""
    home = Home(settings.home)
    record = home.required_record()
    refuse_needless_engine(engine, record)
    with home.writing("run"):
        policy = load_outreach_policy(home.outreach_file)
        privacy = load_privacy_policy(home.privacy_file)
        champion = champion_of(home, record.model)
        cold_start = None if champion else cold_start_of(home, record.model)
        scorecard = champion.scorecard if champion else cold_start
        store, computing = open_store(settings, home), engine_of(engine, home, settings)
        inputs = ready_inputs(settings, home, store, policy, privacy, scorecard, as_of, computing, tick)
        update_outcomes(store, Lake(home.path).current(), policy)

        def make(waiting: Mapping[str, date], effect: float) -> OutreachRun:
            return make_run(
                inputs, champion, cold_start, policy, privacy.hash, tick, waiting=waiting, effect=effect
            )

        drawn = with_lots(store, inputs, policy, privacy.trial, make)
        figures = _figures(home, store, drawn.run, privacy.floors.scores)
        return StoredRun(_stored(settings, home, store, drawn, figures), drawn.run)


def ready_inputs(
    settings: Settings,
    home: Home,
    store: StoreEngine,
    policy: OutreachPolicy,
    privacy: PrivacyPolicy,
    scorecard: Scorecard | None,
    as_of: date | None,
    engine: Engine,
    tick: Tick,
) -> RunInputs:
    """Everything a run is made from: the day's features, and what the databases know of people and desks."""
    bands = bands_for(settings, home, scorecard, privacy)
    inputs = _inputs(home, policy, privacy, scorecard, as_of, engine, tick, bands)
    return _with_store(settings, home, store, _without_objectors(inputs, store), policy)


def _with_store(
    settings: Settings, home: Home, store: StoreEngine, inputs: RunInputs, policy: OutreachPolicy
) -> RunInputs:
    """The inputs with what the databases add: desks, reassignments, and what was published about units."""
    with reading(store) as conn:
        desk, changes = desk_on(conn, inputs.as_of, policy.put_off_days), reassigned(conn)
        signals = (*signals_of(settings, home, inputs.as_of), *kpi_signals(conn, inputs.as_of))
    known = {manager.er_manager_id for manager in inputs.er_managers}
    changes = tuple(change for change in changes if change.er_manager_id in known)
    populations = with_overrides(inputs.populations, changes, inputs.as_of)
    return with_desk(replace(inputs, populations=populations, signals=signals), desk)


def _without_objectors(inputs: RunInputs, engine: StoreEngine) -> RunInputs:
    """The people, with those who objected here beside those whose objection came with the data."""
    with reading(engine) as conn:
        objected = objectors(conn)
    people = tuple(
        replace(person, do_not_profile=True) if person.employee_id in objected else person
        for person in inputs.people
    )
    return replace(inputs, people=people)


def _figures(home: Home, store: StoreEngine, run: OutreachRun, floor: int) -> UnitFigures:
    with reading(store) as conn:
        return kpis_by_unit(conn, Lake(home.path).current(), run, floor)


def _stored(
    settings: Settings, home: Home, engine: StoreEngine, drawn: DrawnRun, figures: UnitFigures
) -> StoredRunId:
    """Store the run and, in the same transaction, its lots, its KPIs and by what it was made."""
    run, audit = drawn.run, audit_of(settings, home)
    notice_policies(engine, audit, home)

    def note(conn: Connection, stored: StoredRunId) -> None:
        drawn.store(conn, stored.run_id)
        store_kpis(conn, stored.run_id, figures)
        header = run.header
        withdraw_scores(conn, objectors(conn), stored.run_id)  # somebody may have objected a moment ago
        audit.record(
            conn,
            COMMAND_LINE,
            "run.made",
            run=stored.run_id,
            people=len(run.people),
            listed=len(run.items),
            data=header.data_hash,
            model=header.model_name,
            version=header.model_version,
            outreach_policy=header.outreach_policy_hash,
            privacy_policy=header.privacy_policy_hash,
        )

    return store_run(engine, run, now(), note)


def _inputs(
    home: Home,
    policy: OutreachPolicy,
    privacy: PrivacyPolicy,
    scorecard: Scorecard | None,
    as_of: date | None,
    engine: Engine,
    tick: Tick,
    bands: TeamBands | None,
) -> RunInputs:
    lake, record = Lake(home.path).current(), home.required_record()
    day, hours = as_of_day(lake, as_of), policy.weekly_hours_default
    if record.is_company:
        features = features_on(lake, [day], scorecard, privacy, engine, tick, bands)
        note = INVENTED if record.demo else ""
        pay = policy.replacement.share_of_salary is not None
        return company_inputs(lake, features, day, default_hours=hours, data_note=note, pay=pay)
    note = load_mapping(lake.path / "mapping.toml").note
    return snapshot_inputs(
        lake.read("snapshot"), day, data_hash=lake.hash, default_hours=hours, data_note=note
    )
