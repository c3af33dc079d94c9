"""Text models in the registry: one run and one version per retraining, with the same aliases as the risk model.

What is logged: settings, figures, the hash of the labels, the card, the verdict and the model folder. No comment is
ever logged.
"""

import json
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from data_contracts.errors import Conflict
from sentiment.manifest import CARD_FILE
from training import canonical_json
from training.registry.engine import Metric, MlflowException, Param
from training.registry.store import Registry
from training.registry.versions import CHALLENGER, CHAMPION, PREVIOUS, VersionAbsent
from training.signing import trust
from training.text.champion import install, manifest_digest, signed_pointer

if TYPE_CHECKING:
    from training.text.retraining import Retrained

KIND = "ermine-text"
MODEL_FOLDER, VERDICT_FILE = "model", "verdict.json"


class TextGateForbids(Conflict):
    """The gate does not let this text model serve."""


class NotATextModel(Conflict):
    """The registry holds another kind of model under this name."""


@dataclass(frozen=True)
class TextVersion:
    """One registered text model; `against` is the digest of the champion that it was compared with."""

    name: str
    version: int
    run_id: str
    aliases: tuple[str, ...]
    digest: str
    data_hash: str
    passed: bool
    stopped_by: str
    against: str
    promoted_at: str
    reason: str
    figures: dict[str, float]


@dataclass(frozen=True)
class TextPromotion:
    """Which text model serves now, from which folder, and which version it replaced."""

    version: TextVersion
    folder: Path
    replaced: int | None


def register_text_model(
    registry: Registry, name: str, made: "Retrained", *, params: dict[str, Any], data_hash: str
) -> TextVersion:
    """Record a retraining and register it under the alias `challenger`."""
    _refuse_other_kind(registry, name)
    experiment = registry.experiment(name)
    verdict = made.verdict
    run = registry.client.create_run(
        experiment, run_name=name, tags={"mlflow.source.name": "ermine sentiment train"}
    )
    run_id, now = run.info.run_id, run.info.start_time
    try:
        registry.client.log_batch(
            run_id,
            metrics=[Metric(key, value, now, 0) for key, value in made.manifest.figures.items()],
            params=[Param(key, str(value)) for key, value in params.items()],
        )
        registry.client.log_text(run_id, json.dumps(verdict.to_dict(), indent=1), VERDICT_FILE)
        registry.client.log_text(run_id, (made.folder / CARD_FILE).read_text("utf-8"), CARD_FILE)
        registry.client.log_artifacts(run_id, str(made.folder), MODEL_FOLDER)
    except BaseException as error:
        registry.client.set_terminated(run_id, "FAILED" if isinstance(error, Exception) else "KILLED")
        raise
    registry.client.set_terminated(run_id, "FINISHED")
    tags = {
        "kind": KIND,
        "digest": manifest_digest(made.folder),
        "data_hash": data_hash,
        "against": verdict.against,
        "gate": "passed" if verdict.passed else "stopped",
        "stopped_by": "; ".join(verdict.reasons)[:4000],
    }
    return _new_version(registry, name, run_id, tags)


def list_text_versions(registry: Registry, name: str) -> tuple[TextVersion, ...]:
    """Every version of the text model, newest first; empty when nothing was registered."""
    found = registry.client.search_model_versions(f"name = '{name}'", max_results=10_000)
    return tuple(sorted((_version(registry, entry) for entry in found), key=lambda version: -version.version))


def find_text_version(registry: Registry, name: str, which: str | int) -> TextVersion:
    """The version with this number or alias."""
    by_alias = not str(which).isdecimal()
    get = registry.client.get_model_version_by_alias if by_alias else registry.client.get_model_version
    try:
        return _version(registry, get(name, str(which)))
    except MlflowException:
        raise VersionAbsent(
            f"{name}@{which}: not in the registry", remedy="`ermine sentiment list` shows what there is."
        ) from None


def champion_digest(registry: Registry, name: str) -> str | None:
    """The digest of the version under `champion`; None before the first promotion."""
    try:
        return find_text_version(registry, name, CHAMPION).digest
    except VersionAbsent:
        return None


