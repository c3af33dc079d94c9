"""Retraining on a company's own labels: split them, add the authored comments, train, and meet the champion."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from data_contracts.progress import Tick, silent
from sentiment.classifier import TextClassifier, load_classifier
from sentiment.encoder import Encoder
from sentiment.labels import SENTIMENTS
from sentiment.manifest import Manifest, Source
from training.text.build import Making, Material, build_model
from training.text.calibrating import Calibrations
from training.text.gate import TextVerdict, judge_challenger
from training.text.label_file import LabelsRefused
from training.text.scores import all_scores
from training.text.sources import Authored
from training.text.texts import LabelledTexts, joined

MIN_ROWS, MIN_OF_A_KIND = 60, 5
_HELD_OUT, _CALIBRATION = 0.2, 0.15


@dataclass(frozen=True)
class Split:
    """A company's labels in three parts, drawn once by the seed."""

    train: LabelledTexts
    calibration: LabelledTexts
    held_out: LabelledTexts


@dataclass(frozen=True)
class Retrained:
    """A challenger in its folder, with its manifest and the gate's verdict."""

    folder: Path
    manifest: Manifest
    verdict: TextVerdict


def retrain(
    labels: LabelledTexts,
    authored: Authored,
    champion: TextClassifier,
    champion_digest: str,
    making: Making,
    folder: Path,
    *,
    tick: Tick = silent,
) -> Retrained:
    """Train on `labels` and the authored comments into `folder`, and compare with the champion on held-out labels."""
    parts = split(labels, making.stages[0].seed)
    no_public = labels.take([])
    material = Material(
        own=joined([parts.train, authored.train]),
        general=no_public,
        validation=joined([parts.calibration, authored.validation]),
        sources=_sources(parts, authored),
    )
    held_out = parts.held_out

    def examine(encoder: Encoder, calibrations: Calibrations) -> dict[str, float]:
        judged = calibrations.judge(encoder.encode(held_out.texts))
        return all_scores("held_out", held_out.sentiment, held_out.topics > 0, held_out.serious > 0, judged)

    manifest = build_model(material, making, folder, examine=examine, tick=tick)
    challenger = load_classifier(folder, threads=making.threads)
    verdict = judge_challenger(
        held_out, challenger.judge(held_out.texts), champion.judge(held_out.texts), champion_digest
    )
    return Retrained(folder, manifest, verdict)


def split(labels: LabelledTexts, seed: int) -> Split:
    """Train, calibration and held-out parts; refused when there are too few labels to hold any out."""
    counts = {name: int((labels.sentiment == at).sum()) for at, name in enumerate(SENTIMENTS)}
    few = [f"{count} {name}" for name, count in counts.items() if count < MIN_OF_A_KIND]
    if len(labels) < MIN_ROWS or few:
        raise LabelsRefused(
            f"{len(labels)} labelled comments ({', '.join(f'{n} {name}' for name, n in counts.items())}) are too few",
            remedy=f"Give at least {MIN_ROWS} comments, and {MIN_OF_A_KIND} of each sentiment.",
        )
    order = np.random.default_rng(seed).permutation(len(labels))
    held, calibration = int(len(labels) * _HELD_OUT), int(len(labels) * _CALIBRATION)
    return Split(
        labels.take(order[held + calibration :]),
        labels.take(order[held : held + calibration]),
        labels.take(order[:held]),
    )


def _sources(parts: Split, authored: Authored) -> list[Source]:
    """What the card says of the material; a company's own labels have no licence to name."""
    own = {"licence": "the company's own", "origin": "the file given to `ermine sentiment train`"}
    ours = {"licence": "Apache-2.0 (this project's)", "origin": "written for this project"}
    return [
        Source(name="labels given", used_for="weights", rows=len(parts.train), **own),
        Source(
            name="labels given, calibration part", used_for="calibration", rows=len(parts.calibration), **own
        ),
        Source(name="authored comments", used_for="weights", rows=len(authored.train), **ours),
        Source(
            name="authored comments, validation part",
            used_for="calibration",
            rows=len(authored.validation),
            **ours,
        ),
    ]
