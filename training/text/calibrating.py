"""Calibration, fitted on the outputs of the int8 file itself: what is served is what is calibrated.

Sentiment: one temperature and one offset per class, by maximum likelihood. Topics and serious: Platt's sigmoid per
label, drawn towards the sigmoid of the whole head where a label has few cases.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize

from sentiment.encoder import Outputs
from sentiment.labels import SERIOUS, TOPICS
from sentiment.manifest import LabelCalibration, SentimentCalibration
from sentiment.probabilities import Judged, judge, sentiment_probabilities
from training.text.texts import UNKNOWN, Floats, LabelledTexts
from training.text.thresholds import serious_threshold, topic_threshold

Numbers = npt.NDArray[np.float64]
Sigmoid = tuple[float, float]

_PULL = 4.0
"""How strongly a label's sigmoid is held to that of its head, in squared units of slope: few cases move it little."""
_DIGITS = 5


@dataclass(frozen=True)
class Calibrations:
    """What turns logits into probabilities and labels."""

    sentiment: SentimentCalibration
    topics: dict[str, LabelCalibration]
    serious: dict[str, LabelCalibration]

    def judge(self, outputs: Outputs) -> Judged:
        """Probabilities and labels, by the runtime's own arithmetic."""
        return judge(outputs, self.sentiment, self.topics, self.serious)


def calibrate(outputs: Outputs, rows: LabelledTexts) -> Calibrations:
    """Calibrations and thresholds from the outputs on validation rows, of which some know all three heads."""
    known = ~np.isnan(rows.topics).any(axis=1) & ~np.isnan(rows.serious).any(axis=1)
    topics, serious = rows.topics[known] > 0, rows.serious[known] > 0
    topic_fit = head_sigmoids(outputs.topics[known], topics)
    serious_fit = head_sigmoids(outputs.serious[known], serious)
    at = serious_threshold(_probabilities(outputs.serious[known], serious_fit), serious)
    p_topics = _probabilities(outputs.topics[known], topic_fit)
    topic_at = [topic_threshold(p_topics[:, label], topics[:, label]) for label in range(len(TOPICS))]
    return Calibrations(
        sentiment_calibration(outputs.sentiment, rows.sentiment),
        _labelled(TOPICS, topic_fit, topic_at),
        _labelled(SERIOUS, serious_fit, [at] * len(SERIOUS)),
    )


def sentiment_calibration(logits: Floats, truth: npt.NDArray[np.int64]) -> SentimentCalibration:
    """Temperature and offsets of least log-loss; the offsets sum to 0."""
    logits, truth = logits[truth != UNKNOWN], truth[truth != UNKNOWN]

    def loss(point: Numbers) -> float:
        p = sentiment_probabilities(logits, float(np.exp(point[0])), _centred(point[1:]))
        return float(-np.log(p[np.arange(len(truth)), truth] + 1e-12).mean())

    best = _least(loss, np.zeros(3))
    return SentimentCalibration(
        temperature=round(float(np.exp(best[0])), _DIGITS),
        offsets=[round(offset, _DIGITS) for offset in _centred(best[1:])],
    )


def head_sigmoids(logits: Floats, truth: npt.NDArray[np.bool_]) -> list[Sigmoid]:
    """Slope and intercept per label of one head, each drawn towards those of the whole head."""
    whole = platt(logits.ravel(), truth.ravel())
    return [platt(logits[:, label], truth[:, label], towards=whole) for label in range(truth.shape[1])]


def platt(logits: Floats, truth: npt.NDArray[np.bool_], towards: Sigmoid | None = None) -> Sigmoid:
    """Slope and intercept of least log-loss (Platt 1999); `towards` is where few cases are drawn."""
    slope, intercept = towards or (1.0, 0.0)
    pull = _PULL if towards else 0.01
    x, y = logits.astype(np.float64), truth.astype(np.float64)

    def loss(point: Numbers) -> float:
        z = np.exp(point[0]) * x + point[1]
        fit = float((np.logaddexp(0, z) - y * z).sum())
        return fit + pull * float((point[0] - np.log(slope)) ** 2 + (point[1] - intercept) ** 2 / 4)

    best = _least(loss, np.array([np.log(slope), intercept]))
    return float(np.exp(best[0])), float(best[1])


def _least(loss: object, start: Numbers) -> Numbers:
    settings = {"xatol": 1e-5, "fatol": 1e-8, "maxiter": 4000}
    return np.asarray(minimize(loss, start, method="Nelder-Mead", options=settings).x)


def _centred(offsets: Numbers) -> list[float]:
    return [*map(float, offsets), -float(offsets.sum())]


def _probabilities(logits: Floats, sigmoids: Iterable[Sigmoid]) -> Numbers:
    slope, shift = np.array(list(sigmoids)).T
    return np.asarray(1 / (1 + np.exp(-(slope * logits.astype(np.float64) + shift))))


def _labelled(
    labels: Iterable[str], sigmoids: Iterable[Sigmoid], thresholds: Iterable[float]
) -> dict[str, LabelCalibration]:
    return {
        label: LabelCalibration(slope=round(slope, _DIGITS), intercept=round(shift, _DIGITS), threshold=at)
        for label, (slope, shift), at in zip(labels, sigmoids, thresholds, strict=True)
    }
