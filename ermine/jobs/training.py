"""Train: labelled rows, candidates, an honest test, the registry, the gate and, if it passes, the champion."""

import subprocess
from dataclasses import dataclass
from pathlib import Path

from data_contracts.errors import InputRefused
from data_contracts.lake import Lake
from data_contracts.policy.outreach import OutreachPolicy, load_outreach_policy
from data_contracts.policy.privacy import load_privacy_policy
from data_contracts.progress import Tick
from data_contracts.snapshot_mapping import load_mapping
from ermine.home import COMPANY, Home
from ermine.jobs.champions import champion_of
from ermine.jobs.learning import INVENTED, company_horizons, snapshot_rows
from ermine.jobs.promotion import promote_in
from ermine.registry import open_home_registry
from ermine.settings import Settings
from features.barred import barred_features
from training.atomic_file import replace_file
from training.card import CardNotes
from training.champion import check_name
from training.dataset import TrainingData
from training.evidence import EvidenceNeeded
from training.fit import Trained, train
from training.registry.promotion import Promotion
from training.registry.recording import register_training
from training.registry.versions import ModelVersion
from training.scorecard import Scorecard


@dataclass(frozen=True)
class TrainingOutcome:
    """What a training ended in: a registered challenger, and a promotion if the gate let it through."""

    trained: Trained
    version: ModelVersion
    promotion: Promotion | None
    data_note: str


def train_home(
    settings: Settings,
    *,
    horizon_days: int | None,
    name: str | None,
    promote_it: bool,
    tick: Tick,
    other_horizons: tuple[int, ...] = (),
) -> TrainingOutcome:
    """Train on what the home's lake holds and promote the result if it passes the gate.

    The model is trained for `horizon_days` (default: policy or mapping); the report also tells how it would do at
    the `other_horizons`.
    """
    home = Home(settings.home)
    record = home.required_record()
    with home.writing("train"):
        policy = load_outreach_policy(home.outreach_file)
        model = check_name(name or record.model)
        (data, *others), notes = _rows(home, policy, horizon_days, other_horizons, tick)
        trained = train(
            data,
            name=model,
            champion=_rival(home, model, data),
            watch_at=policy.bands.watch_at,
            talk_soon_at=policy.bands.talk_soon_at,
            leak_auc=policy.leak.auc,
            leak_single_auc=policy.leak.single_feature_auc,
            needed=EvidenceNeeded(policy.training.min_leavers, policy.training.min_months),
            others=others,
            tick=tick,
        )
        home.claim(record.source, model)
        return _register(settings, home, trained, notes, promote_it, tick)


def _rival(home: Home, model: str, data: TrainingData) -> Scorecard | None:
    """The champion's scorecard to compare with; None when it reads what may no longer be read."""
    champion = champion_of(home, model)
    if champion is None or not {spec.name for spec in champion.scorecard.specs} <= set(data.frame.columns):
        return None
    return champion.scorecard


def _rows(
    home: Home, policy: OutreachPolicy, horizon_days: int | None, other_horizons: tuple[int, ...], tick: Tick
) -> tuple[tuple[TrainingData, ...], CardNotes]:
    """The labelled rows for the horizon and then for the others, and what the card says of them."""
    lake, source = Lake(home.path).current(), home.required_record().source
    privacy = load_privacy_policy(home.privacy_file)
    barred = {"by the privacy policy": privacy.barred_sources}
    if source == COMPANY:
        barred |= {"features left out for it": barred_features(privacy.barred_sources)}
        asked = (horizon_days or policy.default_horizon_days, *other_horizons)
        data = company_horizons(lake, policy, privacy.barred_sources, asked, home.scratch, tick)
        note = INVENTED if home.required_record().demo else ""
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
    settings: Settings, home: Home, trained: Trained, notes: CardNotes, promote_it: bool, tick: Tick
) -> TrainingOutcome:
    registry = open_home_registry(settings, home)
    version = register_training(registry, trained, notes=notes, tick=tick)
    keep_cold_start(home, trained)
    promotion = None
    if promote_it and trained.verdict.passed:
        reason = "passed the gate after training"
        promotion = promote_in(settings, home, registry, version.name, version.version, reason)
    return TrainingOutcome(trained, version, promotion, notes.data_note)


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
