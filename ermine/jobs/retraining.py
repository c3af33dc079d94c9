"""Retrain: import since last time, watch for drift, train, compare, and let the gate decide who serves."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data_contracts.errors import InputRefused, NotFound
from data_contracts.intake import ImportReport
from data_contracts.lake import Lake
from data_contracts.progress import Tick
from data_contracts.snapshot import SnapshotReport
from ermine.home import Home, HomeRecord
from ermine.jobs.champions import champion_of
from ermine.jobs.historic_rounds import RoundsTaken, take_rounds
from ermine.jobs.importing import import_company, import_snapshot
from ermine.jobs.papers import keep_drift, papers_of
from ermine.jobs.training import TrainingOutcome, train_home
from ermine.jobs.watching import watch_home
from ermine.registry import open_home_registry
from ermine.settings import Settings
from features.feature_sets import SETS
from training.champion import Champion
from training.drift.report import DriftReport
from training.drift.watch import TooFewToWatch

if TYPE_CHECKING:
    from training.registry.versions import ModelVersion


class NothingRemembered(InputRefused):
    """It is not known where to import from."""


@dataclass(frozen=True)
class Retraining:
    """What a retrain did.

    `training` is None when the data were those of the latest version; `drift` is None without a champion to drift
    from. `rounds` are the closed feedback rounds that came along, `before` is the champion that served, and
    `before_model` has the figures of its card.
    """

    imported: ImportReport | SnapshotReport
    rounds: RoundsTaken | None
    latest: "ModelVersion | None"
    before: Champion | None
    before_model: dict[str, Any] | None
    drift: DriftReport | None
    training: TrainingOutcome | None


def retrain_home(
    settings: Settings, data: Path | None, promote_it: bool, today: date, tick: Tick
) -> Retraining:
    """Import from `data` (default: where the last import came from), and train if the data are new.

    New means another content than the latest registered version was trained on, or another set of features. The
    horizon stays that of the champion. Each step holds the home's lock by itself.
    """
    home = Home(settings.home)
    record = home.required_record()
    imported = _import(settings, record, data, today, tick)
    rounds = _rounds(settings, imported, tick)
    champion, latest = champion_of(home, record.model), _latest(settings, home)
    papers = papers_of(home, champion).report if champion else None
    drift = _drift(settings, tick)
    training = None
    if not _is_known(latest, imported.lake.hash, champion, record):
        horizon = champion.scorecard.horizon_days if champion else None
        training = train_home(settings, horizon_days=horizon, name=None, promote_it=promote_it, tick=tick)
    return Retraining(
        imported, rounds, latest, champion, papers["model"] if papers else None, drift, training
    )


def _import(
    settings: Settings, record: HomeRecord, data: Path | None, today: date, tick: Tick
) -> ImportReport | SnapshotReport:
    place = data or (Path(record.imported_from) if record.imported_from else None)
    if not record.is_company:
        map_file = Path(record.map_file) if record.map_file else _kept_mapping(settings)
        return import_snapshot(settings, map_file, place, False, today, tick)
    if place is None:
        raise NothingRemembered(
            "This home does not remember where its tables came from.",
            remedy="Say it: ermine retrain --data DIR",
        )
    return import_company(settings, place, False, today, tick)


def _rounds(settings: Settings, imported: ImportReport | SnapshotReport, tick: Tick) -> RoundsTaken | None:
    if not isinstance(imported, ImportReport) or not imported.feedback:
        return None
    return take_rounds(settings, imported.feedback, tick)


def _kept_mapping(settings: Settings) -> Path:
    """The mapping that the lake keeps beside the snapshot, for homes that remember no other."""
    return Lake(Home(settings.home).path).current().path / "mapping.toml"


def _latest(settings: Settings, home: Home) -> "ModelVersion | None":
    from training.registry.versions import list_versions

    versions = list_versions(open_home_registry(settings, home), home.required_record().model)
    return versions[0] if versions else None


def _is_known(
    latest: "ModelVersion | None", lake_hash: str, champion: Champion | None, record: HomeRecord
) -> bool:
    """Whether the latest version has learned from exactly these data, with today's features."""
    if latest is None or latest.data_hash != lake_hash:
        return False
    labels = {one.label for one in SETS.values()}
    return champion is None or not record.is_company or champion.scorecard.feature_set in labels


def _drift(settings: Settings, tick: Tick) -> DriftReport | None:
    try:
        found = watch_home(settings, None, tick)
    except (NotFound, TooFewToWatch):
        return None
    keep_drift(Home(settings.home), found)
    return found
