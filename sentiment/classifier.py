"""Comments in, labels out: sentiment, topics and serious concerns of each comment, and of no person.

Nothing here takes or returns who wrote a comment. What the model cannot read is `not_assessed` and never guessed.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
import polars as pl

from data_contracts.progress import Tick, silent
from sentiment.encoder import Encoder, Outputs
from sentiment.labels import NOT_ASSESSED, SENTIMENTS, SERIOUS, TOPICS
from sentiment.legibility import is_too_short, why_not_assessed
from sentiment.manifest import ENCODER_FILE, TOKENIZER_FILE, Manifest, TextModelRefused, read_manifest
from sentiment.probabilities import Judged, judge

SHIPPED = Path(__file__).with_name("model")
MAX_CHARACTERS = 20_000
"""A longer text is not a comment: it is left to a person, so that nothing is judged by a part of it."""

SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "row": pl.UInt32,
    "sentiment": pl.String,
    "p_negative": pl.Float64,
    "p_neutral": pl.Float64,
    "p_positive": pl.Float64,
    "topics": pl.List(pl.String),
    "serious": pl.List(pl.String),
    "p_serious": pl.Float64,
}


class TextClassifier:
    """The text model of one folder, checked and loaded."""

    def __init__(self, manifest: Manifest, encoder: Encoder) -> None:
        self.manifest = manifest
        self.encoder = encoder

    def classify(self, texts: Sequence[str | None], tick: Tick = silent) -> pl.DataFrame:
        """One row per text, in the order given; columns as in `SCHEMA`.

        `row` counts from 0. Where a text is null, empty, in another language, garbled or too long, the sentiment
        is `not_assessed`, the probabilities are null and the lists are empty.
        """
        readable = [row for row, text in enumerate(texts) if is_readable(text)]
        judged = self.judge([str(texts[row]) for row in readable], tick)
        return _frame(len(texts), readable, judged)

    def serious(self, texts: Sequence[str], tick: Tick = silent) -> list[tuple[str, ...] | None]:
        """Of each text the serious concerns in it and nothing else; None where a person has to read it.

        That is what the model cannot read, and what is too short to tell the language of, unless it finds something.
        """
        readable = [row for row, text in enumerate(texts) if is_readable(text)]
        judged = self.judge([texts[row] for row in readable], tick)
        found: list[tuple[str, ...] | None] = [None] * len(texts)
        for position, row in enumerate(readable):
            kinds = _present(SERIOUS, judged.serious_set[position])
            found[row] = kinds if kinds or not is_too_short(texts[row]) else None
        return found

    def judge(self, texts: Sequence[str], tick: Tick = silent) -> Judged:
        """Calibrated probabilities and labels of texts that are known to be readable."""
        return self.judge_outputs(self.encoder.encode(texts, tick))

    def judge_outputs(self, outputs: Outputs) -> Judged:
        """Calibrated probabilities and labels from raw outputs."""
        manifest = self.manifest
        return judge(
            outputs, manifest.sentiment_calibration, manifest.topic_calibration, manifest.serious_calibration
        )


def load_classifier(folder: Path | None = None, *, threads: int = 1) -> TextClassifier:
    """The text model in `folder` (None: the shipped one) after every check; `threads` cores may be used.

    Raises `TextModelAbsent` or `TextModelRefused`.
    """
    place = folder or SHIPPED
    manifest = read_manifest(place)
    try:
        encoder = Encoder(place / ENCODER_FILE, place / TOKENIZER_FILE, manifest.max_tokens, threads)
    except Exception as error:  # ONNX Runtime and tokenizers raise their own and plain exceptions
        raise TextModelRefused(f"{place}: the network cannot be loaded ({type(error).__name__})") from error
    return TextClassifier(manifest, encoder)


def is_readable(text: str | None) -> bool:
    """Whether the model can read this text; else a person should."""
    return text is not None and len(text) <= MAX_CHARACTERS and why_not_assessed(text) is None


def _present(labels: Iterable[str], found: Iterable[bool]) -> tuple[str, ...]:
    return tuple(label for label, there in zip(labels, found, strict=True) if there)


def _frame(rows: int, readable: Sequence[int], judged: Judged) -> pl.DataFrame:
    named = list(SENTIMENTS)
    sentiment: list[str] = [NOT_ASSESSED] * rows
    topics: list[list[str]] = [[] for _ in range(rows)]
    serious: list[list[str]] = [[] for _ in range(rows)]
    for position, row in enumerate(readable):
        sentiment[row] = named[int(judged.sentiment[position].argmax())]
        topics[row] = list(_present(TOPICS, judged.topic_set[position]))
        serious[row] = list(_present(SERIOUS, judged.serious_set[position]))
    spread = np.full((rows, len(named) + 1), np.nan)
    spread[readable] = np.column_stack([judged.sentiment, judged.serious.max(axis=1, initial=0)])
    columns = {
        "row": range(rows),
        "sentiment": sentiment,
        **{f"p_{name}": spread[:, place] for place, name in enumerate(named)},
        "topics": topics,
        "serious": serious,
        "p_serious": spread[:, -1],
    }
    return pl.DataFrame(columns, schema=SCHEMA).with_columns(pl.col("^p_.*$").fill_nan(None))
