"""Texts to logits: the tokenizer and the int8 network, on ONNX Runtime, with no torch anywhere.

A comment longer than the network's window is read in several windows: its serious and topic logits are the
highest over the windows, so that one sentence at the end of a long comment counts, and its sentiment and
embedding are the mean.

Each window runs alone. In a batch, int8 activations share one scale, so that a comment's label came to depend on its
neighbours (measured: 4 % of labels moved); alone it is the same for ever, needs no padding, and costs about as much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Encoding, Tokenizer

from data_contracts.progress import Tick, silent
from sentiment.who import anyone

Floats = npt.NDArray[np.float32]

OUTPUTS = ("sentiment", "topics", "serious", "embedding")
_OVERLAP = 16
_CHUNK = 1024


@dataclass(frozen=True)
class Outputs:
    """Raw outputs, one row per text: logits [n, 3], [n, 12] and [n, 6], and the mean-pooled embedding [n, 384]."""

    sentiment: Floats
    topics: Floats
    serious: Floats
    embedding: Floats


class Encoder:
    """The network and its tokenizer; `threads` is the number of cores that one call may use."""

    def __init__(self, network: Path, tokenizer: Path, max_tokens: int, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(
            str(network), options, providers=["CPUExecutionProvider"]
        )
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(max_tokens, stride=min(_OVERLAP, max_tokens // 4))

    def encode(self, texts: Sequence[str], tick: Tick = silent) -> Outputs:
        """Outputs in the order of `texts`; memory is bounded by working in chunks."""
        parts = []
        tick(0, len(texts), "comments read")
        for start in range(0, len(texts), _CHUNK):
            chunk = texts[start : start + _CHUNK]
            parts.append(self._chunk(chunk))
            tick(start + len(chunk), len(texts), "comments read")
        if not parts:
            parts = [_empty()]
        return Outputs(*(np.concatenate([getattr(part, name) for part in parts]) for name in OUTPUTS))

    def _chunk(self, texts: Sequence[str]) -> Outputs:
        windows, owners = self._windows(texts)
        ran = [self._run(window) for window in windows]
        found = Outputs(*(np.concatenate(column) for column in zip(*ran, strict=True)))
        return found if len(windows) == len(texts) else _joined(found, np.asarray(owners))

    def _windows(self, texts: Sequence[str]) -> tuple[list[Encoding], list[int]]:
        """The windows of each text, and for each window the position of its text."""
        windows: list[Encoding] = []
        owners: list[int] = []
        for owner, encoding in enumerate(self._tokenizer.encode_batch([anyone(text) for text in texts])):
            pieces = [encoding, *encoding.overflowing]
            windows.extend(pieces)
            owners.extend([owner] * len(pieces))
        return windows, owners

    def _run(self, window: Encoding) -> list[Floats]:
        ids = np.array([window.ids], np.int64)
        return list(self._session.run(OUTPUTS, {"input_ids": ids, "attention_mask": np.ones_like(ids)}))


def _joined(windows: Outputs, owners: npt.NDArray[np.int64]) -> Outputs:
    starts = np.flatnonzero(np.diff(owners, prepend=-1))
    counts = np.diff(np.append(starts, len(owners)))[:, None]
    return Outputs(
        sentiment=np.asarray(np.add.reduceat(windows.sentiment, starts) / counts, np.float32),
        topics=np.maximum.reduceat(windows.topics, starts),
        serious=np.maximum.reduceat(windows.serious, starts),
        embedding=np.asarray(np.add.reduceat(windows.embedding, starts) / counts, np.float32),
    )


def _empty() -> Outputs:
    from sentiment.labels import SENTIMENTS, SERIOUS, TOPICS

    widths = (len(SENTIMENTS), len(TOPICS), len(SERIOUS), 0)
    return Outputs(*(np.zeros((0, width), np.float32) for width in widths))
