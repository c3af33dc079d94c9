"""Public review text for measuring: employers the model never saw, and 1,200 labels read by hand.

Other people's words: they are measured on and never kept. The weights and calibrations of the shipped model have
seen none of them.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from sentiment.labels import SENTIMENTS
from training.text.label_file import labels_of
from training.text.texts import LabelledTexts, Whole

SEGMENTS, HAND_LABELS = "reviews_segments_train.parquet", "topic_labels_train.csv"


@dataclass(frozen=True)
class Employer:
    """Segments of reviews of one employer; `stance` is the box they were typed in: likes or dislikes."""

    name: str
    texts: tuple[str, ...]
    stance: Whole


@dataclass(frozen=True)
class HandLabelled:
    """The hand-read segments in two halves by their id: choices are made on `dev`, `test` is reported once."""

    dev: LabelledTexts
    test: LabelledTexts


def text_id(text: str) -> str:
    """The id under which the hand-made labels know a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def employers(folder: Path) -> list[Employer]:
    """The segments by employer, in the order of their names."""
    names = list(SENTIMENTS)
    return [
        Employer(
            name, tuple(rows["text"]), np.array([names.index(label) for label in rows["label"]], np.int64)
        )
        for (name,), rows in sorted(_segments(folder).partition_by("company", as_dict=True).items())
    ]


def hand_labelled(folder: Path) -> HandLabelled:
    """The 1,200 segments with their hand-made labels."""
    labels = pl.read_csv(folder / HAND_LABELS, infer_schema=False).fill_null("")
    joined = labels.join(_segments(folder).select("id", "text").unique("id"), on="id", how="inner").sort("id")
    even = pl.Series([int(name, 16) % 2 == 0 for name in joined["id"]], dtype=pl.Boolean)
    return HandLabelled(
        labels_of(joined.filter(even), HAND_LABELS), labels_of(joined.filter(~even), HAND_LABELS)
    )


def hand_labelled_ids(folder: Path) -> frozenset[str]:
    """Ids of the segments that were labelled by hand."""
    return frozenset(pl.read_csv(folder / HAND_LABELS, infer_schema=False)["id"])


def present(folder: Path) -> bool:
    """Whether the review data is on this machine."""
    return (folder / SEGMENTS).is_file() and (folder / HAND_LABELS).is_file()


def _segments(folder: Path) -> pl.DataFrame:
    frame = pl.read_parquet(folder / SEGMENTS)
    return frame.with_columns(pl.Series("id", [text_id(text) for text in frame["text"]]))
