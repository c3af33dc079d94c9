"""Train: labelled rows, candidates, an honest test, the registry, the gate and, if it passes, the champion."""

import statistics
import subprocess
from dataclasses import dataclass, replace
from pathlib import Path

from data_contracts.errors import InputRefused
from data_contracts.lake import Lake
from data_contracts.policy.outreach import OutreachPolicy, load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import Tick
from data_contracts.snapshot_mapping import load_mapping
from ermine.home import COMPANY, Home
from ermine.jobs.champions import champion_of
from ermine.jobs.engines import DEFAULT_ENGINE, EngineChoice, engine_of, refuse_needless_engine
from ermine.jobs.learning import INVENTED, company_horizons, snapshot_rows
from ermine.jobs.papers import keep_version
from ermine.jobs.promotion import promote_in
from ermine.jobs.team_mood import bands_to_learn, would_buy
from ermine.registry import open_home_registry
from ermine.settings import Settings
from features.barred import barred_features
from features.engine import Engine
from features.feature_sets import COMPANY as COMPANY_SET
from features.feature_sets import FeatureSet, feature_set, is_company_set
from training.atomic_file import replace_file
from training.card import CardNotes
from training.champion import Champion, check_name
from training.dataset import TrainingData
from training.evaluation.figures import Difference
from training.evaluation.net_value import Costs
from training.evidence import EvidenceNeeded
from training.fit import Trained, train
from training.gate import NO_CHAMPION
from training.registry.once import register_once
from training.registry.promotion import Promotion
from training.registry.store import Registry
from training.registry.versions import CHAMPION, ModelVersion
from training.scorecard import Scorecard


@dataclass(frozen=True)
class TrainingOutcome:
    """What a training ended in: a registered challenger, and a promotion if the gate let it through.

    `mood_gain` is what the published mood would add, where it may not be used.
    `is_new` is False when the same scorecard was registered before; `serves` says that it is the champion already.
    """

    trained: Trained
    version: ModelVersion
    is_new: bool
    serves: bool
    promotion: Promotion | None
    data_note: str
    mood_gain: Difference | None = None


def train_home(
    settings: Settings,
    *,
    horizon_days: int | None,
    name: str | None,
    promote_it: bool,
    tick: Tick,
    engine: EngineChoice = DEFAULT_ENGINE,
    features: str | None = None,
    other_horizons: tuple[int, ...] = (),
) -> TrainingOutcome:
    """Train on what the home's lake holds and promote the result if it passes the gate.

    The model is trained for `horizon_days` (default: policy or mapping); the report also tells how it would do at
    the `other_horizons`. `features` names the set to choose from; by default it is the champion's, and at first
    everything.
    """
    home = Home(settings.home)
    record = home.required_record()
    refuse_needless_engine(engine, record)
    with home.writing("train"):
        registry = open_home_registry(settings, home)  # first: nobody trains for an hour to find it closed
        policy = load_outreach_policy(home.outreach_file)
        model = check_name(name or record.model)
        champion = _champion_scorecard(home, model)
        asked, reading = (horizon_days, *other_horizons), engine_of(engine, home, settings)
        (data, *others), notes = _rows(settings, home, policy, asked, features, champion, reading, tick)
        trained = train(
            data,
            name=model,
            champion=champion,
            watch_at=policy.bands.watch_at,
            talk_soon_at=policy.bands.talk_soon_at,
            leak_auc=policy.leak.auc,
            leak_single_auc=policy.leak.single_feature_auc,
            costs=_costs(policy),
            needed=EvidenceNeeded(policy.training.min_leavers, policy.training.min_months),
            others=others,
            tick=tick,
        )
        trained = _bound(trained, champion_of(home, model))
        home.claim(record.source, model)
        outcome = _register(settings, home, registry, trained, notes, promote_it, tick)
        return replace(outcome, mood_gain=would_buy(settings, home, data))


def _champion_scorecard(home: Home, model: str) -> Scorecard | None:
    champion = champion_of(home, model)
    return champion.scorecard if champion else None


