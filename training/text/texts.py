"""Labelled texts: what a source knows about each text, and what it does not know."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sentiment.labels import SENTIMENTS, SERIOUS, TOPICS

Floats = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int64]

UNKNOWN = -1


@dataclass(frozen=True)
class LabelledTexts:
    """Texts with their labels: `sentiment` a class number or `UNKNOWN`, `topics` and `serious` 0/1 or NaN (unknown).

    A row whose head is unknown teaches that head nothing: the loss leaves it out.
    """

    texts: tuple[str, ...]
    sentiment: Whole
    topics: Floats
    serious: Floats

    def __len__(self) -> int:
        return len(self.texts)

    def take(self, rows: Sequence[int] | Whole) -> "LabelledTexts":
        """The given rows, in the given order."""
        index = np.asarray(rows, np.int64)
        return LabelledTexts(
            tuple(self.texts[row] for row in index),
            self.sentiment[index],
            self.topics[index],
            self.serious[index],
        )


def joined(parts: Sequence[LabelledTexts]) -> LabelledTexts:
    """All rows of all parts, one after the other."""
    return LabelledTexts(
        tuple(text for part in parts for text in part.texts),
        np.concatenate([part.sentiment for part in parts]),
        np.concatenate([part.topics for part in parts]),
        np.concatenate([part.serious for part in parts]),
    )


def sentiment_only(texts: Sequence[str], labels: Sequence[str]) -> LabelledTexts:
    """Texts of which only the sentiment is known."""
    names = list(SENTIMENTS)
    return LabelledTexts(
        tuple(texts),
        np.array([names.index(label) for label in labels], np.int64),
        np.full((len(texts), len(TOPICS)), np.nan, np.float32),
        np.full((len(texts), len(SERIOUS)), np.nan, np.float32),
    )