def promote_text(
    registry: Registry,
    name: str,
    which: str | int,
    *,
    serving_digest: str,
    key: Ed25519PrivateKey,
    models_dir: Path,
    promoted_at: datetime,
    reason: str = "",
) -> TextPromotion:
    """Let a version serve, if its gate passed against the model that serves now (`serving_digest`)."""
    version = find_text_version(registry, name, which)
    what = f"{name} version {version.version}"
    if not version.passed:
        raise TextGateForbids(
            f"{what} may not serve: {version.stopped_by}", remedy="Train with more or better labels."
        )
    if version.against != serving_digest and version.digest != serving_digest:
        raise TextGateForbids(
            f"{what} was compared with another model ({version.against[:12]}) than the one that serves "
            f"({serving_digest[:12]})",
            remedy="Train again, so that it meets the model that serves now.",
        )
    promotion = _install(registry, version, key, models_dir, promoted_at, reason)
    if CHALLENGER in version.aliases:
        registry.client.delete_registered_model_alias(name, CHALLENGER)
    return promotion


def rollback_text(
    registry: Registry,
    name: str,
    *,
    key: Ed25519PrivateKey,
    models_dir: Path,
    promoted_at: datetime,
    reason: str = "",
) -> TextPromotion:
    """Let the version under `previous` serve again."""
    try:
        version = find_text_version(registry, name, PREVIOUS)
    except VersionAbsent:
        raise VersionAbsent(
            f"{name}@{PREVIOUS}: nothing to roll back to",
            remedy="Only a second promotion leaves one behind; `ermine sentiment rollback --shipped` serves the "
            "shipped model again.",
        ) from None
    return _install(registry, version, key, models_dir, promoted_at, reason)


def _install(
    registry: Registry,
    version: TextVersion,
    key: Ed25519PrivateKey,
    models_dir: Path,
    promoted_at: datetime,
    reason: str,
) -> TextPromotion:
    trust(models_dir / "signing.pub", key)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(registry.client.download_artifacts(version.run_id, MODEL_FOLDER, scratch))
        if manifest_digest(folder) != version.digest:
            raise TextGateForbids(
                f"{version.name} version {version.version}: the registry's files are not those that were registered",
                remedy="Train again; somebody or something has changed the registry's files.",
            )
        raw = signed_pointer(folder, version.name, version.version, version.run_id, promoted_at, key)
        notes = {"promoted_at": canonical_json.parse(raw)["promoted_at"], "reason": reason}
        for field, text in notes.items():
            registry.client.set_model_version_tag(version.name, str(version.version), field, text)
        replaced = _move_aliases(registry, version)
        place = install(folder, raw, models_dir, key.public_key(), version.name)
    return TextPromotion(find_text_version(registry, version.name, version.version), place, replaced)


def _move_aliases(registry: Registry, version: TextVersion) -> int | None:
    try:
        current = find_text_version(registry, version.name, CHAMPION)
    except VersionAbsent:
        current = None
    registry.client.set_registered_model_alias(version.name, CHAMPION, str(version.version))
    if current is None or current.version == version.version:
        return None
    registry.client.set_registered_model_alias(version.name, PREVIOUS, str(current.version))
    return current.version


def _refuse_other_kind(registry: Registry, name: str) -> None:
    found = registry.client.search_model_versions(f"name = '{name}'", max_results=1)
    if found and found[0].tags.get("kind") != KIND:
        raise NotATextModel(
            f"{name!r} is the name of a risk model in this registry.", remedy="Choose another --name."
        )


def _new_version(registry: Registry, name: str, run_id: str, tags: dict[str, str]) -> TextVersion:
    try:
        registry.client.create_registered_model(name)
    except MlflowException as error:
        if error.error_code != "RESOURCE_ALREADY_EXISTS":
            raise
    source = f"{registry.client.get_run(run_id).info.artifact_uri}/{MODEL_FOLDER}"
    entry = registry.client.create_model_version(name, source, run_id=run_id, tags=tags)
    registry.client.set_registered_model_alias(name, CHALLENGER, str(entry.version))
    return find_text_version(registry, name, int(entry.version))


def _version(registry: Registry, entry: Any) -> TextVersion:
    tags = entry.tags
    aliases = registry.client.get_registered_model(entry.name).aliases
    return TextVersion(
        name=entry.name,
        version=int(entry.version),
        run_id=entry.run_id,
        aliases=tuple(
            sorted(alias for alias, number in aliases.items() if int(number) == int(entry.version))
        ),
        digest=tags.get("digest", ""),
        data_hash=tags.get("data_hash", ""),
        passed=tags.get("gate") == "passed",
        stopped_by=tags.get("stopped_by", ""),
        against=tags.get("against", ""),
        promoted_at=tags.get("promoted_at", ""),
        reason=tags.get("reason", ""),
        figures=dict(registry.client.get_run(entry.run_id).data.metrics),
    )