def _set_to_learn(name: str | None, champion: Scorecard | None) -> FeatureSet:
    """The named set; without a name that of the champion, and at first everything."""
    if name is None and champion is not None and is_company_set(champion.feature_set):
        name = champion.feature_set.partition("/")[0]
    return feature_set(name or COMPANY_SET.name)


def _bound(trained: Trained, champion: Champion | None) -> Trained:
    """The training with a verdict that names the champion it was given beside, comparable or not."""
    digest = NO_CHAMPION if champion is None else champion.digest
    return replace(trained, verdict=replace(trained.verdict, champion=digest))


def _costs(policy: OutreachPolicy) -> Costs:
    """The policy's money, with the hours of the playbook that takes the middle time."""
    hours = statistics.median(playbook.hours for playbook in policy.person_playbooks)
    return Costs(policy.currency, policy.replacement_cost, policy.hourly_cost, hours, policy.assumed_effect)


def _rows(
    settings: Settings,
    home: Home,
    policy: OutreachPolicy,
    horizons: tuple[int | None, ...],
    features: str | None,
    champion: Scorecard | None,
    engine: Engine,
    tick: Tick,
) -> tuple[tuple[TrainingData, ...], CardNotes]:
    """The labelled rows for each horizon (None: the default), and what the card says of them."""
    horizon_days, *other_horizons = horizons
    lake, source = Lake(home.path).current(), home.required_record().source
    privacy = load_privacy_policy(home.privacy_file)
    barred = {"by the privacy policy": privacy.barred_from_scores}
    if source == COMPANY:
        barred |= {"features left out for it": barred_features(privacy.barred_from_scores)}
        data = company_horizons(
            lake,
            policy,
            privacy.barred_from_scores,
            [days or policy.default_horizon_days for days in horizons],
            engine,
            tick,
            _set_to_learn(features, champion),
            [spec.name for spec in champion.specs] if champion else (),
            bands_to_learn(settings, home, privacy),
        )
        note = INVENTED if home.required_record().demo else ""
    elif features is not None:
        raise InputRefused(
            "--features is for HR tables: what a snapshot feeds a model stands in its mapping.",
            remedy="Leave --features out; name columns to leave out under drop in the mapping.",
        )
    else:
        mapping = load_mapping(lake.path / "mapping.toml")
        if other_horizons:
            raise InputRefused(
                "A flat table has one outcome, so it cannot be trained for several horizons.",
                remedy="Give --horizon once.",
            )
        data = (snapshot_rows(lake, mapping, horizon_days or mapping.horizon_days),)
        note = mapping.note
        barred |= {
            "protected": mapping.protected,
            "named survey answers": mapping.survey,
            "dropped": mapping.drop,
        }
    return data, CardNotes(source, note, lake.manifest.covers_until, code_commit(), barred)


def _register(
    settings: Settings,
    home: Home,
    registry: Registry,
    trained: Trained,
    notes: CardNotes,
    promote_it: bool,
    tick: Tick,
) -> TrainingOutcome:
    version, is_new = register_once(registry, trained, notes=notes, tick=tick)
    serves = CHAMPION in version.aliases
    keep_version(home, registry, version)
    keep_cold_start(home, trained)
    promotion = None
    if promote_it and not serves and trained.verdict.passed:
        reason = "passed the gate after training"
        promotion = promote_in(settings, home, registry, version.name, version.version, reason)
    return TrainingOutcome(trained, version, is_new, serves, promotion, notes.data_note)


def keep_cold_start(home: Home, trained: Trained) -> None:
    """Keep the tenure list beside the champion: it orders the week while no personal model serves."""
    file = home.cold_start_file(trained.scorecard.name)
    if trained.cold_start is None:
        file.unlink(missing_ok=True)
    else:
        file.parent.mkdir(parents=True, exist_ok=True)
        replace_file(file, trained.cold_start.to_json())


def code_commit() -> str:
    """The commit of the code that trains, or "unknown" outside a checkout."""
    here = Path(__file__).resolve().parent
    try:
        asked = subprocess.run(
            ["git", "-C", str(here), "rev-parse", "HEAD"],
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return "unknown"
    return asked.stdout.strip() or "unknown"
