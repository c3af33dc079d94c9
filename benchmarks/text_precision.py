"""What 8-bit weights cost: labels of the int8 file against the full-precision weights that it was made from.

`python -m benchmarks.text_precision --weights PASS.pt --model FOLDER` with weights kept by `--checkpoints`. Texts: the
hand-labelled segments where they are at hand, and the ordinary test comments.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
import torch

from benchmarks.text_quality import CASES, PUBLIC
from sentiment.classifier import load_classifier
from sentiment.encoder import OUTPUTS, Outputs
from sentiment.who import anyone
from training.text import reviews
from training.text.label_file import read_labels
from training.text.network import base_of, load_network
from training.text.texts import LabelledTexts

BAR = 0.005


def main() -> int:
    """Print both accuracies and the share of labels that are the same; 1 when a half point is lost or more."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, required=True)
    parser.add_argument("--model", type=Path)
    given = parser.parse_args()
    lost = [_compare(name, rows, given.weights, given.model) for name, rows in _sets().items()]
    return int(max(lost) > BAR)


def _sets() -> dict[str, LabelledTexts]:
    sets = {"ordinary test comments": read_labels(CASES / "ordinary.csv")}
    if reviews.present(PUBLIC):
        sets["hand-labelled segments"] = reviews.hand_labelled(PUBLIC).test
    return sets


def _compare(name: str, rows: LabelledTexts, weights: Path, folder: Path | None) -> float:
    classifier = load_classifier(folder)
    small = classifier.judge(rows.texts)
    full = classifier.judge_outputs(_full(rows.texts, weights))
    right = [float((judged.sentiment.argmax(axis=1) == rows.sentiment).mean()) for judged in (full, small)]
    same = float((full.sentiment.argmax(axis=1) == small.sentiment.argmax(axis=1)).mean())
    flags = float((full.serious_set.any(axis=1) == small.serious_set.any(axis=1)).mean())
    print(
        f"{name:26} sentiment right: fp32 {right[0]:.4f}, int8 {right[1]:.4f}; "
        f"same label {same:.3f}, same flag {flags:.3f}"
    )
    return right[0] - right[1]


def _full(texts: tuple[str, ...], weights: Path) -> Outputs:
    network, tokenizer = load_network(base_of(None))
    network.load_state_dict(torch.load(weights, weights_only=True))
    network.eval()
    found = []
    for text in texts:
        words = tokenizer(anyone(text), truncation=True, max_length=128, return_tensors="pt")
        with torch.no_grad():
            found.append([part[0].numpy() for part in network(words["input_ids"], words["attention_mask"])])
    return Outputs(
        **{name: np.stack(part) for name, part in zip(OUTPUTS, zip(*found, strict=True), strict=True)}
    )


if __name__ == "__main__":
    sys.exit(main())
