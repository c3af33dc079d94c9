"""Registering a training once: the same scorecard again is no new version, but its verdict is given anew."""

import tempfile
from pathlib import Path

from data_contracts.progress import Tick, silent
from training.card import CardNotes
from training.fit import Trained
from training.registry.recording import register_training, verdict_tags
from training.registry.store import Registry
from training.registry.verdicts import verdict_bytes
from training.registry.versions import (
    CHALLENGER,
    CHAMPION,
    VERDICT_FILE,
    ModelVersion,
    find_version,
    list_versions,
)


def register_once(
    registry: Registry, trained: Trained, *, notes: CardNotes, tick: Tick = silent
) -> tuple[ModelVersion, bool]:
    """The version of this training and whether it is new.

    A scorecard with the digest of a registered one was fitted on the same data in the same settings. Its version is
    kept; the fresh verdict, which may be about another champion, replaces the stored one.
    """
    known = [
        v for v in list_versions(registry, trained.scorecard.name) if v.digest == trained.scorecard.digest
    ]
    if not known:
        return register_training(registry, trained, notes=notes, tick=tick), True
    serving = [version for version in known if CHAMPION in version.aliases]
    return _judged_again(registry, (serving or known)[0], trained), False


def _judged_again(registry: Registry, version: ModelVersion, trained: Trained) -> ModelVersion:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / VERDICT_FILE
        file.write_bytes(verdict_bytes(trained.verdict, version.digest))
        registry.client.log_artifact(version.run_id, str(file))
    for key, value in verdict_tags(trained.verdict).items():
        registry.client.set_model_version_tag(version.name, str(version.version), key, value)
    if CHAMPION not in version.aliases:
        registry.client.set_registered_model_alias(version.name, CHALLENGER, str(version.version))
    return find_version(registry, version.name, version.version)
