"""The text model of a home: which one serves, retraining on own labels, promotion and the way back."""

import hashlib
import tempfile
from dataclasses import dataclass
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data_contracts.errors import Unavailable
from data_contracts.progress import Tick
from ermine.clock import now
from ermine.home import Home
from ermine.registry import store_of
from ermine.settings import Settings
from sentiment.classifier import SHIPPED
from training.champion import check_name
from training.signing import load_public_key
from training.text.champion import champion_folder, manifest_digest, pointer_file

if TYPE_CHECKING:
    from training.registry.store import Registry
    from training.registry.text_versions import TextPromotion, TextVersion
    from training.text.recipe import Recipe
    from training.text.retraining import Retrained

NAME = "sentiment"


class TrainingPartsAbsent(Unavailable):
    """Training a text model needs libraries that are not installed."""


@dataclass(frozen=True)
class TextTraining:
    """What `ermine sentiment train` ended in; `promotion` is None where the gate or the caller said no."""

    made: "Retrained"
    version: "TextVersion"
    promotion: "TextPromotion | None"


def serving_folder(settings: Settings, name: str = NAME) -> Path:
    """The folder of the text model that serves: the promoted one, its signature checked, else the shipped one."""
    home = Home(settings.home)
    if not pointer_file(home.models, name).exists():
        return SHIPPED
    return champion_folder(home.models, load_public_key(home.public_key_file), name) or SHIPPED


def train_text(
    settings: Settings,
    labels_file: Path,
    *,
    base: str | None,
    name: str,
    promote_it: bool,
    passes: int,
    tick: Tick,
) -> TextTraining:
    """Train on a file of labels, register the result, and promote it when it is no worse than what serves."""
    _require_training_parts()
    from training.text.label_file import read_labels
    from training.text.retraining import split

    check_name(name)
    labels = read_labels(labels_file)
    split(labels, 0)  # too few labels are refused before anything long begins
    home = Home(settings.home)
    with home.writing("sentiment train"), tempfile.TemporaryDirectory() as scratch:
        made = _retrain(settings, name, labels, base, passes, Path(scratch), tick)
        data_hash = hashlib.sha256(labels_file.read_bytes()).hexdigest()
        version = _register(settings, home, name, made, data_hash, passes)
        promotion = None
        if promote_it and made.verdict.passed:
            promotion = _promote(settings, home, name, version.version, "")
    return TextTraining(made, version, promotion)


def text_versions(settings: Settings, name: str = NAME) -> "tuple[TextVersion, ...]":
    """Every registered version of the text model, newest first."""
    from training.registry.text_versions import list_text_versions

    return list_text_versions(_registry(settings, Home(settings.home)), check_name(name))


def promote_text_version(settings: Settings, which: str | None, name: str, reason: str) -> "TextPromotion":
    """Let a version (number or alias; default the challenger) serve."""
    home = Home(settings.home)
    with home.writing("sentiment promote"):
        return _promote(settings, home, check_name(name), which or "challenger", reason)


def roll_back_text(settings: Settings, name: str, reason: str) -> "TextPromotion":
    """Let the previous version serve again."""
    from ermine.jobs.promotion import signing_key
    from training.registry.text_versions import rollback_text

    home = Home(settings.home)
    with home.writing("sentiment rollback"):
        return rollback_text(
            _registry(settings, home),
            check_name(name),
            key=signing_key(settings),
            models_dir=home.models,
            promoted_at=now(),
            reason=reason,
        )


def serve_shipped(settings: Settings, name: str) -> bool:
    """Let the shipped model serve again; False when it serves already. Versions stay in the registry."""
    home = Home(settings.home)
    with home.writing("sentiment rollback"):
        pointer = pointer_file(home.models, name)
        if not pointer.exists():
            return False
        pointer.unlink()
        return True


def _require_training_parts() -> None:
    absent = [part for part in ("torch", "transformers", "onnx") if find_spec(part) is None]
    if absent:
        raise TrainingPartsAbsent(
            f"{', '.join(absent)} is not installed.",
            remedy="Install ermine-insight[text-train]; reading comments does not need it.",
        )


def _retrain(
    settings: Settings, name: str, labels: Any, base: str | None, passes: int, folder: Path, tick: Tick
) -> "Retrained":
    from sentiment.classifier import load_classifier
    from training.text.build import Making
    from training.text.network import base_of
    from training.text.retraining import retrain
    from training.text.sources import authored

    serves = serving_folder(settings, name)
    making = Making(base_of(base), (_recipe(passes),), "ermine sentiment train")
    first = Path(str(files("ermine.sample").joinpath("authored_comments.csv")))
    return retrain(
        labels, authored(first), load_classifier(serves), manifest_digest(serves), making, folder, tick=tick
    )


def _recipe(passes: int) -> "Recipe":
    from training.text.recipe import Recipe

    return Recipe(epochs=passes, general_rows=0)


def _register(
    settings: Settings,
    home: Home,
    name: str,
    made: "Retrained",
    data_hash: str,
    passes: int,
) -> "TextVersion":
    from training.registry.text_versions import register_text_model

    params = {
        **vars(_recipe(passes)),
        "base": made.manifest.base.name,
        "base_sha256": made.manifest.base.sha256,
        "labels_sha256": data_hash,
    }
    return register_text_model(_registry(settings, home), name, made, params=params, data_hash=data_hash)


def _promote(settings: Settings, home: Home, name: str, which: str | int, reason: str) -> "TextPromotion":
    from ermine.jobs.promotion import signing_key
    from training.registry.text_versions import promote_text

    return promote_text(
        _registry(settings, home),
        name,
        which,
        serving_digest=manifest_digest(serving_folder(settings, name)),
        key=signing_key(settings),
        models_dir=home.models,
        promoted_at=now(),
        reason=reason,
    )


def _registry(settings: Settings, home: Home) -> "Registry":
    """The home's registry; a home without data may train a text model too, in the default place."""
    from training.registry.store import open_registry

    store = store_of(settings, home)
    return open_registry(store.uri, store.artifacts)
