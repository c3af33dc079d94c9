"""Where the shipped model's training text comes from: only text that is ours or openly licensed.

GoEmotions and the VADER ground truth teach the sentiment head only; the authored comments teach all three.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from data_contracts.errors import MissingFile
from training.text.label_file import labels_of, read_frame
from training.text.texts import LabelledTexts, joined, sentiment_only

_DATA = Path(__file__).with_name("data")
LATER = tuple(_DATA / f"authored_{number}.csv" for number in (2, 3, 4))
GOEMOTIONS_ROWS, _DRAW_SEED = 7_000, 7
GOEMOTIONS, VADER = "goemotions_train_dev.parquet", "vader_groundtruth_train.parquet"
_VALIDATION_TAIL = 110
"""Rows of the first authored file that are kept for validation: its last ones (it was shuffled once)."""


@dataclass(frozen=True)
class Authored:
    """The authored comments, split once and for good: validation rows teach no weight."""

    train: LabelledTexts
    validation: LabelledTexts


def authored(first: Path, later_files: Sequence[Path] = LATER) -> Authored:
    """The first 900 authored comments and the later ones, whose files name the part of each row."""
    early, later = read_frame(first), pl.concat([read_frame(file) for file in later_files])
    head, tail = early.height - _VALIDATION_TAIL, _VALIDATION_TAIL
    parts = {
        "train": (early.head(head), later.filter(pl.col("part") == "train")),
        "validation": (early.tail(tail), later.filter(pl.col("part") == "validation")),
    }
    return Authored(
        **{
            name: joined([labels_of(frames[0], str(first)), labels_of(frames[1], "later authored comments")])
            for name, frames in parts.items()
        }
    )


def general(folder: Path) -> LabelledTexts:
    """The VADER ground truth whole (snippets that people rated), and a seeded draw of GoEmotions without its
    ambiguous rows, from the folder of public data."""
    emotions = _goemotions(folder / GOEMOTIONS)
    drawn = np.random.default_rng(_DRAW_SEED).permutation(len(emotions))[:GOEMOTIONS_ROWS]
    return joined([_vader(folder / VADER), emotions.take(drawn)])


def _goemotions(path: Path) -> LabelledTexts:
    frame = _table(path).filter(pl.col("label") != "ambiguous")
    return sentiment_only(frame["text"].to_list(), frame["label"].to_list())


def _vader(path: Path) -> LabelledTexts:
    frame = _table(path)
    return sentiment_only(frame["text"].to_list(), frame["label"].to_list())


def _table(path: Path) -> pl.DataFrame:
    if not path.is_file():
        raise MissingFile(
            f"{path}: no such file",
            remedy="The public data is not part of the project; docs/text-model.md says where it comes from.",
        )
    return pl.read_parquet(path)
