"""From labelled texts to a checked model folder: fine-tune, export, quantise, calibrate, evaluate, write its paper."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from data_contracts.progress import Tick, silent
from sentiment.encoder import Encoder
from sentiment.labels import SENTIMENTS, SERIOUS, TOPICS
from sentiment.manifest import (
    CARD_FILE,
    ENCODER_FILE,
    MANIFEST_FILE,
    TOKENIZER_FILE,
    BaseModelRecord,
    Manifest,
    Source,
    file_record,
)
from training.text.calibrating import Calibrations, calibrate
from training.text.card import render_card
from training.text.export import export_model
from training.text.fine_tuning import fine_tune
from training.text.network import Base, ThreeHeads, load_network, weights_digest
from training.text.recipe import Recipe
from training.text.texts import LabelledTexts

Examine = Callable[[Encoder, Calibrations], Mapping[str, float]]
"""Measures a finished model; the figures go into the manifest and the card by name."""


@dataclass(frozen=True)
class Material:
    """What a model is made of: `own` and `general` teach weights, `validation` sets calibration and thresholds."""

    own: LabelledTexts
    general: LabelledTexts
    validation: LabelledTexts
    sources: Sequence[Source]


@dataclass(frozen=True)
class Making:
    """How it is made: base, stages, the command that does it, cores to use, and where passes are kept."""

    base: Base
    stages: Sequence[Recipe]
    command: str
    threads: int = 2
    checkpoints: Path | None = None


def build_model(
    material: Material, making: Making, folder: Path, *, examine: Examine, tick: Tick = silent
) -> Manifest:
    """Train a model and write its four files into `folder`, which must exist; returns the manifest."""
    torch.set_num_threads(making.threads)
    torch.manual_seed(making.stages[0].seed)
    network, tokenizer = load_network(making.base)
    digest = weights_digest(network.encoder)
    for recipe in making.stages:
        fine_tune(
            network,
            tokenizer,
            material.own,
            material.general,
            recipe,
            checkpoints=making.checkpoints,
            tick=tick,
        )
    return finish_model(network, tokenizer, digest, material, making, folder, examine=examine, tick=tick)


def finish_model(
    network: ThreeHeads,
    tokenizer: object,
    base_digest: str,
    material: Material,
    making: Making,
    folder: Path,
    *,
    examine: Examine,
    tick: Tick = silent,
) -> Manifest:
    """Export, calibrate on the int8 outputs, measure, and write card and manifest of a trained network."""
    tick(0, 0, "export to ONNX and quantise")
    export_model(network, tokenizer, folder)
    encoder = Encoder(
        folder / ENCODER_FILE, folder / TOKENIZER_FILE, making.stages[0].max_tokens, making.threads
    )
    tick(0, 0, "calibrate on the int8 outputs")
    calibrations = calibrate(encoder.encode(material.validation.texts), material.validation)
    tick(0, 0, "measure")
    figures = dict(examine(encoder, calibrations))
    (folder / CARD_FILE).write_text(render_card(material, making, calibrations, figures), "utf-8")
    manifest = Manifest(
        sentiment=list(SENTIMENTS),
        topics=list(TOPICS),
        serious=list(SERIOUS),
        max_tokens=making.stages[0].max_tokens,
        sentiment_calibration=calibrations.sentiment,
        topic_calibration=calibrations.topics,
        serious_calibration=calibrations.serious,
        base=BaseModelRecord(name=making.base.name, licence=making.base.licence, sha256=base_digest),
        files={name: file_record(folder / name) for name in (ENCODER_FILE, TOKENIZER_FILE, CARD_FILE)},
        sources=list(material.sources),
        seed=making.stages[0].seed,
        command=making.command,
        figures=figures,
    )
    (folder / MANIFEST_FILE).write_bytes(manifest.to_json())
    return manifest
