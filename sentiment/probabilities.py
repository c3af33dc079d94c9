"""From raw logits to calibrated probabilities and labels: the one place where the manifest's numbers are applied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sentiment.encoder import Outputs
from sentiment.manifest import LabelCalibration, SentimentCalibration

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Judged:
    """Calibrated probabilities, one row per text, and whether each label reaches its threshold."""

    sentiment: Numbers
    topics: Numbers
    serious: Numbers
    topic_set: Flags
    serious_set: Flags


def judge(
    outputs: Outputs,
    sentiment: SentimentCalibration,
    topics: Mapping[str, LabelCalibration],
    serious: Mapping[str, LabelCalibration],
) -> Judged:
    """Apply calibration and thresholds to raw outputs."""
    p_topics, p_serious = (
        label_probabilities(outputs.topics, topics),
        label_probabilities(outputs.serious, serious),
    )
    return Judged(
        sentiment=sentiment_probabilities(outputs.sentiment, sentiment.temperature, sentiment.offsets),
        topics=p_topics,
        serious=p_serious,
        topic_set=p_topics >= _thresholds(topics),
        serious_set=p_serious >= _thresholds(serious),
    )


def sentiment_probabilities(
    logits: npt.NDArray[np.float32], temperature: float, offsets: Sequence[float]
) -> Numbers:
    """`softmax(logits / temperature + offsets)` along the classes."""
    scaled = logits.astype(np.float64) / temperature + np.asarray(offsets)
    raised = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))


def label_probabilities(
    logits: npt.NDArray[np.float32], calibration: Mapping[str, LabelCalibration]
) -> Numbers:
    """`sigmoid(slope * logit + intercept)`, label by label."""
    slope = np.array([label.slope for label in calibration.values()])
    intercept = np.array([label.intercept for label in calibration.values()])
    return np.asarray(1 / (1 + np.exp(-np.clip(logits.astype(np.float64) * slope + intercept, -700, 700))))


def _thresholds(calibration: Mapping[str, LabelCalibration]) -> Numbers:
    return np.array([label.threshold for label in calibration.values()])
